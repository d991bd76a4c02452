"""How the replica's outlets tell what they have published: RSS and Atom feeds, plain and news sitemaps, a sitemap index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from iraqwire.demo.outlets import Outlet

NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Announced:
    """One address with what an entry point says of it."""

    url: str
    title: str
    published: datetime
    language: str = "en"
    summary: str = ""


def rss(outlet: Outlet, rows: Sequence[Announced]) -> bytes:
    items = "\n".join(
        f"<item><title>{escape(row.title)}</title><link>{escape(row.url)}</link><pubDate>{format_datetime(row.published)}</pubDate>"
        f'<guid isPermaLink="false">{escape(outlet.id)}-{outlet.number_of(row.url)}</guid>'
        f"<description><![CDATA[{row.summary} [&#8230;]]]></description></item>"
        for row in rows
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>{escape(outlet.name)}</title><link>{outlet.home}</link><description>{escape(outlet.name)}</description>"
        f"<language>{outlet.languages[0]}</language>\n{items}\n</channel></rss>"
    ).encode()


def atom(outlet: Outlet, rows: Sequence[Announced]) -> bytes:
    entries = "\n".join(
        f'<entry><title type="html">{escape(escape(row.title))}</title><link rel="alternate" type="text/html" href={quoteattr(row.url)}/>'
        f"<id>tag:{outlet.host},2020:{outlet.number_of(row.url)}</id><published>{row.published.isoformat()}</published>"
        f"<updated>{row.published.isoformat()}</updated><summary>{escape(row.summary)}</summary></entry>"
        for row in rows
    )
    newest = max((row.published for row in rows), default=None)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.languages[0]}">'
        f"<title>{escape(outlet.name)}</title><id>{outlet.home}</id><link href={quoteattr(outlet.home)}/>"
        f"<updated>{newest.isoformat() if newest else ''}</updated>\n{entries}\n</feed>"
    ).encode()


def news_sitemap(outlet: Outlet, rows: Sequence[Announced]) -> bytes:
    urls = "\n".join(
        f"<url><loc>{escape(row.url)}</loc><news:news><news:publication><news:name>{escape(outlet.name)}</news:name>"
        f"<news:language>{row.language}</news:language></news:publication>"
        f"<news:publication_date>{row.published.isoformat()}</news:publication_date><news:title>{escape(row.title)}</news:title></news:news></url>"
        for row in rows
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{SITEMAPS}" xmlns:news="{NEWS}">\n{urls}\n</urlset>'.encode()


def sitemap(rows: Sequence[Announced]) -> bytes:
    urls = "\n".join(f"<url><loc>{escape(row.url)}</loc><lastmod>{row.published.isoformat()}</lastmod></url>" for row in rows)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{SITEMAPS}">\n{urls}\n</urlset>'.encode()


def sitemap_index(children: Sequence[tuple[str, datetime]]) -> bytes:
    maps = "\n".join(f"<sitemap><loc>{escape(url)}</loc><lastmod>{changed.isoformat()}</lastmod></sitemap>" for url, changed in children)
    return f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="{SITEMAPS}">\n{maps}\n</sitemapindex>'.encode()

"""What a page says about its article beside the text: title, authors, dates, canonical address, languages and translations.

JSON-LD goes first, then meta elements, then what readers see. The body's part (dateline, first heading) is handed in by `page`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from crawler.extraction.byline import read_byline
from crawler.extraction.context import PageContext
from crawler.extraction.datelines import Dateline, datelines, times
from crawler.extraction.dates import Dated, Moment, choose, is_day_of, parse_moment, relative_moment, url_moment
from crawler.extraction.headline import read_headline
from crawler.extraction.jsonld import LinkedData, linked_data
from crawler.extraction.picture import Picture, lead_picture
from crawler.extraction.section import read_section
from crawler.extraction.spacing import one_line
from crawler.extraction.state import embedded_dates
from crawler.extraction.stubs import Announced, announced
from crawler.extraction.translations import language_of, link_elements, translations
from news.language import primary
from news.model import Translation
from news.text import letters
from news.urls import host, same_site, site_of, web_url, without_tracking

# fmt: off
_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished", "date_published",
    "publisheddate", "publicationdate",
    "publish-date", "publish_date", "publishdate", "og:publish_date", "published_date", "publication_date", "pubdate", "parsely-pub-date",
    "sailthru.date", "rbpubdate", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dcterms.date", "dc.date",
    "cxenseparse:recs:publishtime", "citation_publication_date", "date", "bt:pubdate", "article.published", "datecreated",
)
_MODIFIED = (
    "article:modified_time", "article:modified", "og:updated_time", "og:modified_time", "datemodified", "last-modified", "lastmod",
    "dcterms.modified", "dc.date.modified",
)
_DESCRIPTION = ("og:description", "description", "twitter:description")
# fmt: on
_OWN_DATES = frozenset({"json-ld", "meta", "time", "text", "script"})
_DAY_FIRST = frozenset({"ar", "ckb", "kmr", "fa", "tr", "de", "fr", "es", "it"})


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says; `found_in` names for each field of an Article that it gave the place that gave it, `announced` what the
    page calls itself."""

    title: str
    authors: tuple[str, ...]
    published: Dated | None
    modified_at: datetime | None
    canonical_url: str
    languages: tuple[str, ...]
    site_names: tuple[str, ...]
    translations: tuple[Translation, ...]
    description: str
    body: str
    section: str
    picture: Picture
    found_in: dict[str, str]
    announced: Announced

    @property
    def is_signed(self) -> bool:
        """Whether the page itself says when or by whom, or calls itself an article."""
        dated = self.published is not None and self.published.field in _OWN_DATES
        return dated or bool(self.authors) or self.announced.is_article


def read_metadata(tree: HtmlElement, url: str, context: PageContext, fetched_at: datetime) -> Metadata:
    """All that the page and the crawl know; nothing in it lies after `fetched_at`, and what nobody says is empty."""
    linked = linked_data(tree)
    canonical_links, alternates = link_elements(tree)
    metas = _metas(tree)
    languages = _languages(tree, linked, metas, context)
    sites = _site_names(tree, linked, metas, url, context)
    canonical, canonical_field = _canonical(canonical_links, metas, url)
    alternates += [(tag or language_of(address), address) for tag, address in linked.translations]
    title = read_headline(tree, linked.headline, metas, sites)
    listed = one_line(context.title)
    published = choose(_publications(tree, url, linked, metas, context, languages, title.text or listed), fetched_at)
    changed = ((linked.modified, "json-ld"), *((text, "meta") for text in _values(metas, _MODIFIED)))
    modified = choose(((name, parse_moment(text, context.timezone)) for text, name in changed), fetched_at)
    if modified and published and modified.at < published.at:
        modified = None
    byline = read_byline(tree, linked, metas, sites, title.text or listed)
    section, section_field = read_section(tree, linked, metas, (title.text, *sites))
    picture = lead_picture(tree, linked, metas, url)
    found_in = {
        "title": title.field or ("listing" if listed else ""),
        "authors": byline.field,
        "published_at": published.field if published else "",
        "modified_at": modified.field if modified else "",
        "canonical_url": canonical_field,
        "section": section_field,
        "image": picture.field,
    }
    return Metadata(
        title=title.text or listed,
        authors=byline.names,
        published=published,
        modified_at=modified.at if modified else None,
        canonical_url=canonical,
        languages=languages,
        site_names=sites,
        translations=translations(alternates, url, canonical, context.hosts, context.languages),
        description=one_line(next(iter(_values(metas, _DESCRIPTION)), "")),
        body=linked.body,
        section=section,
        picture=picture,
        found_in={name: place for name, place in found_in.items() if place},
        announced=announced(tree, linked, metas, title.text or listed, (url, *canonical_links, *metas.get("og:url", ()))),
    )


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    """The contents of meta elements by name, property or itemprop, in lower case."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = meta.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), []).append(content.strip())
    return found


def _values(metas: dict[str, list[str]], names: Iterable[str]) -> list[str]:
    return [value for name in names for value in metas.get(name, ())]


def _publications(
    tree: HtmlElement,
    url: str,
    linked: LinkedData,
    metas: dict[str, list[str]],
    context: PageContext,
    languages: tuple[str, ...],
    title: str,
) -> Iterator[tuple[str, Moment | None]]:
    zone = context.timezone
    now = context.fetched_at  # of a saved page nobody knows when "today" was
    day_first = bool(_DAY_FIRST.intersection(languages[:1]))
    if linked.published:
        yield "json-ld", parse_moment(linked.published, zone)
    for text in _values(metas, _PUBLISHED):
        yield "meta", parse_moment(text, zone, day_first=day_first)
    address = url_moment(url, zone)
    for line in times(tree, title):
        moment = parse_moment(line.text, zone, day_first=day_first) or (relative_moment(line.text, zone, now) if now else None)
        # An address that carries another day shows that the element belongs to something else on the page.
        if moment and (address is None or abs((moment.at - address.at).days) <= 2) and not _is_visit(line, moment, now, zone):
            yield "time", moment
    yield "url", address
    for line in datelines(tree, title):
        found = parse_moment(line.text, zone, day_first=day_first) or (relative_moment(line.text, zone, now) if now else None)
        if found and not _is_visit(line, found, now, zone):
            yield "text", found
    for text in embedded_dates(tree, title):
        yield "script", parse_moment(text, zone)
    if context.published_at is not None:
        yield "listing", Moment(context.published_at)


def _is_visit(line: Dateline, found: Moment, now: datetime | None, zone: str) -> bool:
    """Whether a date above the headline is the day of the visit, which stands there as often as that of the article."""
    return not line.after and found.whole_day and now is not None and is_day_of(found, now, zone)


def _site_names(tree: HtmlElement, linked: LinkedData, metas: dict[str, list[str]], url: str, context: PageContext) -> tuple[str, ...]:
    # Some pages give their headline for the site's name.
    headlines = {letters(one_line(title)) for title in metas.get("og:title", ())} & {letters(h1.text_content()) for h1 in tree.iter("h1")}
    named = [name for name in _values(metas, ("og:site_name", "application-name", "al:android:app_name")) if letters(name) not in headlines]
    names = (context.source_name, *named, *linked.site_names, host(url))
    return tuple(dict.fromkeys(name for name in map(one_line, names) if name))


def _languages(tree: HtmlElement, linked: LinkedData, metas: dict[str, list[str]], context: PageContext) -> tuple[str, ...]:
    root = tree.getroottree().getroot()
    on_root = root.get("lang") or root.get("xml:lang") or ""
    said = (on_root, linked.language, *_values(metas, ("og:locale", "content-language")), *context.languages)
    return tuple(dict.fromkeys(tag for tag in map(primary, said) if tag))


def _canonical(links: list[str], metas: dict[str, list[str]], url: str) -> tuple[str, str]:
    """The address the page gives as its own, and where; empty where it names another site, or its home page for every page.
    A saved page, whose own address is none of the web's, is believed.
    """
    own = host(url) if web_url(url) else ""
    for field, address in (*(("link", link) for link in links), *(("meta", text) for text in _values(metas, ("og:url",)))):
        found = without_tracking(web_url(address, url)) if address.strip() else ""
        if found and not own:
            return found, field
        home = found.partition("//")[2].partition("/")[2] == ""
        if found and same_site(found, (site_of(own),)) and not (home and without_tracking(url) != found):
            return found, field
    return "", ""

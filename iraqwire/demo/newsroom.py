"""The whole replica: every page, entry point and robots.txt of its outlets as values, and the truth about them.

What an address answers is decided here; `proxy` puts it on the wire.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Literal

from iraqwire.demo import entries, pages
from iraqwire.demo.entries import Announced
from iraqwire.demo.outlets import Entry, Outlet, outlets
from iraqwire.demo.pages import Link
from iraqwire.demo.press import Told, tell
from iraqwire.demo.truth import PageKind, PageTruth, Truth
from news.model import Source

FORBIDDEN = "/subscribers/"
RETRY_AFTER = "900"


@dataclass(frozen=True, slots=True)
class Resource:
    """What one address answers. `behaviour` "silent": nothing, ever."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    behaviour: Literal["answers", "silent"] = "answers"


NOT_FOUND = Resource(b"<html><title>404</title><h1>Not found</h1></html>", status=404)
SILENT = Resource(behaviour="silent")
OVERRUN = Resource(b"Service Unavailable\n", "text/plain", 503, (("Retry-After", RETRY_AFTER),))


class Newsroom:
    """The replica as it stands at `now`, the same for the same instant: `resources` by (host, path with query) and `truth` by address."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC).replace(second=0, microsecond=0)
        self.resources: dict[tuple[str, str], Resource] = {}
        self._truth: dict[str, PageTruth] = {}
        self._told = tell(self.now)
        self._origins = {told.story.id: told for told in self._told if told.derived == "original"}
        for outlet in outlets().values():
            if outlet.behaviour == "answers":
                self._open(outlet, [self._shelved(told) for told in self._told if told.outlet is outlet])

    @property
    def truth(self) -> Truth:
        return self._truth

    def sources(self) -> tuple[Source, ...]:
        return tuple(outlet.source() for outlet in outlets().values())

    def answer(self, host: str, path: str) -> Resource | None:
        """What the address answers; None for a host that does not exist here."""
        outlet = next((outlet for outlet in outlets().values() if outlet.host == host.lower()), None)
        if outlet is None:
            return None
        if outlet.behaviour == "silent":
            return SILENT
        if outlet.behaviour == "overrun" and path != "/robots.txt":
            return OVERRUN
        return self.resources.get((outlet.host, path), NOT_FOUND if path != "/robots.txt" else _robots(outlet))

    def config(self, proxy_address: str) -> str:
        """iraqwire.toml for a crawl of the whole replica through its proxy, and of nothing else."""
        lines = [
            "# The replica newsroom: a small internet on loopback. Written by iraqwire demo.",
            "[crawl]",
            "catalogue = false",
            f"proxy = {_quoted(proxy_address)}",
            "delay = 0.0",
            "timeout = 4",
        ]
        for source in self.sources():
            entry = ", ".join(
                f"{{ kind = {_quoted(point.kind)}, url = {_quoted(point.url)}, match = {_quoted(point.match)} }}" for point in source.entry
            )
            lines += [
                "",
                "[[source]]",
                f"id = {_quoted(source.id)}",
                f"name = {_quoted(source.name)}",
                f"home = {_quoted(source.home)}",
                f"languages = [{', '.join(map(_quoted, source.languages))}]",
                f"kind = {_quoted(source.kind)}",
                f"timezone = {_quoted(source.timezone)}",
                f"scope = {_quoted(source.scope)}",
                f"entry = [{entry}]",
            ]
        return "\n".join(lines) + "\n"

    # ---------------------------------------------------------------- building

    def _shelved(self, told: Told) -> Told:
        if not told.story.forbidden:
            return told
        return Told(told.story, told.outlet, told.version, told.derived, told.published, f"{FORBIDDEN}{told.story.id}")

    def _open(self, outlet: Outlet, told: Sequence[Told]) -> None:
        newest = sorted(told, key=lambda page: page.published, reverse=True)
        for page in newest:
            neighbours = [_link(other) for other in newest if other is not page and not other.story.forbidden]
            self._publish(page, neighbours)
        for path in outlet.sections:
            self._section(outlet, path, newest)
        if outlet.farm_index:
            self._farm_index(outlet, newest)
        self._serve_html(outlet, "/about", pages.about_page(outlet))
        self._note(outlet.url("/about"), "about", outlet)
        if outlet.gone:
            self._note(outlet.url(outlet.gone), "gone", outlet)
        rows = self._announcements(outlet, newest)
        for entry in outlet.entry:
            self._entry(outlet, entry, rows)

    def _publish(self, told: Told, neighbours: Sequence[Link]) -> None:
        headlines = pages.appended_headlines(told, tuple(self._origins.values())) if told.list_form else ()
        body = pages.article_page(told, neighbours, headlines)
        misdeclared = told.story.id in told.outlet.misdeclared
        self._serve_html(told.outlet, told.path, body, "utf-8" if misdeclared else told.outlet.encoding)
        kind: PageKind = "forbidden" if told.story.forbidden else "off_beat" if told.story.off_beat else "article"
        origin = self._origins.get(told.story.id)
        self._truth[told.url] = PageTruth(
            url=told.url,
            kind=kind,
            outlet=told.outlet.id,
            story=told.story.id,
            derived=told.derived,
            origin=origin.url if origin and origin is not told and told.derived != "roundup" else "",
            title=told.version.title,
            language=told.language,
            holds=told.holds,
            paragraphs=tuple(block.text for block in pages.blocks_of(told.version.paragraphs, told.story.live)),
        )

    def _section(self, outlet: Outlet, path: str, newest: Sequence[Told]) -> None:
        language = "ar" if path.startswith("/ar/") else outlet.languages[0]
        teasers = outlet.layout == "wordpress"  # whose archives print each post's beginning
        rows = [_dated(page, teasers) for page in newest if page.language == language and not page.story.forbidden][:12]
        self._serve_html(outlet, path, pages.index_page(outlet, language, _section_title(path, language), rows), outlet.encoding)
        self._note(outlet.url(path), "index", outlet)

    def _farm_index(self, outlet: Outlet, newest: Sequence[Told]) -> None:
        headlines = pages.appended_headlines(newest[-1], tuple(self._origins.values()))
        body = pages.farm_index_page(newest[0], FARM_INDEX_TITLE, headlines, [_link(page) for page in newest])
        self._serve_html(outlet, outlet.farm_index, body)
        self._note(outlet.url(outlet.farm_index), "index", outlet)

    def _announcements(self, outlet: Outlet, newest: Sequence[Told]) -> list[Announced]:
        """What the outlet's entry point lists: its stories newest first, its index pages and a dead link among them."""
        rows = [
            Announced(page.url, page.version.title, page.published.astimezone(outlet.zone), page.language, _summary(page))
            for page in newest
        ]
        extra = [(path, _section_title(path, outlet.languages[0])) for path in outlet.sections]
        if outlet.farm_index:
            extra.append((outlet.farm_index, FARM_INDEX_TITLE))
        if outlet.gone:
            extra.append((outlet.gone, "A bridge that was never built"))
        for place, (path, title) in enumerate(extra):
            when = rows[0].published - timedelta(minutes=7 * place) if rows else self.now
            rows.insert(min(2 * place + 1, len(rows)), Announced(outlet.url(path), title, when, outlet.languages[0]))
        return rows

    def _entry(self, outlet: Outlet, entry: Entry, rows: list[Announced]) -> None:
        if entry.tracking:
            rows = [_at(row, f"{row.url}?utm_source=rss&utm_medium=feed&utm_campaign=iraq") for row in rows]
        if entry.redirect and rows:
            short = f"/r/{outlet.number_of(rows[0].url)}"
            self.resources[outlet.host, short] = Resource(b"", "text/html", 302, (("Location", rows[0].url),))
            rows = [_at(rows[0], outlet.url(short)), *rows[1:]]
        match entry.form:
            case "rss":
                self._serve_entry(outlet, entry.path, entries.rss(outlet, rows), "application/rss+xml; charset=utf-8")
            case "atom":
                self._serve_entry(outlet, entry.path, entries.atom(outlet, rows), "application/atom+xml")
            case "news":
                self._serve_entry(outlet, entry.path, entries.news_sitemap(outlet, rows), "application/xml")
            case "plain":
                self._serve_entry(outlet, entry.path, entries.sitemap(rows), "text/xml")
            case "index":
                self._serve_sitemap_index(outlet, entry.path, rows)
            case "listing":
                links = [Link(row.url.removeprefix(outlet.home[:-1]), row.title, f"{row.published:%Y-%m-%d}") for row in rows]
                language = outlet.languages[0]
                body = pages.index_page(outlet, language, outlet.name, links)
                self._serve_entry(outlet, entry.path, body, f"text/html; charset={outlet.encoding}")
                self._note(outlet.url(entry.path), "index", outlet)

    def _serve_sitemap_index(self, outlet: Outlet, path: str, rows: Sequence[Announced]) -> None:
        children: list[tuple[str, datetime]] = []
        for language in outlet.languages:
            child = f"/sitemap-news-{language}.xml"
            body = entries.news_sitemap(outlet, [row for row in rows if row.language == language])
            self._serve_entry(outlet, child, body, "application/xml")
            children.append((outlet.url(child), self.now))
        self._serve_entry(outlet, path, entries.sitemap_index(children), "application/xml")

    def _serve_entry(self, outlet: Outlet, path: str, body: bytes, content_type: str) -> None:
        changed = format_datetime(self.now, usegmt=True)
        self.resources[outlet.host, path] = Resource(body, content_type, headers=(("Last-Modified", changed),))

    def _serve_html(self, outlet: Outlet, path: str, body: bytes, charset: str = "") -> None:
        content_type = f"text/html; charset={charset or outlet.encoding}"
        if (outlet.host, path) in self.resources:
            raise ValueError(f"two pages at {outlet.url(path)}")
        self.resources[outlet.host, path] = Resource(body, content_type)

    def _note(self, url: str, kind: PageKind, outlet: Outlet) -> None:
        self._truth[url] = PageTruth(url, kind, outlet.id)


FARM_INDEX_TITLE = "Iraq news round-up: all the links of the week"
_SECTION_TITLES = {"ar": "أخبار اقتصادية", "ckb": "هەواڵ"}


def _section_title(path: str, language: str) -> str:
    if path.startswith("/ar/"):
        language = "ar"
    return _SECTION_TITLES.get(language) or path.strip("/").split("/")[-1].replace("-", " ").title()


def _link(told: Told) -> Link:
    return Link(told.path, told.version.title, teaser=_summary(told))


def _dated(told: Told, teasers: bool) -> Link:
    local = told.published.astimezone(told.outlet.zone)
    return Link(told.path, told.version.title, pages.date_text(local, told.language), _summary(told) if teasers else "")


def _summary(told: Told) -> str:
    return " ".join(told.version.paragraphs[0].split()[:22])


def _at(row: Announced, url: str) -> Announced:
    return Announced(url, row.title, row.published, row.language, row.summary)


def _robots(outlet: Outlet) -> Resource:
    lines = [
        "User-agent: *",
        f"Disallow: {FORBIDDEN}",
        "Disallow: /wp-admin/",
        "",
        *(f"Sitemap: {outlet.url(e.path)}" for e in outlet.entry if e.kind == "sitemap"),
    ]
    return Resource("\n".join(lines).encode() + b"\n", "text/plain")


def _quoted(text: str) -> str:
    """A TOML basic string, which JSON's is too."""
    return json.dumps(text, ensure_ascii=False)

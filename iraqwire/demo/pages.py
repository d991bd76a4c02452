"""HTML of the replica's pages, in the several makes of real ones (layouts/), with their furniture and their metadata."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from iraqwire.demo.outlets import Outlet
from iraqwire.demo.press import Told
from iraqwire.demo.stories import read_table

LIST_LINES = 60
LINES_A_DAY = 7
OWN_LINES = 12  # of them name stories of the newsroom itself
RTL = frozenset({"ar", "ckb"})
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_LIVE = re.compile(r"^(\d\d\.\d\d) ")


@dataclass(frozen=True, slots=True)
class Link:
    """A headline that leads somewhere."""

    path: str
    title: str
    date: str = ""
    teaser: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (tag "p") or a heading ("h2") of a page's text; `time` is that of a live blog's entry."""

    text: str
    tag: str = "p"
    time: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a link farm's list."""

    title: str
    outlet: str
    date: str
    url: str


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("iraqwire.demo", "layouts"),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _wording() -> Mapping[str, Any]:
    return read_table("wording.toml")


@cache
def _headlines() -> Mapping[str, Any]:
    return read_table("headlines.toml")


def blocks_of(paragraphs: Sequence[str], live: bool = False) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for paragraph in paragraphs:
        if paragraph.startswith("## "):
            blocks.append(Block(paragraph[3:], "h2"))
        elif live and (found := _LIVE.match(paragraph)):
            blocks.append(Block(paragraph[found.end() :], time=found[1]))
        else:
            blocks.append(Block(paragraph))
    return tuple(blocks)


def date_text(instant: datetime, language: str) -> str:
    """A local time as pages of that language print it: Levantine months in Arabic, eastern digits in Sorani."""
    month = _wording()[language]["months"][instant.month - 1]
    if language == "ckb":
        return f"{instant.day}ی {month}ی {instant.year} - {instant:%H:%M}".translate(_EASTERN)
    if language == "ar":
        return f"{instant.day} {month} {instant.year} - {instant:%H:%M}"
    return f"{month} {instant.day}, {instant.year} {instant:%H:%M}"


def ordinal_date(instant: datetime) -> str:
    """`November 6th, 2026`."""
    day = instant.day
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{_wording()['en']['months'][instant.month - 1]} {day}{ending}, {instant.year}"


def appended_headlines(told: Told, own: Sequence[Told]) -> tuple[Line, ...]:
    """The list below a link farm's story: headlines of other outlets, newest first, some of them of the newsroom's own."""
    data = _headlines()
    titles, names = data["titles"], data["outlets"]
    start = told.outlet.number_of(told.path)
    local = told.published.astimezone(told.outlet.zone)
    others = [page for page in own if page.language == "en" and page.story.id != told.story.id]
    lines: list[Line] = []
    for index in range(LIST_LINES):
        day = ordinal_date(local - timedelta(days=1 + index // LINES_A_DAY))
        if index % (LIST_LINES // OWN_LINES) == 2 and others:
            page = others[(start + index) % len(others)]
            lines.append(Line(page.version.title, page.outlet.name, day, page.url))
        else:
            name = names[(start + index * 7) % len(names)]
            title = titles[(start + index) % len(titles)]
            lines.append(Line(title, name, day, f"https://news-redirect.example/rss/articles/{start * 1000 + index}"))
    return tuple(lines)


def article_page(told: Told, neighbours: Sequence[Link], headlines: Sequence[Line]) -> bytes:
    """The page that tells a story. `neighbours`: other headlines of the outlet, for the ticker and the boxes."""
    outlet, language = told.outlet, told.language
    local = told.published.astimezone(outlet.zone)
    blocks = blocks_of(told.version.paragraphs, told.story.live)
    page = {
        "outlet": outlet,
        "home": outlet.home,
        "language": language,
        "rtl": language in RTL,
        "title": told.version.title,
        "blocks": blocks,
        "url": told.url,
        "number": outlet.number_of(told.path),
        "iso": local.isoformat(),
        "date": date_text(local, language),
        "clock": f"{local:%I:%M %p}".lower().lstrip("0"),
        "slashed": f"{local:%Y/%m/%d}",
        "year": local.year,
        "byline": _byline(told),
        "summary": blocks[0].text[:150].rsplit(" ", 1)[0],
        "credit": told.credit,
        "credit_parts": told.credit.partition(told.credited),
        "credit_url": told.credit_url,
        "phrase": told.phrase,
        "also": told.also,
        "list_form": told.list_form,
        "headlines": headlines,
        "related": neighbours[:4],
        "ticker": neighbours[4:8],
        "most_read": neighbours[2:7],
        "declared": "utf-8" if told.story.id in outlet.misdeclared else outlet.encoding,
        "json_ld": _json_ld(told, local.isoformat()),
    }
    layout = "live" if told.story.live else outlet.layout
    return _render(layout, language, outlet.encoding, page)


def index_page(outlet: Outlet, language: str, title: str, rows: Sequence[Link]) -> bytes:
    """A section or listing page: headlines with their dates, and nothing told."""
    page = {"outlet": outlet, "language": language, "rtl": language in RTL, "title": title, "rows": rows, "declared": outlet.encoding}
    return _render("index", language, outlet.encoding, page)


def farm_index_page(told: Told, title: str, headlines: Sequence[Line], neighbours: Sequence[Link]) -> bytes:
    """A link farm's page of headlines alone, dressed as a post."""
    local = told.published.astimezone(told.outlet.zone)
    page = {
        "outlet": told.outlet,
        "title": title,
        "iso": local.isoformat(),
        "date": date_text(local, "en"),
        "clock": "6:00 am",
        "number": told.outlet.number_of(title),
        "blocks": (),
        "list_form": "items",
        "headlines": headlines,
        "most_read": neighbours[:5],
        "year": local.year,
    }
    return _render("farm", "en", "utf-8", page)


def about_page(outlet: Outlet) -> bytes:
    """The imprint to which every menu leads."""
    language = outlet.languages[0]
    page = {"outlet": outlet, "language": language, "rtl": language in RTL, "title": _wording()[language]["about"]}
    return _render("about", language, outlet.encoding, {**page, "declared": outlet.encoding})


def _render(layout: str, language: str, encoding: str, page: Mapping[str, Any]) -> bytes:
    html = _environment().get_template(f"{layout}.html").render(page=page, say=_wording()[language])
    return html.encode(encoding, "xmlcharrefreplace")


def _byline(told: Told) -> str:
    if told.derived == "original" or (told.derived == "update" and not told.story.city):
        return told.story.byline
    return ""


def _json_ld(told: Told, published: str) -> str:
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting" if told.story.live else "NewsArticle",
        "headline": told.version.title,
        "datePublished": published,
        "dateModified": published,
        "mainEntityOfPage": told.url,
        "publisher": {"@type": "Organization", "name": told.outlet.name},
    }
    if byline := _byline(told):
        data["author"] = {"@type": "Person", "name": byline}
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")

"""The section that an article stands in, by the outlet's own name for it; topics are ours and are found elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from lxml.html import HtmlElement

from crawler.extraction.jsonld import LinkedData
from crawler.extraction.spacing import one_line
from news.text import letters

_STATED = (
    "article:section",
    "og:article:section",
    "articlesection",
    "parsely-section",
    "sailthru.section",
    "cxenseparse:section",
    "section",
)
_NAMED = ("class", "id", "aria-label", "typeof", "itemtype")
_TRAILS = 3
_HOME = frozenset(map(letters, (
    "home", "home page", "homepage", "front page", "main", "start", "الرئيسية", "الصفحة الرئيسية", "الرئیسیة", "البداية", "سەرەکی",
    "سەرەتا", "پەڕەی سەرەکی", "ماڵەوە", "Destpêk", "Rûpela sereke", "Serrûpel", "Malper", "Startseite",
    "Accueil", "Inicio", "Anasayfa",
)))  # fmt: skip
_LONGEST = 60  # characters of a section's name


def read_section(tree: HtmlElement, linked: LinkedData, metas: Mapping[str, Sequence[str]], not_sections: Iterable[str]) -> tuple[str, str]:
    """The section's name and the field that gave it; both empty where nothing names one. `not_sections`: the title, the site's names."""
    others = _HOME | {letters(name) for name in not_sections}
    stated = (("json-ld", [linked.section]), ("meta", [text for name in _STATED for text in metas.get(name, ())]))
    trails = (("json-ld", list(reversed(linked.trail))),)
    for field, names in (*stated, *trails):
        if found := _first(names, others):
            return found, field
    for trail in islice((element for element in tree.iter() if _is_trail(element)), _TRAILS):
        names = [str(link.text_content()) for link in trail.iter("a")]
        if found := _first(reversed(names), others):
            return found, "breadcrumbs"
    return "", ""


def _is_trail(element: HtmlElement) -> bool:
    stated = element.attrib
    return bool(stated) and any("readcrumb" in stated.get(name, "") for name in _NAMED)


def _first(names: Iterable[str], others: frozenset[str] | set[str]) -> str:
    for name in map(one_line, names):
        if len(letters(name)) > 1 and len(name) <= _LONGEST and letters(name) not in others and "//" not in name:
            return name
    return ""

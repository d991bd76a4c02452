"""Who wrote an article, as people: desks, agencies and the site's own name are no authors."""

import re
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from crawler.extraction.body import one_line
from news.text import letters, words

_PREFIX = re.compile(
    r"^(?:(?:written|words|reported|posted|story|text)\s+)?"
    r"(?:by|von|par|por|di|بقلم|كتب|كتبت|إعداد|تقرير|نووسینی|ئامادەکردنی|autor(?:in)?|author)\s*:?\s+",
    re.IGNORECASE,
)
# Buttons and labels that stand in a byline's element.
_LABELS = re.compile(
    r"\b(?:follow(?: (?:me|us))?|view all|see all|folgen|suivre|seguir)$|この記事の筆者|フォロー|すべて見る|متابعة$", re.IGNORECASE
)
_HAN = re.compile(r"[\u4e00-\u9fff]{3,5}(?<![部社局班室者])")  # a full name has no space
_BETWEEN = re.compile(r"\s*(?:[,;|&/،؛]|\s(?:and|und|et|y|with|و)\s)\s*", re.IGNORECASE)
_TAIL = re.compile(r"\s+(?:in|for|at|aus|em|à)\s+[A-Z].*$|\s*[(\[].*$|\s+[-–—|]\s+.*$")
_ADDRESS = re.compile(r"@|//|www\.", re.IGNORECASE)
_NO_NAME = re.compile(r"[\d<>{}=_#:()]|\.(?:com|net|org|tv|iq)\b|^[a-z.-]+$")
# Words of which a person's name holds none, folded.
# fmt: off
_DESKS = frozenset((
    "staff", "desk", "agency", "agencies", "newsroom", "editorial", "editors", "editor", "team", "admin", "administrator", "webdesk",
    "correspondent", "correspondents", "reporter", "reporters", "redaktion", "redaction", "redacao", "author", "writer", "guest", "press",
    "news", "media", "magazine", "network", "television", "newspaper", "service", "services", "online", "digital", "wire", "bureau",
    "reuters", "afp", "dpa", "ap", "xinhua", "bloomberg", "anadolu", "associated", "contributor",
    "وكاله", "وكالات", "تحرير", "التحرير", "المحرر", "محرر", "مراسل", "متابعه", "نيوز", "اخبار", "الاخبار", "صحيفه", "قناه", "تلفزيون",
    "getty", "istock", "istockphoto", "shutterstock", "alamy", "epa", "imago", "images", "photo", "photos", "foto", "pixabay", "unsplash",
    "stock", "picture", "pictures",
    "خاص", "هييه", "رويترز",
))
# fmt: on
_SELECTORS = "//*[@rel='author' or @itemprop='author' or contains(@class, 'author') or contains(@class, 'byline')]"
_MOST = 12
_LONGEST = 60  # characters of a name


def people(tree: HtmlElement, linked: Sequence[str], metas: Sequence[str], site_names: Sequence[str]) -> tuple[str, ...]:
    """The authors' names in the page's order, each once: of its JSON-LD, else its meta elements, else its byline."""
    sites = {letters(name) for name in site_names} | {letters(name.partition(".")[0]) for name in site_names}
    for stated in (linked, metas):
        if found := _names(stated, sites):
            return found
    for element in tree.xpath(_SELECTORS)[:20]:
        text = one_line(" ".join(element.itertext()))
        if len(text) <= 2 * _LONGEST and (found := _names([text], sites, visible=True)):
            return found
    return ()


def _names(stated: Iterable[str], sites: set[str], *, visible: bool = False) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for text in stated:
        if _ADDRESS.search(text):
            continue
        for part in _BETWEEN.split(_PREFIX.sub("", one_line(text))):
            name = _TAIL.sub("", _PREFIX.sub("", _LABELS.sub("", part).strip())).strip(" .,:;-–—\"'")
            if _is_person(name, sites, visible=visible):
                found.setdefault(letters(name), name)
    return tuple(found.values())[:_MOST]


def _is_person(name: str, sites: set[str], *, visible: bool) -> bool:
    """What is seen in a byline must look like a first and a last name; what a page declares may be a single one."""
    key = letters(name)
    if len(key) < 2 or len(name) > _LONGEST or _NO_NAME.search(name) or key in sites:
        return False
    parts = words(name)
    if _DESKS.intersection(parts) or len(parts) > 5:
        return False
    return (
        not visible
        or bool(_HAN.fullmatch(name))
        or (len(parts) > 1 and all(part[:1].isupper() or not part.isascii() for part in name.split() if len(part) > 3))
    )

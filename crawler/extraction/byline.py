"""Who wrote an article: people, each by a name; where a page names none, the desk or agency that it states as the author."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from crawler.extraction.jsonld import LinkedData
from crawler.extraction.spacing import one_line
from news.text import letters, words

_PREFIX = re.compile(
    r"^(?:(?:written|words|reported|posted|story|text)\s+)?"
    r"(?:by|von|par|por|di|بقلم|كتب|كتبت|الكاتب|الكاتبة|إعداد|تقرير|تحرير|نووسینی|نووسەر|ئامادەکردنی|ڕاپۆرتی|nivîskar|amadekar|amadekirin|autor(?:in)?|author)\s*:?\s+",
    re.IGNORECASE,
)
# Buttons and labels that stand in a byline's element.
_LABELS = re.compile(
    r"\b(?:follow(?: (?:me|us))?|view all|see all|folgen|suivre|seguir)$|この記事の筆者|フォロー|すべて見る|متابعة$", re.IGNORECASE
)
_HAN = re.compile(r"[\u4e00-\u9fff]{3,5}(?<![部社局班室者])")  # a full name has no space
_BETWEEN = re.compile(r"\s*(?:[,;|&/،؛]|\s(?:and|und|et|y|with|و)\s)\s*", re.IGNORECASE)
_TAIL = re.compile(r"\s+(?:in|for|at|aus|em|à)\s+[A-Z].*$|\s*[(\[].*$|\s+[-–—|]\s+.*$")
# A date may stand in the byline's element.
_WEEKDAY = re.compile(
    r"\s+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:ال)?(?:اثنين|إثنين|ثلاثاء|أربعاء|اربعاء|خميس|جمعة|سبت|أحد|احد)"
    r"|(?:یەک|دوو|سێ|چوار|پێنج)? ?شەممە|هەینی|(?:yek|du|sê|çar|pênc)şem|înî?|şemî)$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"@|//|www\.", re.IGNORECASE)
_LISTED = re.compile(r"\s*[,;|،؛]\s*")
_IS_NONE = re.compile(r"[<>{}=_#]|\.(?:com|net|org|tv|iq)\b|^\d+$")
_NO_NAME = re.compile(r"[\d<>{}=_#:()]|\.(?:com|net|org|tv|iq)\b|^[a-z.-]+$")
# Words of which a person's name holds none, folded.
# fmt: off
_DESKS = frozenset((
    "staff", "desk", "agency", "agencies", "newsroom", "editorial", "editors", "editor", "team", "admin", "administrator", "webdesk",
    "correspondent", "correspondents", "reporter", "reporters", "redaktion", "redaction", "redacao", "author", "writer", "guest", "press",
    "news", "media", "magazine", "network", "television", "newspaper", "service", "services", "online", "digital", "wire", "bureau",
    "reuters", "afp", "dpa", "ap", "xinhua", "bloomberg", "anadolu", "associated", "contributor",
    "وكاله", "وكالات", "تحرير", "التحرير", "المحرر", "محرر", "مراسل", "متابعه", "نيوز", "اخبار", "الاخبار", "صحيفه", "قناه", "تلفزيون",
    "خاص", "هييه", "رويترز",
))
_PHOTOGRAPHS = frozenset((
    "getty", "istock", "istockphoto", "shutterstock", "alamy", "epa", "imago", "images", "photo", "photos", "foto", "pixabay", "unsplash",
    "stock", "picture", "pictures",
))
# fmt: on
# One test over all elements: a union of several costs ten times as much.
_SELECTOR = (
    "//*[self::h1 or contains(@class, 'uthor') or contains(@class, 'yline') or contains(@class, 'YLINE') or @rel='author' or"
    " @itemprop='author' or (self::a and contains(@href, '/author'))]"
)
_STATED = (
    "author", "article:author", "og:article:author", "articleauthor", "byl", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "citation_author", "twitter:misc:written by",
)  # fmt: skip
# Yoast SEO gives the author beside a label in the site's language.
_WRITTEN_BY = frozenset(map(letters, (
    "Written by", "كُتب بواسطة", "كتب بواسطة", "Verfasst von", "Geschrieben von", "Écrit par", "Escrito por", "Scritto da",
    "Geschreven door", "Yazan", "نوشته شده توسط", "Skriven av", "Skrevet av", "Napisane przez",
)))  # fmt: skip
_ACCOUNTS = frozenset(
    ("admin", "administrator", "user", "root", "webmaster", "guest", "author", "super", "developer", "editor", "null", "none")
)
_MOST = 12
_MOST_ELEMENTS = 60
_NEAR = 12  # texts behind the headline
_LONGEST = 60  # characters of a name


@dataclass(frozen=True, slots=True)
class Byline:
    """Names in the page's order, each once, and the field that gave them; both empty where nobody is named."""

    names: tuple[str, ...] = ()
    field: str = ""


def read_byline(tree: HtmlElement, linked: LinkedData, metas: Mapping[str, Sequence[str]], site_names: Sequence[str]) -> Byline:
    """The people that the page's JSON-LD names, else its meta elements, else its byline; where there are none, whom the first two
    state as the author all the same: rather an agency than the site itself.
    """
    sites = {letters(name) for name in site_names} | {letters(name.partition(".")[0]) for name in site_names}
    stated = (("json-ld", linked.people), ("meta", _in_metas(metas)))
    for field, texts in stated:
        if names := _people(texts, sites):
            return Byline(names, field)
    if names := _seen(tree, sites):
        return Byline(names, "byline")
    others = [(field, name) for field, texts in (("json-ld", (*linked.people, *linked.desks)), stated[1]) for name in _desks(texts)]
    field, _ = next((one for one in others if letters(one[1]) not in sites), others[0] if others else ("", ""))
    names = tuple(dict.fromkeys(name for given, name in others if given == field))
    return Byline(tuple(name for name in names if letters(name) not in sites) or names, field)


def _in_metas(metas: Mapping[str, Sequence[str]]) -> list[str]:
    named = [value for name in _STATED for value in metas.get(name, ())]
    for number in ("1", "2"):
        labels, values = metas.get(f"twitter:label{number}", ()), metas.get(f"twitter:data{number}", ())
        named += [value for label, value in zip(labels, values, strict=False) if letters(label) in _WRITTEN_BY]
    return named


def _seen(tree: HtmlElement, sites: set[str]) -> tuple[str, ...]:
    """The people of the byline: the first one after the headline, for lists of other stories have theirs."""
    elements: list[HtmlElement] = tree.xpath(_SELECTOR)[:_MOST_ELEMENTS]
    heading = next((place for place, element in enumerate(elements) if element.tag == "h1"), 0)
    for element in (*elements[heading:], *elements[:heading]):
        text = one_line(" ".join(element.itertext())) if element.tag != "h1" else ""
        if text and len(text) <= 2 * _LONGEST and (found := _people([text], sites, visible=True)):
            return found
    return _labelled(tree, sites)


def _labelled(tree: HtmlElement, sites: set[str]) -> tuple[str, ...]:
    """The people of the first short line behind the headline that begins as a byline does ("By: ", "بقلم")."""
    for heading in islice(tree.iter("h1"), 1):
        for text in heading.xpath(f"following::text()[normalize-space()][position() <= {_NEAR}]"):
            line = one_line(str(text))
            if len(line) <= _LONGEST and _PREFIX.match(line) and (found := _people([line], sites, visible=True)):
                return found
    return ()


def _desks(stated: Iterable[str]) -> list[str]:
    """The names that a page states as its author's, whoever they are: an account is nobody."""
    parts = (part for text in stated if not _ADDRESS.search(text) for part in _LISTED.split(_PREFIX.sub("", one_line(text))))
    return [name for part in parts if _is_desk(name := part.strip(" .,:;-–—\"'"))][:_MOST]


def _is_desk(name: str) -> bool:
    said = words(name)
    return (
        len(letters(name)) > 1
        and len(name) <= _LONGEST
        and not (_IS_NONE.search(name) or _ACCOUNTS.issuperset(said) or _PHOTOGRAPHS.intersection(said))
    )


def _people(stated: Iterable[str], sites: set[str], *, visible: bool = False) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for text in stated:
        if _ADDRESS.search(text):
            continue
        for part in _BETWEEN.split(_PREFIX.sub("", one_line(text))):
            name = _WEEKDAY.sub("", _TAIL.sub("", _PREFIX.sub("", _LABELS.sub("", part).strip()))).strip(" .,:;-–—\"'")
            if _is_person(name, sites, visible=visible):
                found.setdefault(letters(name), name)
    return tuple(found.values())[:_MOST]


def _is_person(name: str, sites: set[str], *, visible: bool) -> bool:
    """What is seen in a byline must look like a first and a last name; what a page declares may be a single one."""
    key = letters(name)
    if len(key) < 2 or len(name) > _LONGEST or _NO_NAME.search(name) or key in sites:
        return False
    parts = words(name)
    if (_DESKS | _PHOTOGRAPHS).intersection(parts) or len(parts) > 5:
        return False
    return (
        not visible
        or bool(_HAN.fullmatch(name))
        or (len(parts) > 1 and all(part[:1].isupper() or not part.isascii() for part in name.split() if len(part) > 3))
    )

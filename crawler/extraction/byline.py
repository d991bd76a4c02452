"""Who wrote an article: people, each by a name; where a page names none, the desk or agency that it states as the author."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from crawler.extraction.headline import headline_element
from crawler.extraction.jsonld import LinkedData
from crawler.extraction.prose import prose_words
from crawler.extraction.spacing import one_line
from news.headlines import SENTENCE_END
from news.text import letters, words

# Labels of a byline: some begin no other line, some only with a colon behind them.
_SURE = (
    r"(?:(?:written|words|reported|posted|story|text|published)\s+)?by|von|par|por|di|autor(?:in)?|author"
    r"|بقلم|كتب|كتبت|كتبه|كتبها|الكاتبة?|إعداد|اعداد|تقرير|تحرير|(?:مرسلة |أرسلت |أرسل |نشر |كتب |أضيف )?بواسطة|المحررة?|المراسلة?"
    r"|(?:لە )?نووسینی|نووسەر|(?:لە )?ئامادەکردنی|ئامادەکار|ڕاپۆرتی|وەرگێڕانی|سازدانی"
    r"|nivîskar|nûser|nivîsîna?|amadekar|amadekirin|wergêr|nûçegihan"
)
_WITH_COLON = (
    r"ترجمة|ترجمها|متابعة|حوار|حاوره|حاورته|حاورها|أعده|أعدته|أعدّه|تصوير وتقرير|مراسل|محرر|الصحفي|الصحفية|بحث"
    r"|ڕاپۆرت|ڕیپۆرتاژ|وەرگێڕ|ئا|ن|و|هەواڵنێر|دیمانە|هەڤپەیڤین|وتار|نووسین|ئامادەکردن"
    r"|werger|hevpeyvîn|rapor|gotar|nivîs|amade|edîtor"
)
_PREFIX = re.compile(rf"^(?:(?:{_SURE})\s*(?:[:،]\s*|\s)|(?:{_WITH_COLON})\s*:\s*)", re.IGNORECASE)
_LABEL_ALONE = re.compile(rf"^(?:{_SURE}|{_WITH_COLON})\s*:?$", re.IGNORECASE)
_LABEL_WITHIN = re.compile(rf"(?:^|[|•/–-]\s*)(?P<label>{_SURE}|{_WITH_COLON})\s*:\s*(?P<names>[^|•—–]{{3,60}})", re.IGNORECASE)
_PLACED = re.compile(r"\s*[/|]\s*|\s+[–—-]\s+")
_PLACED_BEFORE = re.compile(r"\s*[/|:]\s*|\s+[–—-]\s+")
# Buttons and labels that stand in a byline's element.
_LABELS = re.compile(
    r"\b(?:follow(?: (?:me|us))?|view all|see all|folgen|suivre|seguir)$|この記事の筆者|フォロー|すべて見る|متابعة$"
    r"|\s+(?:(?:جميع|كل|المزيد من) (?:مقالات|مواضيع|أخبار).{0,12}|مقالات (?:الكاتب|أخرى)|هەموو (?:وتار|بابەت)\w*|hemû (?:nivîs|gotar).*)$",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u4e00-\u9fff]{3,5}(?<![部社局班室者])")  # a full name has no space
_BETWEEN = re.compile(r"\s*(?:[,;|&/،؛]|\s(?:and|und|et|y|with|و)\s)\s*", re.IGNORECASE)
_TAIL = re.compile(r"\s+(?:in|for|at|aus|em|à)\s+[A-Z].*$|\s*[(\[].*$|\s+[-–—|]\s+.*$")
# A date may stand in the byline's element.
_WEEKDAY = re.compile(
    r"(?<!عبد)\s+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:ال)?(?:اثنين|إثنين|ثلاثاء|أربعاء|اربعاء|خميس|جمعة|سبت|أحد|احد)"
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
    "خاص", "هييه", "رويترز", "السابق", "التالي", "previous", "next", "پيشتر", "دواتر", "پيشوو", "قسم", "اعلام", "الاعلام", "مكتب", "اداره",
    "information", "بهشي", "ستافي",
    "دهستهي",
))
_PHOTOGRAPHS = frozenset((
    "getty", "istock", "istockphoto", "shutterstock", "alamy", "epa", "imago", "images", "photo", "photos", "foto", "pixabay", "unsplash",
    "stock", "picture", "pictures",
))
# fmt: on
_CALLED = re.compile(r"uthor|yline|YLINE|riter|azar")
_WRITERS = re.compile(r"/(?:author|writer|people/|journalist)")
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
_EDGE = 4  # lines of a text among which its byline stands


@dataclass(frozen=True, slots=True)
class Byline:
    """Names in the page's order, each once, and the field that gave them; both empty where nobody is named."""

    names: tuple[str, ...] = ()
    field: str = ""


def read_byline(tree: HtmlElement, linked: LinkedData, metas: Mapping[str, Sequence[str]], site_names: Sequence[str], title: str) -> Byline:
    """The people that the page's JSON-LD names, else its meta elements, else its byline; where there are none, whom the first two
    state as the author all the same: rather an agency than the site itself.
    """
    sites = {letters(name) for name in site_names} | {letters(name.partition(".")[0]) for name in site_names}
    stated = (("json-ld", linked.people), ("meta", _in_metas(metas)))
    for field, texts in stated:
        if names := _people(texts, sites):
            return Byline(names, field)
    if names := _seen(tree, sites) or _labelled(tree, title, sites):
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
    elements = list(islice((element for element in tree.iter() if _is_called(element)), _MOST_ELEMENTS))
    heading = next((place for place, element in enumerate(elements) if element.tag == "h1"), 0)
    for element in (*elements[heading:], *elements[:heading]):
        text = one_line(" ".join(element.itertext())) if element.tag != "h1" else ""
        if text and len(text) <= 2 * _LONGEST and (found := _people([text], sites, visible=True) or _placed(text, sites, _PLACED_BEFORE)):
            return found
    return ()


def _is_called(element: HtmlElement) -> bool:
    """Whether an element is an h1, or its markup calls it a byline."""
    # XPath takes four times as long for the same.
    if element.tag == "h1":
        return True
    if not (stated := element.keys()):
        return False
    return (
        ("class" in stated and _CALLED.search(element.get("class") or "") is not None)
        or (element.tag == "a" and "href" in stated and _WRITERS.search(element.get("href") or "") is not None)
        or ("rel" in stated and element.get("rel") == "author")
        or ("itemprop" in stated and element.get("itemprop") == "author")
    )


def _labelled(tree: HtmlElement, title: str, sites: set[str]) -> tuple[str, ...]:
    """The people of the first short line behind the headline that begins as a byline does ("By: ", "بقلم"), or of what stands
    right behind such a label.
    """
    heading = headline_element(tree, title)
    if heading is None:
        return ()
    label = ""
    texts = heading.xpath(f"following::text()[normalize-space()][position() <= {_NEAR}]")
    for text in texts:
        line = f"{label} {one_line(str(text))}".strip()
        if len(line) <= 2 * _LONGEST and (found := _named_in(line, sites)):
            return found
        label = line if _LABEL_ALONE.match(line) else ""
    return ()


def part_bylines(lines: Sequence[str], site_names: Iterable[str]) -> tuple[frozenset[int], tuple[str, ...]]:
    """The places of the lines at a text's edges that say who wrote it and no more, and whom they name: behind a label, or above the
    first sentence behind a place or an outlet ("بغداد / أحمد سعدون").
    """
    sites = {letters(name) for name in site_names}
    first = next((place for place, line in enumerate(lines) if prose_words([line])), 0)
    taken: set[int] = set()
    names: dict[str, str] = {}
    for place, line in enumerate(lines):
        if len(line) > 2 * _LONGEST or SENTENCE_END.search(line) or _EDGE <= place < len(lines) - _EDGE:
            continue
        if people := _named_in(line, sites) or (_placed(line, sites) if place < first else ()):
            taken.add(place)
            names |= {letters(name): name for name in people if letters(name) not in names}
    return frozenset(taken), tuple(names.values())


def _named_in(line: str, sites: set[str]) -> tuple[str, ...]:
    if found := _LABEL_WITHIN.search(line):
        return _people([found["names"]], sites, visible=True)
    return _people([line], sites, visible=True) if len(line) <= _LONGEST and _PREFIX.match(line) else ()


def _placed(line: str, sites: set[str], parted: re.Pattern[str] = _PLACED) -> tuple[str, ...]:
    """The people of a line that is a place or an outlet, and a name."""
    parts = [part for part in parted.split(line) if part]
    if not 2 <= len(parts) <= 3 or any(len(part.split()) > 3 for part in parts) or len(parts[-1].split()) < 2:
        return ()
    name = parts[-1]
    return () if name.startswith("ال") else _people([name], sites, visible=True)


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
    if _ACCOUNTS.issuperset(parts):
        return False
    if (_DESKS | _PHOTOGRAPHS).intersection(parts) or len(parts) > 5:
        return False
    return (
        not visible
        or bool(_HAN.fullmatch(name))
        or (len(parts) > 1 and all(part[:1].isupper() or not part.isascii() for part in name.split() if len(part) > 3))
    )

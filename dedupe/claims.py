"""What an article says of itself: that it is a live page or a round-up, that it is cut from another, whom it credits.

Whether that is so is for `compare` and `story` to weigh.
"""

import re
import tomllib
from pathlib import Path

from news.model import Article
from news.text import fold, letters, words
from news.urls import host

_LIVE_TITLE = re.compile(
    r"\blive (?:updates?|blog|coverage|ticker)\b|\bas it happened\b|لحظه بلحظه|تغطيه مباشره|تغطيه مستمره|^مباشر\b|راسته?وخو\b"
)
_DATA = tomllib.loads(Path(__file__).with_name("roundups.toml").read_text(encoding="utf-8"))
_ROUNDUP_TITLE = re.compile("|".join([*_DATA["titles"]["patterns"], *(re.escape(fold(phrase)) for phrase in _DATA["titles"]["phrases"])]))
_DESKS = frozenset(letters(name) for name in _DATA["desks"]["names"])
_CLOCK_LINE = re.compile(r"\W{0,3}\d{1,2}[:.]\d{2}\b")
_DATELINE = re.compile(
    r"\W{0,3}(?P<place>[A-Z][A-Z'’.\- ]{2,30}[A-Z])(?:, [A-Z][A-Za-z.]{2,20})?(?: ?\([A-Za-z ]{2,30}\))? {0,2}(?:--|—|–|-) "
)
_ARTICLE = re.compile(r"^\s*the\s+")
CLOCK_LINES, DESK_LINES, DATELINES = 3, 3, 3
LOOKED_AT = 20_000  # characters
FEWEST_INITIALS = 3
ORIGIN_RULES = frozenset({"repost_phrase", "footer"})
"""Of credit: what the page says of itself. A dateline or by-line names who wrote the text and not where this page has it from."""


def holds_several(article: Article) -> bool:
    """Whether an article says that it is a live page or a round-up of stories."""
    return (
        bool(_LIVE_TITLE.search(fold(article.title)))
        or sum(bool(_CLOCK_LINE.match(line)) for line in _lines(article)) >= CLOCK_LINES
        or is_roundup(article)
    )


def is_roundup(article: Article) -> bool:
    """Whether an article says that it is a round-up, or is set as one: under desks' names, or with the datelines of several places."""
    if _ROUNDUP_TITLE.search(fold(article.title)):
        return True
    lines = _lines(article)
    if len({match["place"] for line in lines if (match := _DATELINE.match(line))}) >= DATELINES:
        return True
    return len({spelled for line in lines if len(line) <= 40 and (spelled := letters(line)) in _DESKS}) >= DESK_LINES


def _lines(article: Article) -> list[str]:
    return article.text[:LOOKED_AT].split("\n")


def says_cut_from(part: Article, whole: Article, names: tuple[str, ...] = ()) -> bool:
    """Whether `part` carries the headline of `whole`, credits it or the same origin, or says that it is a part and not of what."""
    if _same_headline(part, whole) or credits(part, whole, names):
        return True
    return part.clipped and not says_cut_from_another(part, whole, names)


def names_one_origin(part: Article, whole: Article) -> bool:
    """Whether `part` says that it was cut from `whole`, or both credit the same outlet."""
    return says_cut_from(part, whole) or bool(part.credit and whole.credit and part.credit.outlet == whole.credit.outlet)


def says_cut_from_another(part: Article, whole: Article, names: tuple[str, ...] = ()) -> bool:
    """Whether `part` names an origin that `whole` neither is nor names."""
    if not part.credit or part.credit.rule not in ORIGIN_RULES or _same_headline(part, whole):
        return False
    if whole.credit and (
        _forms(whole.credit.outlet) & _forms(part.credit.outlet) or letters(whole.credit.title) == letters(part.credit.title) != ""
    ):
        return False
    return not credits(part, whole, names)


def _same_headline(a: Article, b: Article) -> bool:
    return len(headline := letters(a.title)) > 1 and headline == letters(b.title)


def credits(article: Article, origin: Article, names: tuple[str, ...] = (), own: tuple[str, ...] = ()) -> bool:
    """Whether an article names the other as its origin: by its headline, its address, or its outlet. `names` of the origin's
    outlet and `own` ones of the article's are taken beside source ids and hosts; who signs his own text credits nobody.
    """
    credit = article.credit
    if credit is None or credit.rule == "title_suffix":
        return False
    outlet = _forms(credit.outlet)
    if outlet & _spelled(article, own):
        return False
    if credit.title and letters(credit.title) == letters(origin.title):
        return True
    if credit.url and credit.url in (origin.url, origin.canonical_url):
        return True
    return bool(outlet & _spelled(origin, names))


def _spelled(article: Article, names: tuple[str, ...]) -> set[str]:
    site = host(article.url)
    initials = {"".join(word[0] for word in words(name)) for name in names}
    return {spelled for name in (article.source_id, site, site.split(".")[0], *names) for spelled in _forms(name)} | {
        short for short in initials if len(short) >= FEWEST_INITIALS
    }


def _forms(outlet: str) -> set[str]:
    """An outlet's name as letters, with and without the article before it."""
    spelled = letters(outlet)
    return {form for form in (spelled, letters(_ARTICLE.sub("", fold(outlet)))) if len(form) > 1}


def same_outlet(a: Article, b: Article) -> bool:
    """Whether one newsroom wrote both: the same source, or the same agency in their datelines."""
    if a.source_id and a.source_id == b.source_id:
        return True
    if not (a.credit and b.credit and a.credit.outlet):
        return False
    return a.credit.rule == b.credit.rule == "dateline" and a.credit.outlet == b.credit.outlet

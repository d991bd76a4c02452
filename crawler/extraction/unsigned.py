"""Short pages that nobody signed: no date, no author, nothing that calls them an article. A few words to the visitor, or of the site's
own affairs, show then what an article would need many more to show. The words lie in unsigned.toml.

Pages that say outright what they are, dated or not, are `walls`' and `stubs`' to know.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.extraction.prose import prose_words
from crawler.extraction.stubs import Announced
from news.text import words

# Chosen on 308 pages without an article and 190 articles made to be mistaken for one; docs/extraction.md has the figures.
LONGEST = 100  # words; of the 612 articles of shared/data/extraction, 3 are shorter and neither dated nor signed
_WHOLE = 150  # words of a page that has next to nothing around them
_FLASH_WORDS = 10  # of one
_ANY = 1000  # words of a title, which may have any number
# What is enough: words of the site's affairs, words to its visitor; below a title and in a text of so many words at most.
_UNSIGNED = ((2, 1, _ANY, 45), (2, 1, 5, 60), (3, 2, _ANY, 60), (3, 0, 4, 60), (1, 2, 4, 60), (0, 3, 4, 60), (4, 2, 4, LONGEST))
# Of a page that is signed, its text being a wall's; a notice of consent may be long.
_SIGNED = {False: ((2, 2, _ANY, 55),), True: ((2, 2, _ANY, 55), (6, 2, _ANY, LONGEST))}
_BARE = 12  # words of prose, as a player's or a programme's page has them
_LABEL = 7  # spaces in a line that may be a flash, which often has no full stop
_STEM = 5  # letters of a word of Arabic script that may go on
_TITLE = 4  # words of a title that is no headline
_LISTED = 5  # headlines
_TEASER = 30  # words of prose on a page that lists them: what an author or a section is
_FEW = 20  # fields that are looked at
_FIELDS = frozenset({"text", "email", "password", "tel"})
_SEARCH = re.compile(r"search|^[qs] |newsletter", re.IGNORECASE)
_MARGINS = frozenset({"nav", "header", "footer", "aside"})
# What is the visitor's in Sorani ends so: "your network", "your devices".
_YOURS = r"\w{2,}(?:هكهت|هكانت|هكهتان|هكانتان)\w{0,5}"
_FRONTS = frozenset({"", "/", "/index.php", "/index.html", "/index.htm", "/home", "/default.aspx", "/index.aspx"})
_BARRED = {"login": "blocked"}


@dataclass(frozen=True, slots=True)
class _Words:
    visitor: re.Pattern[str]
    kinds: dict[str, re.Pattern[str]]


def unsigned(
    title: str, url: str, lines: Sequence[str], seen: str, announced: Announced, *, is_signed: bool, asks: bool, listed: int
) -> str:
    """What a page of these lines is instead of an article, a key of REASONS; empty where it may be one.

    `seen`: all that the page shows, which counts where it is not much and the lines are less than a flash;
    `asks`: the page has a form to be filled in; `listed`: how many headlines of others it lists.
    """
    size = sum(line.count(" ") + 1 for line in lines)
    if size > LONGEST or not lines:
        return ""
    whole = words(seen)
    said = " ".join(whole if size < _FLASH_WORDS and 0 < len(whole) <= _WHOLE else words(" ".join((title, *lines))))
    kind, about = _likeliest(said, asks=asks)
    spoken = len(_found(said, _known().visitor))
    heading = len(words(title))
    if is_signed:
        return _reason(kind) if _shows(_SIGNED[kind == "blocked"], about, spoken, heading, size) else ""
    address = urlsplit(url)
    if address.netloc and address.path.lower() in _FRONTS and not address.query:
        return _reason(kind) if about else "index"
    if _shows(_UNSIGNED, about, spoken, heading, size):
        return _reason(kind) if about else "soft_404"
    is_named = heading <= _TITLE
    if listed >= _LISTED and is_named and prose_words(lines) <= _TEASER:
        return "index"
    if prose_words(lines) <= _BARE:
        shown = max(("video", "live", "gallery"), key=lambda reason: announced.signs.get(reason, 0))
        if announced.signs.get(shown, 0):
            return shown
        if all(line.count(" ") < _LABEL for line in lines):
            return _reason(kind) if about else "too_short"
    return ""


def _shows(rules: Iterable[tuple[int, int, int, int]], about: int, spoken: int, heading: int, size: int) -> bool:
    return any(about >= affairs and spoken >= visitor and heading <= most and size <= longest for affairs, visitor, most, longest in rules)


def is_asking(tree: HtmlElement) -> bool:
    """Whether a page wants a password, or two things else to be filled in, outside its margins."""
    fields = [
        field
        for field in tree.iter("input")
        if (field.get("type") or "text").lower() in _FIELDS and not _SEARCH.search(f"{field.get('name') or ''} {field.get('type') or ''}")
    ]
    fields = [field for field in fields[:_FEW] if not any(parent.tag in _MARGINS for parent in field.iterancestors())]
    return len(fields) > 1 or any((field.get("type") or "").lower() == "password" for field in fields)


def _likeliest(said: str, *, asks: bool) -> tuple[str, int]:
    """The kind of which most words stand in a text, and how many do; a form to be filled in counts as a word."""
    counts = {kind: len(_found(said, known)) for kind, known in _known().kinds.items()}
    counts["login"] += asks and counts["login"] > 0
    kind = max(counts, key=counts.__getitem__)
    return kind, counts[kind]


def _reason(kind: str) -> str:
    return _BARRED.get(kind, kind)


def _found(said: str, known: re.Pattern[str]) -> set[str]:
    """The different ones of these words in a folded text; of words that overlap the first alone."""
    return {found["word"] for found in known.finditer(said)}


@cache
def _known() -> _Words:
    tables = tomllib.loads(Path(__file__).with_name("unsigned.toml").read_text(encoding="utf-8"))
    return _Words(_any(tables["visitor"], _YOURS), {kind: _any(said) for kind, said in tables["kind"].items()})


def _any(said: Sequence[str], *patterns: str) -> re.Pattern[str]:
    """A pattern for any of these words, the longest first; Arabic ones with the particles and the article that are glued to them."""
    folded = {" ".join(words(one.rstrip("*"))): one.endswith("*") for one in said}
    parts = [
        re.escape(one) + ("" if begins or (one >= "\u0590" and len(one) >= _STEM) else r"(?!\w)")
        for one, begins in sorted(folded.items(), key=lambda pair: -len(pair[0]))
    ]
    parts += patterns
    return re.compile(rf"(?<!\w)(?:[وفبلكس]{{1,2}})?(?:ال|ل)?(?P<word>{'|'.join(parts)})")

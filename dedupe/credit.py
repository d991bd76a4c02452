"""Whom a text names as its origin: repost phrases, footers, datelines, by-lines, an outlet after the title.

The patterns are data (credit_lines.toml). What each outlet is in the catalogue is for others to resolve.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dedupe.linkfarm import key
from news.headlines import split_outlet
from news.model import Credit
from news.text import letters
from news.urls import host

RANK = ("repost_phrase", "footer", "dateline", "byline", "title_suffix")
"""The rules, strongest first: what the page says of itself beats how the text begins, and that beats the title."""

LINE_CHARACTERS, OPENING_CHARACTERS = 400, 200
OPENING_LINES, CLOSING_LINES, BYLINE_TAIL = 2, 6, 3
OUTLET_WORDS = 9


@dataclass(frozen=True, slots=True)
class _Pattern:
    id: str
    rule: str
    where: str
    regex: re.Pattern[str]
    takes: bool
    clipped: bool
    agency: bool


@dataclass(slots=True)
class Credits:
    """What was found: the strongest credit, and whether the page gives a part only."""

    credit: Credit | None = None
    clipped: bool = False

    def offer(self, credit: Credit | None) -> None:
        if credit and (self.credit is None or RANK.index(credit.rule) < RANK.index(self.credit.rule)):
            self.credit = credit


_DATA = tomllib.loads(Path(__file__).with_name("credit_lines.toml").read_text(encoding="utf-8"))
_STRONG = frozenset(map(key, _DATA["phrases"]["strong"]))
_WEAK = frozenset(map(key, _DATA["phrases"]["weak"]))
_GENERIC = frozenset(map(key, _DATA["generic"]["names"]))
_AGENCIES: dict[str, str] = {letters(form): agency["name"] for agency in _DATA["agency"] for form in (agency["name"], *agency["forms"])}
_PATTERNS = tuple(
    _Pattern(
        row["id"],
        row["rule"],
        row["where"],
        re.compile(row["regex"], 0 if row.get("cased") else re.IGNORECASE),
        row.get("takes", False),
        row.get("clipped", False),
        row.get("agency", False),
    )
    for row in _DATA["pattern"]
)
_FOOTERS = tuple(pattern for pattern in _PATTERNS if pattern.rule == "footer")
_OPENINGS = tuple(pattern for pattern in _PATTERNS if pattern.rule != "footer")
_PHRASE_CHARACTERS = 8 + max(map(len, _STRONG | _WEAK))
_SEVERAL = re.compile(r"\s*(?:[,،+&|/]|\band\b|\bو(?=\s))\s*")
_URL = re.compile(r"https?://[^\s<>\"')\]]{3,300}", re.IGNORECASE)
_HOST = re.compile(r"^(?:www\.)?((?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10})/?$", re.IGNORECASE)


def canonical_outlet(name: str) -> str:
    """The name an agency goes by, for any form of it ("AFP", "أ ف ب"); any other name as it stands."""
    return _AGENCIES.get(letters(name), name)


def repost_phrase(lines: Sequence[str], index: int, title: str, links: Sequence[str]) -> tuple[Credit | None, tuple[int, ...]] | None:
    """The credit of a repost phrase that begins at this line ("Excerpt from:" and the origin's headline below or beside it),
    and the lines that make it up; None where there is none. The credit is None where the phrase names nobody.
    """
    label, colon, rest = lines[index][:LINE_CHARACTERS].partition(":")
    phrase = label.strip()
    if not phrase or len(phrase) > _PHRASE_CHARACTERS:
        return None
    spoken = key(phrase)
    strong = spoken in _STRONG
    if not strong and spoken not in _WEAK:
        return None
    at = index if rest.strip() else _next_line(lines, index)
    if at < 0 or len(lines[at]) > LINE_CHARACTERS:
        return None
    headline = rest.strip() if at == index else lines[at].strip()
    name, outlet = split_outlet(headline)
    repeats = bool(title) and _same_headline(headline, title)
    marked = bool(colon) or phrase.endswith("-") or bool(links[at])
    if not repeats and not (strong and outlet and marked):
        return None
    outlet = _named(outlet or (split_outlet(title)[1] if repeats else "") or host(links[at]))
    evidence = " ".join(lines[line].strip() for line in sorted({index, at}))
    credit = Credit(outlet, "repost_phrase", evidence, name, links[at]) if outlet else None
    return credit, (index, at) if at != index else (index,)


def footers(lines: Sequence[str], left: Sequence[int], links: Sequence[str], found: Credits) -> set[int]:
    """Adds to `found` what lines of credit say, among the lines not yet known for something else (`left`); the lines taken."""
    taken: set[int] = set()
    closing = left[-CLOSING_LINES:]
    for pattern in _FOOTERS:
        for index in left if pattern.where == "any" else closing:
            line = lines[index]
            if index in taken or len(line) > LINE_CHARACTERS or not (match := pattern.regex.search(line)):
                continue
            named = match.groupdict()
            outlet = one_outlet(named.get("outlet") or "")
            if len(outlet.split()) > OUTLET_WORDS:
                continue
            if pattern.takes:
                taken.add(index)
            found.clipped |= pattern.clipped
            if outlet:
                address = _URL.search(line)
                url = links[index] or (address[0] if address else "")
                found.offer(Credit(outlet, "footer", line.strip(), (named.get("title") or "").strip(), url))
    return taken


def openings(lines: Sequence[str], left: Sequence[int], found: Credits) -> set[int]:
    """Adds to `found` what a dateline or an agency's by-line says; the lines that say nothing else are taken."""
    taken: set[int] = set()
    tops = {"opening": left[:OPENING_LINES], "byline": (*left[:OPENING_LINES], *left[-BYLINE_TAIL:])}
    for pattern in _OPENINGS:
        for index in tops[pattern.where]:
            match = pattern.regex.search(lines[index][:OPENING_CHARACTERS])
            if index in taken or not match:
                continue
            named = match.groupdict()
            said = named.get("outlet") or named.get("outlet2") or ""
            if pattern.agency and letters(said) not in _AGENCIES:
                continue
            outlet = one_outlet(said)
            if pattern.takes and len(left) > 1:
                taken.add(index)
            if outlet:
                found.offer(Credit(outlet, pattern.rule, match[0].strip()))
    return taken


def title_suffix(title: str, found: Credits) -> str:
    """The title without the outlet after it, where the credit names that outlet or an agency goes by it; offers that agency."""
    bare, outlet = split_outlet(title)
    if not outlet:
        return title
    name = canonical_outlet(outlet)
    if found.credit and letters(name) == letters(found.credit.outlet):
        return bare
    if letters(outlet) in _AGENCIES:
        found.offer(Credit(name, "title_suffix", title, bare))
        return bare
    return title


def one_outlet(text: str) -> str:
    """The one outlet a line of credit names: an address gives its host, generic names give none, and so do several names."""
    text = text.strip()
    if address := _URL.search(text):
        return host(address[0])
    text = text.strip(" *.\"'“”«»()[]:-–—،,→>")
    if match := _HOST.match(text):
        return canonical_outlet(match[1].lower())
    if letters(text) in _AGENCIES:
        return canonical_outlet(text)
    names = [name for part in _SEVERAL.split(text) if (name := part.strip()) and key(name) not in _GENERIC]
    if key(text) in _GENERIC or not names:
        return ""
    known = {canonical_outlet(name) for name in names if letters(name) in _AGENCIES}
    if len(names) == 1:
        return _named(names[0])
    return "" if len(known) > 1 else _named(text) if len(known) == 0 and len(text.split()) <= OUTLET_WORDS else next(iter(known), "")


def _named(outlet: str) -> str:
    outlet = outlet.strip()
    return "" if key(outlet) in _GENERIC else canonical_outlet(outlet)


def _same_headline(headline: str, title: str) -> bool:
    """Whether two headlines are one, an outlet after either left aside."""
    spelled = {letters(headline), letters(split_outlet(headline)[0])}
    return bool({letters(title), letters(split_outlet(title)[0])} & spelled - {""})


def _next_line(lines: Sequence[str], index: int) -> int:
    return next((after for after in range(index + 1, min(index + 4, len(lines))) if lines[after].strip()), -1)

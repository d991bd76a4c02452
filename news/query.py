"""The one query language: parsed to a tree here, turned to SQL by `storage.search`, and judged on one text by `matches`.

    oil export          both words              "grand faw port"    these words in this order
    oil OR gas          either                  -sports  NOT sports without
    refin*              words that begin so     WHO                 two capitals or more: the acronym, never the word
    title:oil           in the title            lead:(oil OR gas)   in the title or the opening paragraphs
    about(oil, barrel, "power cut", OPEC)       the text is about these: see `ABOUT_THRESHOLD`
    about(ballot, IHEC; vote, law, seat)        after the semicolon: words that prove little alone, see `WEAK_WEIGHTS`

A bare word also matches its plain English plural and its Arabic form with the article or an attached particle
(النفط, والنفط for نفط; so does an Arabic prefix): expanding the query damages no word, as stripping texts would
(وزارة, بغداد). In quotation marks it matches as it stands.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from news.errors import QueryError
from news.text import acronyms, words

# A term counts once, where it counts most. Three is one word of the title, an opening paragraph and another mention,
# or two in the opening; the rest of a text alone never makes it about something.
TITLE_WEIGHT, OPENING_WEIGHT, REST_WEIGHT = 3, 2, 1
WEIGHTS = (TITLE_WEIGHT, OPENING_WEIGHT, REST_WEIGHT)
WEAK_WEIGHTS = (2, 1, 0)  # a weak word in the title wants company, and in the rest it says nothing
REST_LIMIT = 2
ABOUT_THRESHOLD = 3

OPENING_WORDS = 80  # paragraphs are opening ones until they hold this many words
MAX_QUERY = 20_000  # characters
MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase. `forms` are its folded spellings, each one word or several joined by single spaces.

    `weak` counts inside `about(…)` alone.
    """

    forms: tuple[str, ...]
    prefix: bool = False
    acronym: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"


@dataclass(frozen=True, slots=True)
class Within:
    """`zone` is "title", or "lead": the title or the opening paragraphs."""

    zone: str
    part: "Node"


@dataclass(frozen=True, slots=True)
class About:
    terms: tuple[Term, ...]


Node = Term | And | Or | Not | Within | About


@dataclass(frozen=True, slots=True)
class FoldedText:
    """An article as queries see it: folded words of its three zones, joined by single spaces, and its acronyms."""

    title: str
    opening: str
    rest: str
    acronyms: str


def fold_article(title: str, text: str) -> FoldedText:
    """The zones of an article whose `text` is one paragraph a line."""
    opening: list[str] = []
    lines = text.split("\n")
    taken = 0
    for line in lines:
        if len(opening) >= OPENING_WORDS:
            break
        opening += words(line)
        taken += 1
    if len(opening) > 3 * OPENING_WORDS:  # one long line and no paragraphs
        rest, opening = opening[OPENING_WORDS:], opening[:OPENING_WORDS]
    else:
        rest = []
    rest += words("\n".join(lines[taken:]))
    return FoldedText(" ".join(words(title)), " ".join(opening), " ".join(rest), " ".join(sorted(acronyms(f"{title}\n{text}"))).lower())


# ---------------------------------------------------------------- parsing

_TOKEN = re.compile(
    r'\s*(?:(?P<quoted>"[^"]*"?)|(?P<open>\()|(?P<close>\))|(?P<comma>,)|(?P<semicolon>;)|(?P<minus>-(?=\S))|(?P<word>[^\s()",;]+))'
)
_PARTICLES = ("و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "فال", "كال", "لل", "ولل", "وب", "ول")
_ARABIC = re.compile(r"^[\u0620-\u06ff]+$")
_LATIN = re.compile(r"^[a-z]{3,}$")


@lru_cache(maxsize=512)
def parse(text: str) -> Node:
    """The tree of a query.

    Raises QueryError, naming the place, for a query that is empty, too long, too deep, or whose brackets do not match.
    """
    if len(text) > MAX_QUERY:
        raise QueryError(f"query of {len(text)} characters is too long", f"keep it under {MAX_QUERY}")
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        for found in _TOKEN.finditer(text):
            kind = found.lastgroup or ""
            self.tokens.append((kind, found[kind], found.start(kind)))
        self.at = 0
        self.depth = 0

    def parse(self) -> Node:
        node = self.either()
        if self.at < len(self.tokens):
            _, value, place = self.tokens[self.at]
            raise QueryError(f"query: unexpected {value!r} at character {place + 1}", "check the brackets before it")
        return node

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at][:2] if self.at < len(self.tokens) else ("", "")

    def either(self) -> Node:
        parts = [self.both()]
        while self.peek() == ("word", "OR"):
            self.at += 1
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def both(self) -> Node:
        parts: list[Node] = []
        while True:
            kind, value = self.peek()
            if kind in ("", "close", "comma", "semicolon") or (kind, value) == ("word", "OR"):
                break
            if (kind, value) == ("word", "AND"):
                self.at += 1
                continue
            if (node := self.one()) is not None:
                parts.append(node)
        if not parts:
            place = self.tokens[self.at][2] + 1 if self.at < len(self.tokens) else len(self.text)
            raise QueryError(f"query: nothing to look for at character {place}", "give at least one word there")
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def one(self) -> Node | None:
        kind, value = self.peek()
        place = self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.text)
        self.at += 1
        if kind == "minus" or (kind, value) == ("word", "NOT"):
            if self.peek()[0] in ("", "close", "comma", "semicolon"):
                raise QueryError(f"query: {value} without a word after it at character {place + 1}", "say what to leave out")
            part = self.nested(self.one)
            return None if part is None else Not(part)
        if kind == "open":
            return self.bracket()
        if kind == "quoted":
            return _exact(value.strip('"'))
        name, colon, after = value.partition(":")
        if colon and name in ("title", "lead"):
            if after:
                part = _bare(after)
            else:
                part = self.nested(self.one) if self.peek()[0] else None
            return None if part is None else Within(name, part)
        if value == "about" and self.peek()[0] == "open":
            self.at += 1
            return self.about(place)
        return _bare(value)

    def nested(self, rule: Callable[[], Node | None]) -> Node | None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise QueryError("query: nested too deep", f"keep it under {MAX_DEPTH} levels")
        node = rule()
        self.depth -= 1
        return node

    def bracket(self) -> Node:
        place = self.tokens[self.at - 1][2]
        node = self.nested(self.either)
        if self.peek()[0] != "close":
            raise QueryError(f"query: the bracket at character {place + 1} is not closed", "add a )")
        self.at += 1
        assert node is not None
        return node

    def about(self, place: int) -> Node:
        terms: list[Term] = []
        for part, weak in self.list_of_terms(place):
            if isinstance(part, And) and all(isinstance(word, Term) for word in part.parts):
                raise QueryError(
                    f"query: about(…) at character {place + 1} wants single words or phrases", "put phrases in quotation marks"
                )
            if not isinstance(part, Term):
                raise QueryError(f"query: about(…) at character {place + 1} wants words and phrases alone", "take operators out of it")
            terms.append(replace(part, weak=weak))
        return About(tuple(terms))

    def list_of_terms(self, place: int) -> Iterator[tuple[Node, bool]]:
        weak = False
        while True:
            yield self.either(), weak
            kind, _ = self.peek()
            self.at += 1
            if kind == "close":
                return
            if kind not in ("comma", "semicolon"):
                raise QueryError(f"query: about( at character {place + 1} is not closed", "add a )")
            if kind == "comma" and self.peek()[0] == "semicolon":
                kind = "semicolon"
                self.at += 1
            weak = weak or kind == "semicolon"
            if self.peek()[0] == "close":  # a comma after the last term
                self.at += 1
                return


def _bare(value: str) -> Term | None:
    if len(value) > 1 and value.isascii() and value.isupper() and value.replace(".", "").isalnum() and value[0].isalpha():
        name = value.replace(".", "").lower()
        return Term((name,), acronym=name)
    if value.endswith("*"):
        folded = words(value)
        if len(folded) == 1 and _ARABIC.match(folded[0]):
            return Term(_forms(folded[0]), prefix=True)
        return Term((" ".join(folded),), prefix=True) if folded else None
    folded = words(value)
    if not folded:
        return None
    if len(folded) > 1:  # "al-Hol", "F-16": joined by punctuation, so a phrase
        return Term((" ".join(folded),))
    return Term(_forms(folded[0]))


def _exact(value: str) -> Term | None:
    folded = words(value)
    return Term((" ".join(folded),)) if folded else None


def _forms(word: str) -> tuple[str, ...]:
    if _ARABIC.match(word) and len(word) > 2:
        stem = word.removeprefix("ال") if len(word) > 4 else word
        return tuple(dict.fromkeys((word, stem, *(particle + stem for particle in _PARTICLES))))
    if _LATIN.match(word) and not word.endswith("s"):
        plural = (
            word[:-1] + "ies"
            if word.endswith("y") and word[-2] not in "aeiou"
            else word + ("es" if word.endswith(("x", "ch", "sh")) else "s")
        )
        return word, plural
    return (word,)


# ---------------------------------------------------------------- judging


class Text:
    """A FoldedText made ready for many queries: its words as sets, its zones padded for phrases."""

    def __init__(self, folded: FoldedText) -> None:
        self.zones = tuple(f" {zone} " for zone in (folded.title, folded.opening, folded.rest))
        self.sets = tuple(frozenset(zone.split()) for zone in self.zones)
        self.acronyms = frozenset(folded.acronyms.split())

    def has(self, term: Term, zone: int) -> bool:
        return bool(self.found(term, zone))

    def found(self, term: Term, zone: int) -> str:
        """The word or phrase of this zone that the term meets; empty where there is none."""
        here = self.sets[zone]
        if term.acronym:
            return term.acronym if term.acronym in self.acronyms and term.acronym in here else ""
        if term.prefix:
            padded = self.zones[zone]
            for form in term.forms:
                if (at := padded.find(f" {form}")) >= 0:
                    return padded[at + 1 : padded.index(" ", at + 1 + len(form))]
            return ""
        for form in term.forms:
            if (f" {form} " in self.zones[zone]) if " " in form else form in here:
                return form
        return ""


TITLE, OPENING, REST = 0, 1, 2


def matches(node: Node, text: Text, zones: tuple[int, ...] = (TITLE, OPENING, REST)) -> bool:
    """Whether a text meets a query."""
    match node:
        case Term():
            return any(text.has(node, zone) for zone in zones)
        case And(parts):
            return all(matches(part, text, zones) for part in parts)
        case Or(parts):
            return any(matches(part, text, zones) for part in parts)
        case Not(part):
            return not matches(part, text, zones)
        case Within(zone, part):
            return matches(part, text, (TITLE,) if zone == "title" else (TITLE, OPENING))
        case About(terms):
            return about_score(terms, text, zones)[0] >= ABOUT_THRESHOLD


def about_score(
    terms: tuple[Term, ...], text: Text, zones: tuple[int, ...] = (TITLE, OPENING, REST)
) -> tuple[int, tuple[tuple[str, int], ...]]:
    """The score of `about(…)` and the terms that made it, each with its weight. A word of the text counts once, however many
    terms it meets (دينار and الدينار, farm* and farming), and not beside a phrase that it stands in (minister, "prime minister").
    """
    best: dict[str, tuple[int, int, str]] = {}
    for term in terms:
        for zone, weight in enumerate(WEAK_WEIGHTS if term.weak else WEIGHTS):
            if weight and zone in zones and (word := text.found(term, zone)):
                if word not in best or best[word][0] < weight:
                    best[word] = weight, zone, term.forms[0]
                break
    for phrase in [word for word in best if " " in word]:
        for word in [word for word in best if word != phrase and f" {word} " in f" {phrase} " and best[word][0] <= best[phrase][0]]:
            del best[word]
    rest = sum(weight for weight, zone, _ in best.values() if zone == REST)
    score = sum(weight for weight, zone, _ in best.values() if zone != REST) + min(rest, REST_LIMIT)
    return score, tuple((name, weight) for weight, _, name in best.values())

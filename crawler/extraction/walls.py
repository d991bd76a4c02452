"""Pages that answer 200 and hold no article: not found, under maintenance, barred, parked. What they say lies in walls.toml.

A page is refused by signs that agree (its title or heading as a whole, its markup, its words to the visitor) and only where
hardly a line of it says anything else: an article beside a banner, or about such pages, stays an article.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml.html import HtmlElement

from crawler.extraction.refusal import LEAST_TEXT
from news.text import words

# Chosen on the golden pages of tests/extraction/walls (first 47 walls and 18 articles) and tried on 23 walls and 19 flashes written
# afterwards, 9 of which then moved the figures. Of the 614 pages of shared/data/extraction none has a wall's title, and none of
# the 610 articles is refused (both halves of 307).
_BESIDE = 1500  # letters beside the wall's own words, where two signs agree: excerpts of the latest stories on an error page
_SENTENCE = 4  # words: a flash has as many, labels fewer
_FURNITURE = 10  # words of an offer ("Back to the home page")
_LINE = 40  # words of a line that one phrase makes the wall's own, below its title
_SITE_NAME = 8  # words of a title beside the wall's own
_OWN = 0.5  # of a line's letters in phrases: at 0.3 a flash on a ministry's website was a wall
_PHRASES = 2  # phrases make a line a wall's whatever its length: notices of consent are long
_WORDS_A_PHRASE = 150  # a page with more words for its phrases has them in a banner
_SHELL_WORDS = 40  # of a page that shows next to nothing
_LONGEST = 400  # characters of a title or line that are looked at
_LONG = 3000  # characters, more than any wall's text

_PARTS = re.compile(r"\s[-–—:/~]+\s|[|»«·•›‹]")
_SENTENCES = re.compile(r"[:.!?…؟]+(?=\s|$)|\s[-–—]\s")
_CODES = {
    **dict.fromkeys(("404", "410"), "soft_404"),
    **dict.fromkeys(("401", "403", "406", "429", "451"), "challenge"),
    **dict.fromkeys(("500", "502", "503", "504", "508", "509", "520", "521", "522", "523", "524", "525", "526", "530"), "maintenance"),
}
_SPOKEN = ("p", "div", "span", "li", "td", "b", "strong", "h2", "h3", "h4")
_BLOCKED = frozenset({"challenge", "consent", "login"})
_BARRED = _BLOCKED | {"paywall"}
_UNSEEN = frozenset({"script", "style", "template", "title", "head"})
_ROOTS = frozenset({"root", "app", "__next", "__nuxt", "___gatsby", "svelte", "q-app", "main-app", "react-root", "app-root"})


@dataclass(frozen=True, slots=True)
class _Wall:
    kind: str
    titles: frozenset[str]
    phrases: tuple[str, ...]
    markup: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    walls: tuple[_Wall, ...]
    apology: frozenset[str]
    vocabulary: frozenset[str]
    furniture: tuple[str, ...]


def titled(tree: HtmlElement) -> str:
    """The kind of wall that the page's title names, or else its only first heading as a whole; empty for all other pages.

    A first heading that says more than the title's wall takes it back: "Access denied" may begin a headline. A heading alone
    bars nobody: boxes to log in have headings on any page.
    """
    named = tree.find("head/title")
    title = str(named.text_content())[:_LONGEST] if named is not None else ""
    headings = [str(h1.text_content())[:_LONGEST] for h1 in tree.iter("h1")]
    if found := _title_kind(title):
        kind, site = found
        more = [heading for heading in headings if len(words(heading)) >= _SENTENCE and not set(words(heading)) <= site]
        return kind if all(_said_whole(heading, words(heading)) or _is_own(words(heading)) for heading in more) else ""
    kind = _said_whole(headings[0], words(headings[0])) if len(headings) == 1 else ""
    return "" if kind in _BARRED else kind


def has_text(lines: Sequence[str]) -> bool:
    """Whether these lines hold as much as a flash beside what walls say and offer."""
    return sum(map(len, lines)) > _LONG or _beside(lines, LEAST_TEXT) >= LEAST_TEXT


def wall(source: bytes, tree: HtmlElement, lines: Iterable[str], title_kind: str, *, is_index: bool = False) -> str:
    """Why this page is a wall, empty where it is none: `parked`, `maintenance`, `blocked`, `paywall` or `soft_404`.

    `tree` is the page as it came, `lines` what extraction took for its text, `title_kind` what `titled` said.
    """
    kind = _kind(source, tree, lines, title_kind, is_index)
    return "blocked" if kind in _BLOCKED else kind


def notices(tree: HtmlElement, kind: str) -> int:
    """How many different phrases of one kind of wall the page shows."""
    return _hits(" ".join(words(visible(tree))), kind)


def is_notice(line: str, kind: str) -> bool:
    """Whether a line speaks as one kind of wall does."""
    return bool(_hits(_folded(line), kind))


def _kind(source: bytes, tree: HtmlElement, lines: Iterable[str], title_kind: str, is_index: bool) -> str:
    text = list(lines)
    rest = _beside(text, _BESIDE, title_kind)
    if rest >= LEAST_TEXT and not title_kind:
        return ""
    seen = " ".join(words(visible(tree)))
    found = {known.kind: _hits(seen, known.kind) for known in _known().walls}
    marked = {known.kind for known in _known().walls if any(mark in source for mark in known.markup)}
    if title_kind:
        if rest < LEAST_TEXT:
            return title_kind
        has = title_kind in marked
        # A notice about cookies or JavaScript stands on articles too, and may be taken for a part of their text.
        if title_kind in _BARRED:
            says = _hits(_folded(" ".join(text)), title_kind) >= (1 if title_kind == "challenge" else _PHRASES)
        else:
            says = _says(tree, title_kind)
        if (says or has) and (rest < _BESIDE or (says and has and title_kind == "soft_404")):
            return title_kind
    size = seen.count(" ") + 1
    if rest >= LEAST_TEXT or (is_index and size > _SHELL_WORDS):
        return ""
    own = " ".join(words(" ".join(line for line in text if _is_own(words(line[:_LONGEST])))))
    if own:
        found = {known.kind: _hits(own, known.kind) for known in _known().walls}
    likeliest = max(found, key=lambda kind: (found[kind], kind in marked))
    enough = found[likeliest] >= _PHRASES or likeliest in marked or size <= _SHELL_WORDS
    if found[likeliest] and enough and (own or size <= _WORDS_A_PHRASE * found[likeliest]):
        return likeliest
    if size <= _SHELL_WORDS and not text:
        return next((known.kind for known in _known().walls if known.kind in marked), "") or ("challenge" if _is_shell(tree) else "")
    return ""


def _title_kind(title: str) -> tuple[str, set[str]] | None:
    """The kind one part of the title says, and the words of the other parts, which are no more than a site's name has."""
    parts = [(part, words(part)) for part in _PARTS.split(title)]
    for part, said in parts:
        if said and (kind := _said_whole(part, said)):
            site = [word for other, more in parts if other is not part and not _said_whole(other, more) for word in more]
            return (kind, set(site)) if len(site) <= _SITE_NAME else None
    return None


def _said_whole(text: str, said: list[str]) -> str:
    """The kind that a text, of which these are the words, says as a whole, or that each of its sentences does."""
    if not _known().vocabulary.issuperset(said):
        return ""
    if kind := _said(said):
        return kind
    sentences = [words(sentence) for sentence in _SENTENCES.split(text)]
    kinds = [_said(sentence) for sentence in sentences if not set(sentence) <= _known().apology]
    return kinds[0] if kinds and all(kinds) else ""


def _says(tree: HtmlElement, kind: str) -> bool:
    """Whether an element of the page, beside its headings, is the wall's own line."""
    for element in tree.iter(*_SPOKEN):
        said = words((element.text or "")[:_LONGEST])
        if len(said) >= _SENTENCE and _is_own(said, kind):
            return True
    return False


def _said(part: list[str]) -> str:
    known = _known()
    if not known.vocabulary.issuperset(part):
        return ""
    whole = " ".join(part)
    bare = list(part)
    codes: list[str] = []
    while bare and (end := next((at for at in (0, -1) if bare[at] in known.apology or bare[at] in _CODES), None)) is not None:
        word = bare.pop(end)
        codes += [word] if word in _CODES else []
    if codes and not bare:
        return _CODES[codes[0]]
    rest = " ".join(bare)
    return next((one.kind for one in known.walls if whole in one.titles or rest in one.titles), "")


def _beside(lines: Iterable[str], enough: int, title_kind: str = "") -> int:
    """Letters of the lines that are neither a wall's words nor what it offers beside; counting ends at `enough`. Below a
    wall's title one of its phrases makes a line its own.
    """
    phrases = next((known.phrases for known in _known().walls if known.kind == title_kind), ())
    total = 0
    for line in lines:
        said = words(line[:_LONGEST])
        if len(said) < _SENTENCE or _is_own(said):
            continue
        folded = " ".join(said)
        if len(said) <= _LINE and phrases and _count(folded, phrases):
            continue
        if len(said) <= _FURNITURE and _count(folded, _known().furniture):
            continue
        total += sum(map(str.isalnum, line)) if len(line) > _LONGEST else len(folded) - folded.count(" ")
        if total >= enough:
            break
    return total


def _is_own(said: list[str], kind: str = "") -> bool:
    """Whether a line is a wall's own (of one kind, where given): its title, or mostly its phrases."""
    if len(said) <= _FURNITURE and (found := _said(said)):
        return not kind or found == kind
    line = " ".join(said)
    hits = _phrases(line, kind)
    return len(hits) >= _PHRASES or sum(map(len, hits)) > _OWN * len(line)


def _phrases(folded: str, kind: str = "") -> list[str]:
    """The phrases in this text, of all kinds or of one, but for those that are part of another."""
    padded = f" {folded} "
    hits = [phrase for known in _known().walls if not kind or known.kind == kind for phrase in known.phrases if phrase in padded]
    return [one for one in hits if not any(one.strip() in other and one != other for other in hits)] if len(hits) > 1 else hits


def _hits(folded: str, kind: str) -> int:
    return len(_phrases(folded, kind))


def _count(folded: str, phrases: Iterable[str]) -> int:
    padded = f" {folded} "
    return sum(phrase in padded for phrase in phrases)


def visible(tree: HtmlElement) -> str:
    """What the page shows, with or without JavaScript."""
    parts: list[str] = []
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in _UNSEEN and element.text:
            parts.append(element.text)
        if element.tail:
            parts.append(element.tail)
    return " ".join(parts)


def _is_shell(tree: HtmlElement) -> bool:
    """Whether the page is an empty element that a script is to fill."""
    scripted = any(script.get("src") for script in tree.iter("script"))
    roots = (element for element in tree.iter("div", "main", "app-root") if element.get("id") in _ROOTS or element.tag == "app-root")
    return scripted and any(not str(root.text_content()).strip() for root in roots)


@cache
def _known() -> _Known:
    tables = tomllib.loads(Path(__file__).with_name("walls.toml").read_text(encoding="utf-8"))
    walls = tuple(
        _Wall(
            table["kind"],
            frozenset(map(_folded, table["titles"])),
            tuple(dict.fromkeys(map(_padded, table["words"]))),
            tuple(mark.encode() for mark in table["markup"]),
        )
        for table in tables["wall"]
    )
    apology = frozenset(word for phrase in tables["apology"] for word in words(phrase))
    vocabulary = frozenset(word for one in walls for title in one.titles for word in title.split()) | apology | frozenset(_CODES)
    return _Known(walls, apology, vocabulary, tuple(map(_padded, tables["furniture"])))


def _folded(text: str) -> str:
    return " ".join(words(text))


def _padded(text: str) -> str:
    """Folded, and between spaces where its script glues no particles to words."""
    folded = _folded(text)
    return f" {folded} " if folded < "\u0590" else folded

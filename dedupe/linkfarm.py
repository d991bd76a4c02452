"""Lists of other stories' headlines, told from the text they were appended to and turned into Mentions.

Three kinds: runs of dated headline lines, runs of lines that are wholly links, and the headlines under "Read also".
What names the text's own origin is `credit`'s, buttons and banners are `furniture`'s.
"""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from dedupe.dated import trailing_date
from news.headlines import SENTENCE_END as _SENTENCE_END
from news.headlines import split_outlet
from news.model import Mention
from news.text import fold

_DATA = tomllib.loads(Path(__file__).with_name("list_lines.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)
def key(line: str) -> str:
    """A line as the phrase lists are compared: folded, single spaces, no punctuation at its edges."""
    return _EDGES.sub("", " ".join(fold(line).split()))


_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_HEADINGS = frozenset(map(key, _DATA["headings"])) | {
    key(f"{first} {second}") for pair in _DATA["heading_pairs"] for first in pair["first"] for second in pair["second"]
}
_CAPITAL_HEADINGS = tuple(_DATA["capital_headings"])
_INLINE = frozenset(map(key, _DATA["inline"]))

_BULLET = re.compile(r"^\s{0,8}(?:[-–—•*·▪●■►»‣◦]|\d{1,3}[.)])\s{1,4}")
_AGAIN = re.compile(r"\s{0,4}\[[^\[\]]{0,40}\]?\s{0,4}$")  # the bracket in which a link farm repeats the date; clipped pages end inside it
_BEFORE_DATE = re.compile(r"(?:\s{0,3}[-–—|·•:,،(/]){1,3}\s{0,3}$")

# A run of three dated lines, two with an outlet, was never found in a story's own list: chronologies put the date first.
DATED_RUN, DATED_WITH_OUTLET = 3, 2
LINK_RUN = 3
HEADLINE_WORDS = 24
BLOCK_LINES = 12
MIDDLE_LINES, MIDDLE_WORDS = 3, 16
PROSE_WORDS = 30  # a line wholly a link that is as long as this is a paragraph somebody linked


@dataclass(slots=True)
class Lists:
    """Lines that are lists, by index, and what they mention in the order of the page."""

    taken: set[int] = field(default_factory=set)
    mentions: dict[int, Mention] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Dated:
    mention: Mention
    certain: bool  # the date is repeated in brackets: no writer of prose does that


def find_lists(lines: Sequence[str], links: Sequence[str], stops: Callable[[int], bool]) -> Lists:
    """The lists among a page's lines. `links[i]` is where line i as a whole leads, empty where it does not; `stops(i)`
    says that line i is no headline whatever it looks like (a line of credit).
    """
    found = Lists()
    _dated_runs(lines, links, found)
    if any(links):
        _link_runs(lines, links, found, stops)
    _blocks(lines, links, found, stops)
    return found


def dated_headline(line: str, url: str = "") -> Mention | None:
    """What "Title - Outlet - September 6th, 2025 [September 6th, 2025]" and its kin mention; None for any other line."""
    parsed = _parse_dated(line, url)
    return parsed.mention if parsed else None


def _parse_dated(line: str, url: str) -> _Dated | None:
    if len(line) > 600:
        return None
    text = line.rstrip()
    closed = text.endswith(")")
    if closed:
        text = text[:-1]
    bracket = _AGAIN.search(text, max(0, len(text) - 60)) if "[" in text[-60:] else None
    if bracket:
        text = text[: bracket.start()]
    ending = trailing_date(text)
    if ending is None:
        return None
    before = text[: ending.start]
    separator = _BEFORE_DATE.search(before)
    if separator is None:
        return None
    if closed and "(" not in before:
        return None
    head = _BULLET.sub("", before[: separator.start()]).strip()
    if closed and "(" not in separator[0]:
        title, _, outlet = head.rpartition("(")
    elif "," in separator[0] or "،" in separator[0]:
        return None  # "…, June 3, 2017" ends a sentence as well
    else:
        title, outlet = split_outlet(head)
    title = title.strip(" -–—|")
    if not title:
        return None
    certain = bracket is not None and _repeats(bracket[0].strip(" []"), text[ending.start :])
    return _Dated(Mention(title, outlet.strip(), ending.day, url), certain)


def _repeats(inside: str, day: str) -> bool:
    """Whether a bracket holds the date again, or as much of it as a clipped page left."""
    again = trailing_date(inside)
    return day.startswith(inside) or (again is not None and again.start == 0)


def _dated_runs(lines: Sequence[str], links: Sequence[str], found: Lists) -> None:
    run: list[tuple[int, _Dated]] = []

    def close() -> None:
        with_outlet = sum(bool(dated.mention.outlet) for _, dated in run)
        linked = sum(bool(links[index]) for index, _ in run)
        whole = len(run) >= DATED_RUN and max(with_outlet, linked) >= DATED_WITH_OUTLET
        for index, dated in run:
            if whole or dated.certain:
                found.taken.add(index)
                found.mentions[index] = dated.mention
        run.clear()

    for index, line in enumerate(lines):
        dated = _parse_dated(line, links[index])
        if dated:
            run.append((index, dated))
        elif line.strip():
            close()
    close()


def _link_runs(lines: Sequence[str], links: Sequence[str], found: Lists, stops: Callable[[int], bool]) -> None:
    """Runs of linked lines; short lines between two of them (an outlet, a date) belong to the card before."""
    run: list[int] = []
    between: list[int] = []

    def close() -> None:
        if len(run) >= LINK_RUN:
            inside = [index for index in between if index < run[-1]]
            found.taken.update(run, inside)
            for index in run:
                if index not in found.mentions and len(lines[index].split()) > 2:
                    found.mentions[index] = _mention(lines[index], links[index])
        run.clear()
        between.clear()

    pending = 0
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        words = len(line.split())
        if links[index] and not stops(index) and not (words >= PROSE_WORDS and _SENTENCE_END.search(line.rstrip())):
            run.append(index)
            pending = 0
        elif (
            run
            and pending < 2
            and not stops(index)
            and ((words <= 4 and not _SENTENCE_END.search(line.rstrip())) or (trailing_date(line) and words <= 8))
        ):
            between.append(index)
            pending += 1
        else:
            close()
            pending = 0
    close()


def _blocks(lines: Sequence[str], links: Sequence[str], found: Lists, stops: Callable[[int], bool]) -> None:
    for index, line in enumerate(lines):
        if index in found.taken or len(line) > 300 or stops(index):
            continue
        if is_heading(line):
            headlines = _block_after(index, lines, links, found, stops)
            following = next((after for after in range(index + 1, len(lines)) if lines[after].strip()), None)
            if headlines or following is None or following in found.taken:
                found.taken.add(index)
        elif (rest := _inline(line)) is not None and len(rest.split()) <= HEADLINE_WORDS:
            found.taken.add(index)
            found.mentions[index] = _mention(rest, links[index])


def is_heading(line: str) -> bool:
    """Whether a line announces other stories ("ALSO", "Related articles", "اقرأ أيضاً")."""
    text = line.strip()
    return len(text) <= 60 and (
        key(text) in _HEADINGS or (text.isupper() and text.startswith(_CAPITAL_HEADINGS) and len(text.split()) <= 6)
    )


def _inline(line: str) -> str | None:
    label, colon, rest = line.strip().partition(":")
    return rest.strip() if colon and rest.strip() and len(label) <= 30 and key(label) in _INLINE else None


def _block_after(heading: int, lines: Sequence[str], links: Sequence[str], found: Lists, stops: Callable[[int], bool]) -> list[int]:
    """The headlines under a heading: links where the page tells them, else short lines without a full stop.

    In the middle of a text, where a paragraph without a full stop looks the same, no more than three short ones.
    """
    headlines: list[int] = []
    ended = True
    linked = any(links)
    for index in range(heading + 1, len(lines)):
        line = lines[index].strip()
        if not line:
            continue
        if index in found.taken or stops(index) or is_heading(line):
            break
        if len(headlines) >= BLOCK_LINES or (not links[index] if linked else not _looks_like_headline(line)):
            ended = False
            break
        headlines.append(index)
    if not ended and not linked:
        headlines = [index for index in headlines[:MIDDLE_LINES] if len(lines[index].split()) <= MIDDLE_WORDS]
    for index in headlines:
        found.taken.add(index)
        found.mentions[index] = _mention(lines[index], links[index])
    return headlines


def _looks_like_headline(line: str) -> bool:
    return (
        len(line) <= 160
        and 3 <= len(line.split()) <= HEADLINE_WORDS
        and not _SENTENCE_END.search(line)
        and not line.endswith((":", "،", ",", ";", "؛"))
    )


def _mention(line: str, url: str) -> Mention:
    dated = dated_headline(line, url)
    if dated:
        return dated
    return Mention(_BULLET.sub("", line).strip(), url=url)

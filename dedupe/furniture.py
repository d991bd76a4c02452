"""Buttons, banners, bars of links and notices, where plain text alone shows that they are none of the article's.

Blocks that many pages of one site repeat are extraction's to learn; lists of headlines are `linkfarm`'s.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from dedupe.linkfarm import key

_DATA = tomllib.loads(Path(__file__).with_name("list_lines.toml").read_text(encoding="utf-8"))
_LINES = frozenset(map(key, _DATA["furniture"]))
# A heading of other stories whose list has left, or was never the page's: of one word it may be the article's own.
_HEADINGS = frozenset(key(line) for line in _DATA["headings"] if " " in line and line not in ("in other news", "latest news"))
_BUTTONS = frozenset(map(key, _DATA["buttons"]))
_SECTIONS = frozenset(map(key, _DATA["sections"]))
_OPENINGS = tuple(" ".join(opening.lower().split()) for opening in _DATA["openings"])

_LABELS = frozenset(map(key, _DATA["labels"]))
_CALLS, _PLATFORMS = (
    re.compile(r"(?<!\w)(?:" + "|".join(re.escape(key(form)) for form in _DATA["invitation"][name]) + r")(?!\w)")
    for name in ("calls", "platforms")
)

_QUOTE = re.compile('["“”«»]')
_BAR = re.compile(r"\s[|»›•·/]\s|\s?\|\s?")
_STEPS = re.compile(r"\s*[>»›|←→]\s*|\s/\s")
_STEP = re.compile(r"[>»›←→]|\s/\s")
_HOME = frozenset(
    map(
        key, ("home", "home page", "homepage", "الرئيسية", "الصفحة الرئيسية", "سەرەکی", "سەرەتا", "ماڵەوە", "destpêk", "malper", "anasayfa")
    )
)
_NUMBER = re.compile(r"\d{3,7}")  # how often something was seen
_WORD = re.compile(r"[\w'’-]+")
_SENTENCE_END = re.compile(r"[.!?؟:،,;؛…]['\"”’»)\]]{0,2}$")
_BULLET = re.compile(r"^\s{0,8}(?:[-–—•*·▪●■►»‣◦]|\d{1,3}[.)])\s")

NOTICE_WORDS, BUTTON_CHARACTERS, INVITATION_WORDS = 40, 160, 20
TOP, HEAD, TAIL = (
    3,
    6,
    8,
)  # lines of a page's edges: a call stands at the top and again at the end; a banner takes its short neighbours along
NEIGHBOUR_WORDS = 6
CALL_WORDS = range(3, 13)  # of a call: fewer may be an answer or a score


@lru_cache(maxsize=4096)  # a page's lines are asked about until none of them leaves any more
def is_furniture(line: str) -> bool:
    """Whether a line is furniture wherever it stands: a button, a bar of them, a notice, a call to subscribe or donate."""
    text = line.strip()
    if not text or len(text) > 400:
        return False
    lowered = " ".join(text.lower().split())
    if lowered.startswith(_OPENINGS) and lowered.count(" ") < NOTICE_WORDS:
        return True
    if len(text) > BUTTON_CHARACTERS:
        return False
    words = _WORD.findall(lowered)
    if _names_tags(text) or _invites(text):
        return True
    return (
        key(text) in _LINES
        or key(text) in _HEADINGS
        or (len(words) >= 2 and any(len(word) > 1 for word in words) and all(key(word) in _BUTTONS for word in words))
        or _is_bar(text)
        or _is_trail(text)
        or bool(_NUMBER.fullmatch(text))
    )


def _is_bar(text: str) -> bool:
    """ "Home | About | World | Contact": sections that every site has, or four fields or more of at most three words, no figure,
    and one of them such a section: the head of a table looks the same but for that.
    """
    fields = [field.strip() for field in _BAR.split(text)]
    if len(fields) > 1 and all(key(field) in _SECTIONS for field in fields):
        return True
    return (
        len(fields) >= 4
        and any(key(field) in _SECTIONS for field in fields)
        and all(0 < len(field) <= 30 and len(field.split()) <= 3 and not any(map(str.isdigit, field)) for field in fields)
        and not _SENTENCE_END.search(text)
    )


def _is_trail(text: str) -> bool:
    """ "Home > Security", or buttons between strokes ("Print | Share | Views: 120")."""
    steps = [step.strip() for step in _STEPS.split(text)]
    if len(steps) < 2 or _SENTENCE_END.search(text) or any(len(step.split()) > NEIGHBOUR_WORDS for step in steps):
        return False
    if _STEP.search(text) and key(steps[0]) in _HOME:
        return True
    return len(steps) >= 2 and sum(key(step.partition(":")[0]) in _LINES for step in steps) * 2 >= len(steps) and "|" in text


def _names_tags(text: str) -> bool:
    label, colon, rest = text.partition(":")
    return bool(colon and rest.strip()) and key(label) in _LABELS and not _SENTENCE_END.search(text)


def _invites(text: str) -> bool:
    """Whether a line asks to be followed: it says "we" and names a platform. In quotation marks somebody else is speaking."""
    folded = key(text)
    return folded.count(" ") < INVITATION_WORDS and not _QUOTE.search(text) and bool(_CALLS.search(folded) and _PLATFORMS.search(folded))


def find_furniture(lines: Sequence[str], left: Sequence[int]) -> set[int]:
    """The lines among those not yet known for something else (`left`) that are furniture: by themselves, as a call that
    stands at the top of the page and again at its end, or as short lines (a site's name, a link's label) between furniture
    and the edge.
    """
    gone = {index for index in left if is_furniture(lines[index])}
    top, bottom = ({key(lines[index]) for index in edge if _is_call(lines[index])} for edge in (left[:TOP], left[-TAIL:]))
    calls = (top & bottom) if len(left) >= TOP + TAIL else set()
    gone |= {index for index in left if _is_call(lines[index]) and key(lines[index]) in calls}
    head, tail = left[:HEAD], left[-TAIL:]
    gone |= _swept(lines, head, gone)
    gone |= _swept(lines, tail[::-1], gone)
    return gone


def _is_call(line: str) -> bool:
    return len(line) <= 160 and len(line.split()) in CALL_WORDS and not any(map(str.isdigit, line)) and ":" not in line and _is_label(line)


def _is_label(line: str) -> bool:
    text = line.strip()
    return not _SENTENCE_END.search(text) and not _BULLET.match(text)


def _swept(lines: Sequence[str], edge: Sequence[int], gone: set[int]) -> set[int]:
    """From a page's edge inwards, the short labels before its innermost furniture line, provided nothing longer stands between."""
    swept: set[int] = set()
    passed: set[int] = set()
    for index in edge:
        if index in gone:
            swept |= passed
        elif _is_label(lines[index]) and len(lines[index].split()) <= NEIGHBOUR_WORDS:
            passed.add(index)
        else:
            break
    return swept

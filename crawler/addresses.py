"""What a link's address says by itself: whether it is the outlet's own, a file, a section, a page of a list, or may be one article.

Nothing here has seen the page; where a link stands and what it says are `crawler.anchors`' to tell.
"""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.days import day_of_path
from crawler.segments import (
    ALWAYS_FACETS,
    CATEGORY_NAMES,
    DAY_SEGMENT,
    FACETS,
    FILE,
    MONTH_OR_DAY,
    NUMBER,
    PAGE_NAMES,
    SCRIPT,
    YEAR,
    has_identity,
    joints,
    names_one,
    shape_of,
    slug_weight,
    weight_of,
)
from news.urls import address_key, host, without_tracking

_LONGEST = 2083
"""Characters of an address; Scrapy asks for none longer."""
_WORDS = {
    name: frozenset(text.split())
    for name, text in tomllib.loads(files("crawler").joinpath("address_words.toml").read_text(encoding="utf-8")).items()
}
_LETTERS = frozenset({"newsletter", "newsletters"})
_SERVICE_START = re.compile(
    r"(?:privacy|cookie|terms-(?:of|and)|contact-us|about-us|(?:cartoon|photo|picture|image|quote|verse|video)s?-of-the-(?:day|week)|advertise-with|our-(?:team|partners|mission|story|funders|services|network|members)|subscribe-to|sign-?up|log-?in)(?:-|$)"
)
_LIST_SCRIPT = re.compile(
    r"^(?:default|index|home|main|search|list|section|sections|cat|category|categories|archive|archives|tag|tags|author|babet\w*|part|parts|"
    r"news_?list|all_?news|rss|contact\w*|about\w*|login|register|print\w*|writer|writers|programs?|videos?|gallery|more)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Address:
    """A link's address, and what it tells.

    `key` is what its other spellings share, `path` the names and numbers of its path. `reason`: why it cannot be an article's, empty
    where it may. `weight`: 2 where it names one article, 0 where it says nothing. `shape` is what addresses made by one rule have in
    common; `telling` where that rule numbers or names each article; `numbered` where it numbers or dates them. `family` is the path
    before what tells it from others, `folder` the path before its last name. `soft`: the reason is a word that other sites give their
    articles' folders.
    """

    url: str
    key: str
    reason: str
    weight: int
    shape: str
    telling: bool
    numbered: bool = False
    family: str = ""
    folder: str = ""
    soft: bool = False
    path: str = ""


def read_address(url: str, page: str) -> Address:
    """What the absolute address `url`, found on `page`, tells."""
    url = url.partition("#")[0]
    if len(url) > _LONGEST:
        return Address(url, url, "unreadable", 0, "", False)
    bare = without_tracking(url)
    try:
        parts = urlsplit(bare)
    except ValueError:
        return Address(url, bare, "unreadable", 0, "", False)
    path = unquote(parts.path)
    segments = [part for part in path.lower().split("/") if part]
    if len(segments) > 1 and re.fullmatch(r"(?:index|default)\.\w{3,5}", segments[-1]) and not parts.query:
        segments.pop()
    pairs = [(name.lower(), value) for name, value in parse_qsl(parts.query, keep_blank_values=True)]
    shape, telling = shape_of(segments, pairs)
    reason = _reason(segments, pairs, host(bare), host(page))
    kinds = shape.split("/")
    at = next((place for place, kind in enumerate(kinds) if kind in ("n", "ns", "s", "y", "d") or "=" in kind), len(kinds) - 1)
    numbered = any(kind in ("n", "ns", "y", "d") or kind.endswith(("=n", "=d")) for kind in kinds)
    return Address(
        url,
        address_key(url),
        reason,
        weight_of(segments, pairs),
        shape,
        telling,
        numbered,
        "/".join(segments[:at]),
        "/".join(segments[:-1]),
        reason == "section" and telling and not _WORDS["always_section"].intersection(segments),
        "/".join(segments),
    )


def _reason(segments: list[str], pairs: list[tuple[str, str]], own: str, here: str) -> str:
    names = [name for name, _ in pairs]
    identified = any(names_one(name, value) for name, value in pairs)
    if not segments and not pairs:
        return "front"
    if own != here and own.partition(".")[0] in _WORDS["service_hosts"] and own.count(".") >= 2:
        return "service"
    if segments and FILE.search(segments[-1]):
        return "file"
    if _is_paging(segments, pairs) and not identified:
        return "paging"
    if any(map(ALWAYS_FACETS.match, names)) or (any(map(FACETS.match, names)) and not identified and slug_weight(segments) < 2):
        return "facet"
    if _is_archive(segments):
        return "archive"
    if any(CATEGORY_NAMES.match(name) for name in names) and not identified and slug_weight(segments) < 2:
        return "section"
    if ("view", "category") in pairs or ("view", "itemlist") in pairs or ("view", "categories") in pairs or ("do", "cat") in pairs:
        return "section"
    return _reason_of_path(segments, identified)


def _reason_of_path(segments: list[str], identified: bool) -> str:
    names = [SCRIPT.sub("", part) for part in segments]
    for place in range(len(names) - 1, -1, -1):
        name, rest = names[place], names[place + 1 :]
        if (
            name in _WORDS["always_section"]
            and not (len(rest) >= 3 and slug_weight(rest) == 2)
            and not (rest and NUMBER.match(rest[-1]) and joints(rest[-1]) >= 3)
        ):
            return "section"
        if (
            name in _WORDS["service"]
            and not identified
            and all(map(_is_prefix, names[:place]))
            and (not rest or slug_weight(rest) < (1 if name in _LETTERS else 2))
        ):
            return "service"
        if name in _WORDS["section"] and not (
            identified
            or (name in ("latest", "lastnews") and slug_weight(rest))
            or (name in _WORDS["counting"] and _follows_month(rest))
            or (slug_weight(rest) == 2 and (name in _WORDS["counting"] or not all(map(str.isdigit, rest))))
        ):
            return "section"
        if rest and re.search(r"(?:^|[-_])(?:jobs|vacancies|careers)$", name) and not identified:
            return "service"
        if name in _WORDS["names_slugs"] and not any(map(has_identity, rest)) and not _goes_on(name, rest):
            return "section"
    if names and _SERVICE_START.match(names[-1]):
        return "service"
    if names and segments[-1] != names[-1] and _LIST_SCRIPT.match(names[-1]) and not identified and not any(map(has_identity, names[:-1])):
        return "section"
    if names and segments[-1] != names[-1] and _LIST_SCRIPT.match(names[-1]) and names[-1] not in ("index", "default", "main", "more"):
        return "section"
    return ""


def _is_prefix(name: str) -> bool:
    return len(name) <= 3 or name in _WORDS["prefixes"] or bool(re.fullmatch(r"[a-z]{2}-[a-z]{2}", name))


def _goes_on(name: str, rest: list[str]) -> bool:
    """Whether a long name stands below a section's; below a category's, sections with long names do so too."""
    # What follows a small number is the name of a section that is counted: a programme, a gallery.
    named = len(rest) > 1 and not (rest[-2].isdigit() and len(rest[-2]) <= 3)
    return named and rest[-1].count("-") >= (3 if name.startswith("topic") else 4)


def _follows_month(segments: list[str]) -> bool:
    """Whether a name follows a year and a month."""
    return (
        len(segments) >= 3
        and bool(YEAR.fullmatch(segments[-3]) and MONTH_OR_DAY.fullmatch(segments[-2]))
        and not segments[-1].isdigit()
        and segments[-1] not in ("all", "page", "index")
    )


def _is_paging(segments: list[str], pairs: list[tuple[str, str]]) -> bool:
    if any(PAGE_NAMES.match(name) and value.isdigit() for name, value in pairs):
        return True
    return (
        len(segments) >= 2
        and segments[-2] in ("page", "pages", "p", "pg", "paged", "صفحة")
        and segments[-1].isdigit()
        and len(segments[-1]) <= 4
    )


def _is_archive(segments: list[str]) -> bool:
    """Whether the path ends in a year, a month or a day and names nothing of it."""
    if not segments or any(slug_weight([part]) == 2 for part in segments[:-1] if not part.isdigit()):
        return False
    if day_of_path("/" + "/".join(segments)) is not None:
        return True
    tail = segments[-3:]
    if DAY_SEGMENT.fullmatch(tail[-1]) or (YEAR.fullmatch(tail[-1]) and len(segments) <= 2):
        return True
    if MONTH_OR_DAY.fullmatch(tail[-1]) and len(tail) > 1:
        before = tail[-2]
        return bool(YEAR.fullmatch(before) or (MONTH_OR_DAY.fullmatch(before) and len(tail) > 2 and YEAR.fullmatch(tail[-3])))
    return len(tail) > 2 and bool(YEAR.fullmatch(tail[-1]) and MONTH_OR_DAY.fullmatch(tail[-2]) and MONTH_OR_DAY.fullmatch(tail[-3]))

"""What a reader of the feed saw of a stream, held against what is true of its pages.

A copy is shown where an entry's text was shown by another entry before. A story is hidden where none of its pages leads an entry, though
some came in. Pages rewritten by a machine are judged by nobody and count in neither; a round-up in which nothing is new may be left out
(design.md, "What is the same story", 6).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from benchmarks.stream.newsroom import Printed
from benchmarks.stream.press import Stream

WRONG_SHOWN = 20


@dataclass(slots=True)
class Reading:
    """What came of a stream. `entries`: the address of each entry's lead when the reader first saw it, in that order. `made`: the archive's
    story of each address in the end, `leads`: the addresses that lead one and are published in the end. `refused`: why pages were not kept.
    """

    entries: list[str] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def figures(stream: Stream, reading: Reading) -> dict[str, Any]:
    """Counts, the two measures with where they come from, pairs, and the first wrong ones for whoever tunes."""
    pages = {page.url: page for page in stream.pages if page.story}
    judged = {url: page for url, page in pages.items() if page.judged}
    shown = _shown_again(reading.entries, judged)
    hidden = _hidden(stream, judged, reading)
    must_show = {page.story for page in judged.values() if stream.kinds[page.story] != "roundup_of_known"}
    copies_of = Counter(page.kind for page, _ in shown)
    welded, missed, counts = _pairs(judged, reading.made)
    kinds = Counter(page.kind for page in pages.values())
    story_kinds = Counter(stream.kinds[story] for story in must_show)
    languages = Counter(page.outlet.language for page in pages.values())
    strays = [page.title for page in stream.pages if not page.story and page.url in reading.made]
    return {
        "articles": len(pages),
        "outlets": len({page.outlet.id for page in pages.values()}),
        "languages": dict(languages),
        "stories_true": len({page.story for page in judged.values()}),
        "stories_found": len(set(reading.made.values())),
        "entries": len(reading.entries),
        "copies_shown": len(shown),
        "copies_shown_per_100_entries": round(100 * len(shown) / max(1, len(reading.entries)), 3),
        "stories_hidden": len(hidden),
        "wrongly_hidden_per_1000": round(1000 * len(hidden) / max(1, len(must_show)), 3),
        **counts,
        "articles_refused": len([url for url in reading.refused if url in pages]),
        "indexes_admitted": len(strays),
        "shown_by_kind": {kind: f"{count} of {kinds[kind]}" for kind, count in copies_of.most_common()},
        "shown_by_language": dict(Counter(page.outlet.language for page, _ in shown)),
        "hidden_by_kind": {
            kind: f"{count} of {story_kinds[kind]}" for kind, count in Counter(stream.kinds[story] for story in hidden).most_common()
        },
        "hidden_by_language": dict(Counter(hidden[story][0].outlet.language for story in hidden)),
        "welded_by_kinds": {" + ".join(kinds): count for kinds, count in _by_kinds(welded).most_common(12)},
        "missed_by_kinds": {" + ".join(kinds): count for kinds, count in _by_kinds(missed).most_common(12)},
        "first_shown": [_named(page, first) for page, first in shown[:WRONG_SHOWN]],
        "first_hidden": [_named(*found) for found in list(hidden.values())[:WRONG_SHOWN]],
    }


def _shown_again(entries: Sequence[str], judged: Mapping[str, Printed]) -> list[tuple[Printed, Printed]]:
    """Pages whose text an earlier entry had shown, each with the page that did."""
    first: dict[str, Printed] = {}
    again = []
    for url in entries:
        if (page := judged.get(url)) is None:
            continue
        if page.story in first:
            again.append((page, first[page.story]))
        else:
            first[page.story] = page
    return again


def _hidden(stream: Stream, judged: Mapping[str, Printed], reading: Reading) -> dict[str, tuple[Printed, Printed | None]]:
    """Of each story that leads no entry: its first page, and the page that leads in its place, None where it was refused or left out."""
    by_url = {page.url: page for page in stream.pages}
    leading = {by_url[url].story for url in reading.leads.values()}
    found: dict[str, tuple[Printed, Printed | None]] = {}
    for url, page in judged.items():
        if page.story in leading or page.story in found or stream.kinds[page.story] == "roundup_of_known":
            continue
        found[page.story] = (page, by_url.get(reading.leads.get(reading.made.get(url, ""), "")))
    return found


Pair = tuple[Printed, Printed]


def _pairs(judged: Mapping[str, Printed], made: Mapping[str, str]) -> tuple[list[Pair], list[Pair], dict[str, float]]:
    """The pairs wrongly made one story, those wrongly kept apart, and precision, recall and F1."""
    true, found = _pairs_of(judged.values(), {url: page.story for url, page in judged.items()}), _pairs_of(judged.values(), made)
    right = true.keys() & found.keys()
    precision, recall = len(right) / max(1, len(found)), len(right) / max(1, len(true))
    ratios = {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall)}
    welded = [pair for key, pair in found.items() if key not in right]
    missed = [pair for key, pair in true.items() if key not in right]
    return welded, missed, {"true_pairs": len(true), "made_pairs": len(found)} | {name: round(ratio, 4) for name, ratio in ratios.items()}


def _pairs_of(pages: Iterable[Printed], group_of: Mapping[str, str]) -> dict[tuple[int, int], Pair]:
    groups: dict[str, list[Printed]] = defaultdict(list)
    for page in pages:
        if page.url in group_of:
            groups[group_of[page.url]].append(page)
    return {(one.number, other.number): (one, other) for group in groups.values() for one, other in combinations(group, 2)}


def _by_kinds(pairs: Iterable[Pair]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(sorted((one.kind, other.kind))) for one, other in pairs)


def _named(page: Printed, other: Printed | None) -> dict[str, str]:
    named = {"kind": page.kind, "language": page.outlet.language, "story": page.story, "url": page.url, "title": page.title}
    return named | (
        {"beside": f"{other.kind} {other.story} {other.url}", "beside_title": other.title} if other else {"beside": "refused or left out"}
    )

"""Sameness end to end on the labelled sets beside the project: documents through tidy, fingerprint, an index in memory and place,
in order; then the labelled pairs judged by the stories that came out. Storage's index is measured elsewhere.

    python -m benchmarks.sameness
"""

import gzip
import hashlib
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dedupe import fingerprint, tidy
from dedupe.story import Contender, place, popular_in
from news.model import Article, Fingerprint, Placement

SHARED = Path(__file__).parents[1].parent / "shared"
SETS = {
    "derived": ("dedupe/synd_docs.jsonl.gz", "dedupe/synd_pairs.tsv"),
    "natural": ("dedupe/natural_docs.jsonl.gz", "dedupe/natural_pairs.tsv"),
    "arabic": ("arabic/texts.jsonl.gz", "arabic/pairs.tsv"),
}
CANDIDATES, MEMBERS = 40, 5
FIRST_SEEN = datetime(2026, 1, 1, tzinfo=UTC)
_DATES = (
    (r"\d{1,2}-[A-Z]{3}-\d{4} \d\d:\d\d:\d\d", "%d-%b-%Y %H:%M:%S"),
    (r"\d{1,2}-[A-Z]{3}-\d{4}", "%d-%b-%Y"),
    (r"[A-Z][a-z]+ \d{1,2}, \d{4}", "%B %d, %Y"),
    (r"[A-Z][a-z]{2} \d{1,2}, \d{4}", "%b %d, %Y"),
    (r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d", "%Y-%m-%d %H:%M:%S"),
    (r"\d{4}-\d\d-\d\d", "%Y-%m-%d"),
)


class MemoryIndex:
    """The Candidates of `dedupe.candidates` in dictionaries, and the stories beside them."""

    def __init__(self) -> None:
        self.members: dict[int, Contender] = {}
        self._bands: dict[int, list[int]] = defaultdict(list)
        self._passages: dict[int, list[int]] = defaultdict(list)
        self._story: dict[int, str] = {}
        self._lead: dict[str, int] = {}
        self._merged: dict[str, str] = {}

    def near(self, found: Fingerprint, limit: int) -> Sequence[int]:
        shared: Counter[int] = Counter()
        for keys, index in ((found.bands, self._bands), (found.passages, self._passages)):
            for key in keys:
                shared.update(index.get(key, ()))
        return [article for article, _ in shared.most_common(limit)]

    def stories_sharing(self, passage: int) -> int:
        return len({self.story_of(article) for article in self._passages.get(passage, ())})

    def story_of(self, article: int) -> str:
        story = self._story[article]
        while story in self._merged:
            story = self._merged[story]
        return story

    def leads_of(self, articles: Iterable[int]) -> list[Contender]:
        stories = dict.fromkeys(self.story_of(article) for article in articles)
        return [replace(self.members[self._lead[story]], story_id=story) for story in stories]

    def members_of(self, articles: Iterable[int], limit: int) -> list[Contender]:
        others = [article for article in articles if self._lead[self.story_of(article)] != article]
        return [replace(self.members[article], story_id=self.story_of(article)) for article in others[:limit]]

    def add(self, member: Contender, found: Fingerprint, placement: Placement) -> None:
        story = placement.story_id or f"s{member.id}"
        self.members[member.id] = member
        self._story[member.id] = story
        if placement.leads:
            self._lead[story] = member.id
        for other in placement.absorbed:
            self._merged[other] = story
        for band in found.bands:
            self._bands[band].append(member.id)
        for passage in found.passages:
            self._passages[passage].append(member.id)


def run() -> dict[str, Any]:
    """Of each set and half: F1, precision and recall of its pairs, recall of candidates; CPU a document in microseconds.

    Empty where the data does not lie beside the project.
    """
    places = {name: (SHARED / "data" / docs, SHARED / "data" / pairs) for name, (docs, pairs) in SETS.items()}
    return {name: _measure(docs, pairs) for name, (docs, pairs) in places.items() if docs.is_file()}


def _measure(docs: Path, pairs: Path) -> dict[str, Any]:
    index = MemoryIndex()
    ids: dict[str, int] = {}
    indexes: set[str] = set()
    prints: dict[str, Fingerprint] = {}
    roles: Counter[str] = Counter()
    cpu: Counter[str] = Counter()
    for number, row in enumerate(_rows(docs), start=1):
        begun = time.process_time()
        article, is_index = _article(row)
        tidied = time.process_time()
        found = fingerprint(article.text, article.title)
        printed = time.process_time()
        cpu["tidy"] += tidied - begun
        cpu["fingerprint"] += printed - tidied
        prints[row["id"]] = found
        if is_index:
            indexes.add(row["id"])
            continue
        member = Contender(article, FIRST_SEEN + timedelta(seconds=number), id=number)
        near = index.near(found, CANDIDATES)
        placement = place(member, index.leads_of(near), popular_in(index), index.members_of(near, MEMBERS))
        index.add(member, found, placement)
        ids[row["id"]] = number
        roles[placement.role] += 1
        cpu["place"] += time.process_time() - printed
    figures: dict[str, Any] = {f"{name}_us": round(1e6 * seconds / (len(ids) + len(indexes))) for name, seconds in cpu.items()}
    figures["roles"] = dict(roles)
    figures |= _scores(pairs, index, ids, indexes, prints)
    return figures


def _article(row: dict[str, Any]) -> tuple[Article, bool]:
    lines = row["text"].split("\n")
    tidied = tidy(row.get("title") or " ".join(row["text"].split()[:10]), lines)
    source = re.sub(r"[^a-z0-9]+", "-", (row.get("kind") or row.get("src") or row.get("source") or "x").lower())
    article = Article(
        url=f"http://docs.example/{row['id']}",
        source_id=f"docs-{source}",
        title=tidied.title,
        text="\n".join(lines[index].strip() for index in tidied.kept),
        language=row.get("language") or "en",
        published_at=_date(row.get("date")),
        credit=tidied.credit,
        clipped=tidied.clipped,
    )
    return article, tidied.is_index


def _scores(pairs: Path, index: MemoryIndex, ids: dict[str, int], indexes: set[str], prints: dict[str, Fingerprint]) -> dict[str, Any]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: Counter[str] = Counter()
    for line in pairs.read_text(encoding="utf-8").splitlines()[1:]:
        a, b, label, kind, *_ = line.split("\t")
        same = not {a, b} & indexes and index.story_of(ids[a]) == index.story_of(ids[b])
        outcome = ("t" if same == (label == "1") else "f") + ("p" if same else "n")
        near = bool(set(prints[a].bands) & set(prints[b].bands) or set(prints[a].passages) & set(prints[b].passages))
        half = "tune" if hashlib.sha256(a.encode()).digest()[0] < 128 else "report"
        for group in (half, "all", *((f"hand {half}", "hand") if kind == "hand" else ())):
            counts[group][outcome] += 1
            if label == "1":
                counts[group]["near" if near else "far"] += 1
        if outcome[0] == "f":
            wrong[f"{'missed' if outcome == 'fn' else 'welded'} {kind}"] += 1
    return {group: _ratios(found) for group, found in sorted(counts.items())} | {"wrong": dict(wrong)}


def _ratios(found: Counter[str]) -> dict[str, float]:
    precision = found["tp"] / max(1, found["tp"] + found["fp"])
    recall = found["tp"] / max(1, found["tp"] + found["fn"])
    return {
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "candidates_recall": round(found["near"] / max(1, found["near"] + found["far"]), 4),
    }


def _rows(path: Path) -> Iterable[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _date(text: str | None) -> datetime | None:
    for pattern, form in _DATES:
        if found := re.search(pattern, text or ""):
            try:
                return datetime.strptime(found[0].replace("T", " ") if "T" in form else found[0], form).replace(tzinfo=UTC)
            except ValueError:
                continue
    return None


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=1)
    print()

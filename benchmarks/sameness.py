"""Sameness end to end on the labelled sets beside the project: documents through tidy, fingerprint, an index in memory and place,
in order; then the labelled pairs judged by the stories that came out. Storage's index is measured elsewhere.

    python -m benchmarks.sameness
"""

import gzip
import hashlib
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dedupe import fingerprint, tidy
from dedupe.candidates import popular_in
from dedupe.story import Contender, place
from news.model import Article, Fingerprint, Placement

SHARED = Path(__file__).parents[1].parent / "shared"
SETS = {
    "derived": ("dedupe/synd_docs.jsonl.gz", "dedupe/synd_pairs.tsv"),
    "natural": ("dedupe/natural_docs.jsonl.gz", "dedupe/natural_pairs.tsv"),
    "arabic": ("arabic/texts.jsonl.gz", "arabic/pairs.tsv"),
}
CANDIDATES, MEMBERS = 40, 5
SHORT_WORDS = 100
FEW_PAIRS, RESAMPLED = 200, 2000
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

    def held_by(self, passages: Sequence[int], stories: int) -> list[bool]:
        return [len({self.story_of(article) for article in self._passages.get(passage, ())}) >= stories for passage in passages]

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


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled pair and what came of it. `near`: one found the other; `brief`: one of them is under SHORT_WORDS words."""

    half: str
    kind: str
    how: str
    label: bool
    same: bool
    near: bool
    brief: bool


def run() -> dict[str, Any]:
    """The figures of each set by name; empty where the data does not lie beside the project."""
    return dict(measured())


def measured() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each set by name, as it is finished: of each half, and of its pairs read by hand, F1 (with the middle 95 % of resampled
    ones where the pairs are few), precision and recall; of each kind of pair how many were judged rightly; recall of candidates;
    CPU a document in microseconds.
    """
    for name, (docs, pairs) in SETS.items():
        if (SHARED / "data" / docs).is_file():
            yield name, _measure(SHARED / "data" / docs, SHARED / "data" / pairs)


def _measure(docs: Path, pairs: Path) -> dict[str, Any]:
    index = MemoryIndex()
    ids: dict[str, int] = {}
    indexes: set[str] = set()
    prints: dict[str, tuple[Fingerprint, int]] = {}
    roles: Counter[str] = Counter()
    cpu: defaultdict[str, float] = defaultdict(float)
    for number, row in enumerate(_rows(docs), start=1):
        begun = time.process_time()
        article, is_index = _article(row)
        tidied = time.process_time()
        found = fingerprint(article.text, article.title)
        printed = time.process_time()
        cpu["tidy"] += tidied - begun
        cpu["fingerprint"] += printed - tidied
        prints[row["id"]] = (found, len(article.text.split()))
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

    def same(a: str, b: str) -> bool:
        return not {a, b} & indexes and index.story_of(ids[a]) == index.story_of(ids[b])

    return figures | _scores([_judge(line, same, prints) for line in pairs.read_text(encoding="utf-8").splitlines()[1:]])


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


def _judge(line: str, same: Callable[[str, str], bool], prints: dict[str, tuple[Fingerprint, int]]) -> Judged:
    a, b, label, how, *more = line.split("\t")
    (one, words), (other, others) = prints[a], prints[b]
    return Judged(
        half="tune" if hashlib.sha256(a.encode()).digest()[0] < 128 else "report",
        kind=more[0] if more else how,
        how=how,
        label=label == "1",
        same=same(a, b),
        near=bool(set(one.bands) & set(other.bands) or set(one.passages) & set(other.passages)),
        brief=min(words, others) < SHORT_WORDS,
    )


def _scores(pairs: Sequence[Judged]) -> dict[str, Any]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    kinds: dict[str, list[Judged]] = defaultdict(list)
    for pair in pairs:
        for group in (pair.half, "all", *((f"hand {pair.half}", "hand all") if pair.how == "hand" else ())):
            groups[group].append(pair)
        kinds[f"{'same' if pair.label else 'apart'} {pair.kind}"].append(pair)
    return {
        "groups": {name: _ratios(found) for name, found in sorted(groups.items())},
        "kinds": {name: _rightly(found) for name, found in sorted(kinds.items())},
        "candidates": {"under 100 words": _found([pair for pair in pairs if pair.brief]), "all": _found(pairs)},
    }


def _ratios(pairs: Sequence[Judged]) -> dict[str, Any]:
    told = sum(pair.same for pair in pairs)
    true = sum(pair.label for pair in pairs)
    right = sum(pair.same and pair.label for pair in pairs)
    ratios: dict[str, Any] = {
        "pairs": len(pairs),
        "f1": round(_f1(pairs), 4),
        "precision": round(right / max(1, told), 4),
        "recall": round(right / max(1, true), 4),
    }
    if len(pairs) <= FEW_PAIRS:
        resampled = random.Random(1)
        scores = sorted(_f1(resampled.choices(pairs, k=len(pairs))) for _ in range(RESAMPLED))
        ratios["f1_95"] = [round(scores[RESAMPLED // 40], 3), round(scores[-RESAMPLED // 40], 3)]
    return ratios


def _f1(pairs: Sequence[Judged]) -> float:
    right = sum(pair.same and pair.label for pair in pairs)
    wrong = sum(pair.same != pair.label for pair in pairs)
    return 2 * right / max(1, 2 * right + wrong)


def _rightly(pairs: Sequence[Judged]) -> dict[str, Any]:
    counts: dict[str, Any] = {"pairs": len(pairs)}
    for half in ("tune", "report"):
        those = [pair.same == pair.label for pair in pairs if pair.half == half]
        counts[half] = f"{sum(those)} of {len(those)}"
    return counts | {"share": round(sum(pair.same == pair.label for pair in pairs) / len(pairs), 4)}


def _found(pairs: Sequence[Judged]) -> dict[str, Any]:
    near = [pair.near for pair in pairs if pair.label]
    return {"pairs": len(near), "recall": round(sum(near) / len(near), 4) if near else None}


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
    for finished in measured():
        print(json.dumps(dict([finished]), indent=1), flush=True)

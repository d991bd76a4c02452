"""What the index of fingerprints costs as it grows: rate of insertion and look-up, memory, disk; and the CPU that finding and
verifying take for each document, in English and in Arabic letters alike.

    python -m benchmarks index_cost        INDEX_COST_DOCUMENTS=1000000 is the default; the index alone takes some minutes

Documents are made by recombining paragraphs: one paragraph in five was in an earlier document.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SIZES = (10_000, 100_000, 1_000_000)
WINDOW = 5_000  # documents before and after a size, over which its rates are taken
PARAGRAPHS, PASSAGES_EACH, BANDS = 8, 8, 8  # of a document of some 400 words
VERIFIED_AT, VERIFIED = 100_000, 1_500


def run() -> dict[str, Any]:
    most = int(os.environ.get("INDEX_COST_DOCUMENTS", SIZES[-1]))
    return {"index": _in_a_process("index", str(most)), "find_and_verify": {kind: _in_a_process("verify", kind) for kind in ("en", "ar")}}


def _in_a_process(*arguments: str) -> dict[str, Any]:
    """A process of its own, for its peak of memory."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.index_cost", *arguments], stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@dataclass
class _Documents:
    """Fingerprints of documents without their texts, at the cost of a few random numbers each."""

    chance: random.Random
    known: list[tuple[int, ...]]

    def next(self) -> Any:
        from news.model import Fingerprint

        passages: list[int] = []
        for _ in range(PARAGRAPHS):
            if self.known and self.chance.random() < 0.2:
                paragraph = self.chance.choice(self.known)
            else:
                paragraph = tuple(self.chance.getrandbits(58) for _ in range(PASSAGES_EACH))
                if self.chance.random() < 0.02:
                    self.known.append(paragraph)
            passages += paragraph
        return Fingerprint(b"", tuple(self.chance.getrandbits(63) for _ in range(BANDS)), tuple(sorted(set(passages))), 2000, 1)


def measure_index(most: int) -> dict[str, Any]:
    from storage import Archive

    made = _Documents(random.Random(1), [])
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "a.db") as archive:
        index = archive.candidates
        before = _memory()
        spent = {"insert": 0.0, "look_up": 0.0}
        done = 0
        for size in [size for size in SIZES if size <= most]:
            begin = max(0, size - WINDOW)
            done = _grow(archive, made, done, begin)
            spent = dict.fromkeys(spent, 0.0)
            while done < size + WINDOW:
                with archive.transaction():
                    for _ in range(100):
                        prints = made.next()
                        done += 1
                        started = time.process_time()
                        index.near(prints, 24)
                        between = time.process_time()
                        index.keep(done, prints)
                        spent["insert"] += time.process_time() - between
                        spent["look_up"] += between - started
            count = size + WINDOW - begin
            disk = sum(path.stat().st_size for path in Path(folder).rglob("*") if not path.name.endswith(("-wal", "-shm")))
            figures[str(size)] = {
                "insert_per_second": round(count / spent["insert"]),
                "look_up_microseconds": round(spent["look_up"] / count * 1e6),
                "segments": len(list(Path(folder).rglob("*.seg"))),
                "disk_bytes_per_document": round(disk / done),
                "resident_megabytes": round(_memory()),
                "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            }
            print(size, figures[str(size)], file=sys.stderr, flush=True)
        figures["megabytes_before"] = round(before)
    rates = [figures[str(size)]["insert_per_second"] for size in SIZES if str(size) in figures]
    return figures | {"insertion_against_the_smallest": round(rates[-1] / rates[0], 2)}


def _grow(archive: Any, made: _Documents, done: int, until: int) -> int:
    """Documents up to this number, not looked up."""
    while done < until:
        with archive.transaction():
            for _ in range(min(100, until - done)):
                done += 1
                archive.candidates.keep(done, made.next())
    return done


def measure_verifying(kind: str) -> dict[str, Any]:
    """CPU of the fingerprint, the look-up and the comparing of a document against an index of 100,000."""
    from dedupe import FINGERPRINT_VERSION, compare, fingerprint
    from dedupe.candidates import popular_in
    from news.model import Article, Fingerprint
    from storage import Archive

    texts = list(_texts(kind, VERIFIED * 2))
    made = _Documents(random.Random(2), [])
    spent = {"fingerprint": 0.0, "look_up": 0.0, "verify": 0.0}
    compared = 0
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder) / "a.db") as archive:
        articles: dict[int, Article] = {}
        done = 0
        while done < VERIFIED_AT - len(texts):
            with archive.transaction():
                for _ in range(1000):
                    done += 1
                    prints = made.next()
                    archive.candidates.keep(done, Fingerprint(b"", prints.bands, prints.passages, 2000, FINGERPRINT_VERSION))
        for number, text in enumerate(texts):
            article = Article(f"http://a.example/{number}", "a", text[:60], text, language=kind)
            done += 1
            marks = [time.process_time()]
            prints = fingerprint(text, article.title)
            marks.append(time.process_time())
            near = archive.candidates.near(prints, 24)
            marks.append(time.process_time())
            popular = popular_in(archive.candidates)
            for other in near:
                if other in articles:
                    compare(article, articles[other], popular)
                    compared += 1
            marks.append(time.process_time())
            with archive.transaction():
                archive.candidates.keep(done, prints)
            articles[done] = article
            if number >= VERIFIED:  # the first are there to be found
                for name, begun, ended in zip(spent, marks, marks[1:], strict=False):
                    spent[name] += ended - begun
    each = {name: round(seconds / VERIFIED * 1e6) for name, seconds in spent.items()}
    return {
        **{f"{name}_microseconds": value for name, value in each.items()},
        "microseconds_per_document": sum(each.values()),
        "compared_per_document": round(compared / len(texts), 2),
        "letters_per_document": round(sum(map(len, texts)) / len(texts)),
    }


def _texts(kind: str, count: int) -> Iterator[str]:
    """Texts of some 400 words, one in three of which is an edited copy of an earlier one."""
    chance = random.Random(3)
    letters = "abcdefghijklmnopqrstuvwxyz" if kind == "en" else "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإؤئء"
    vocabulary = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(20_000)]
    mark = "’" if kind == "en" else "َ"
    earlier: list[list[str]] = []
    for _ in range(count):
        if earlier and chance.random() < 1 / 3:
            words = list(chance.choice(earlier))
            for _ in range(20):
                words[chance.randrange(len(words))] = chance.choice(vocabulary)
        else:
            words = chance.choices(vocabulary, k=400)
            words[::40] = [word + mark for word in words[::40]]
        earlier.append(words)
        yield "\n".join(" ".join(words[at : at + 50]) + "." for at in range(0, len(words), 50))


def _memory() -> float:
    """Resident memory of this process in MB, with the pages of files that it maps."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    what, argument = sys.argv[1:]
    print(json.dumps(measure_index(int(argument)) if what == "index" else measure_verifying(argument)))

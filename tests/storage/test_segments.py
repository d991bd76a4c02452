"""Segments of postings: what is written is found, merging loses nothing, and damage is seen."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.errors import ArchiveError
from storage.segments import BLOCK, READ_AT_ONCE, Loaded, Segment, distinct, holding, ids_of, keys_of, merged, write_segment


def segment(path: Path, held: dict[int, set[int]]) -> Segment:
    postings = distinct(np.array([key | article for key, articles in held.items() for article in articles], dtype=np.uint64))
    return Segment(path, write_segment(path, iter([postings]), len(postings)))


def key(value: int) -> int:
    return int(keys_of((value,))[0])


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.integers(0, 2**64 - 1), st.sets(st.integers(1, 2**28 - 1), min_size=1, max_size=6), min_size=1, max_size=400))
def test_every_holder_is_found_and_no_other(tmp_path_factory: pytest.TempPathFactory, held: dict[int, set[int]]) -> None:
    by_key: dict[int, set[int]] = {}
    for value, articles in held.items():
        by_key.setdefault(key(value), set()).update(articles)
    found = segment(tmp_path_factory.mktemp("s") / "a.seg", by_key)
    asked = np.unique(keys_of([*held, 12345]))
    expected = [place | article for place in asked.tolist() for article in sorted(by_key.get(place, ()))]
    assert found.holders(asked, 100).tolist() == expected
    assert holding(found.postings(0, len(found)), asked).tolist() == expected


def test_a_key_that_fills_several_blocks_gives_its_first_holders(tmp_path: Path) -> None:
    made = segment(tmp_path / "a.seg", {key(7): set(range(1, 5 * BLOCK)), key(8): {3}})
    assert ids_of(made.holders(keys_of((7,)), 64))[:64].tolist() == list(range(1, 65))
    assert ids_of(made.holders(keys_of((7,)), 3 * BLOCK))[: 3 * BLOCK].tolist() == list(range(1, 3 * BLOCK + 1))
    assert made.holders(keys_of((8,)), 64).tolist() == [key(8) | 3]
    both = np.sort(keys_of((7, 8)))
    assert set(ids_of(made.holders(both, 4 * BLOCK)).tolist()) >= set(range(1, 4 * BLOCK + 1))


def test_merging_keeps_each_posting_once_in_order(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    runs = [distinct(rng.integers(0, 2**64, size, dtype=np.uint64)) for size in (READ_AT_ONCE, READ_AT_ONCE // 2, 10)]
    runs.append(runs[0][::3])
    write_segment(tmp_path / "a.seg", merged([Loaded(runs[1])]), len(runs[1]))
    parts = list(merged([Loaded(runs[0]), Segment(tmp_path / "a.seg", len(runs[1])), *map(Loaded, runs[2:])]))
    assert len(parts) > 1
    assert np.array_equal(np.concatenate(parts), np.unique(np.concatenate(runs)))


def test_a_file_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    made = segment(tmp_path / "a.seg", {key(7): {1, 2}})
    whole = made.path.read_bytes()
    for damaged in (b"", b"12345678", whole[:-1], whole[8:], whole[:16] + bytes(8) + whole[24:], whole + bytes(8)):
        made.path.write_bytes(damaged)
        with pytest.raises(ArchiveError, match=r"a\.seg"):
            Segment(made.path, 2)


def test_a_file_that_is_cut_short_while_it_is_read_is_named(tmp_path: Path) -> None:
    made = segment(tmp_path / "a.seg", {key(value): {1} for value in range(9 * BLOCK)})
    os.truncate(made.path, 8)
    with pytest.raises(ArchiveError, match="recluster"):
        made.holders(np.unique(keys_of(range(9 * BLOCK))), 64)


def test_an_unfinished_file_is_taken_away(tmp_path: Path) -> None:
    def parts():
        yield np.arange(9, dtype=np.uint64)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_segment(tmp_path / "a.seg", parts(), 9)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell a process's peak of memory")
def test_opening_a_segment_does_not_bring_its_file_into_memory(tmp_path: Path) -> None:
    count = 1 << 22
    write_segment(tmp_path / "a.seg", (np.arange(at, at + READ_AT_ONCE, dtype=np.uint64) for at in range(0, count, READ_AT_ONCE)), count)
    script = (
        "import sys; from pathlib import Path; from storage.segments import Segment\n"
        "def peak():\n"
        "    lines = Path('/proc/self/status').read_text().splitlines()\n"
        "    return next(int(line.split()[1]) for line in lines if line.startswith('VmHWM'))\n"
        "before = peak(); made = Segment(Path(sys.argv[1]), int(sys.argv[2])); print(peak() - before)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "a.seg"), str(count)], capture_output=True, text=True, check=True)
    assert int(done.stdout) * 1024 < 8 * count / 4

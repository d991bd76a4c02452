"""The index and its archive stay together: through rollbacks, other processes, lost files and older versions."""

import shutil
from pathlib import Path

import pytest

from news.errors import ArchiveError
from news.model import Fingerprint
from storage import Archive, candidates


@pytest.fixture(autouse=True)
def _small_tail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "TAIL", 60)


def words(n: int) -> str:
    return " ".join(f"word{n}x{part}" for part in range(12))


def directory(archive: Archive) -> Path:
    return archive.path.with_name(f"{archive.path.name}-index")


def files(archive: Archive) -> set[str]:
    return {path.name for path in directory(archive).glob("*")}


def named(archive: Archive) -> set[str]:
    return {name for (name,) in archive._connection.rows("SELECT name FROM _segments")}


def admit_and_fail(archive: Archive, desk) -> None:
    with archive.transaction():
        for n in range(100, 130):
            desk.admit(text=words(n))
        raise RuntimeError


def assert_all_found(archive: Archive, desk, made: dict[int, int]) -> None:
    for n, article_id in made.items():
        assert list(archive.candidates.near(desk.prints(words(n)), 5)) == [article_id]


def test_what_is_in_segments_and_what_is_not_yet_is_found_alike(archive: Archive, desk) -> None:
    made = {n: desk.admit(text=words(n)) for n in range(40)}
    assert 1 <= len(files(archive)) <= 8
    assert files(archive) == named(archive)
    assert_all_found(archive, desk, made)


def test_a_transaction_taken_back_leaves_the_index_as_it_was(archive: Archive, desk) -> None:
    made = {n: desk.admit(text=words(n)) for n in range(9)}
    before = files(archive)
    with pytest.raises(RuntimeError):
        admit_and_fail(archive, desk)
    assert files(archive) == before == named(archive)
    assert list(archive.candidates.near(desk.prints(words(105)), 5)) == []
    assert_all_found(archive, desk, made)
    again = {n: desk.admit(text=words(n)) for n in range(200, 230)}
    assert_all_found(archive, desk, made | again)


def test_part_of_a_transaction_taken_back_is_forgotten_and_the_rest_kept(archive: Archive, desk) -> None:
    with archive.transaction():
        made = {n: desk.admit(text=words(n)) for n in range(9)}
        with pytest.raises(RuntimeError):
            admit_and_fail(archive, desk)
        made |= {n: desk.admit(text=words(n)) for n in range(9, 30)}
    assert files(archive) == named(archive)
    assert_all_found(archive, desk, made)
    assert list(archive.candidates.near(desk.prints(words(105)), 5)) == []


def test_what_another_connection_wrote_is_found(archive: Archive, desk) -> None:
    desk.admit(text=words(0))
    with Archive(archive.path, readonly=True) as reader:
        assert list(reader.candidates.near(desk.prints(words(0)), 5)) == [desk.made[0]]
        made = {n: desk.admit(text=words(n)) for n in range(1, 40)}
        assert_all_found(reader, desk, made)


def test_what_a_killed_writer_left_beside_the_archive_is_swept_up(archive: Archive, desk) -> None:
    desk.admit(text=words(0))
    directory(archive).mkdir(exist_ok=True)
    (directory(archive) / "0123456789abcdef.seg").write_bytes(b"\0" * 800)
    for n in range(1, 20):
        desk.admit(text=words(n))
    assert files(archive) == named(archive)


def test_postings_that_were_changed_in_place_are_seen_when_the_index_is_looked_through(archive: Archive, desk) -> None:
    for n in range(30):
        desk.admit(text=words(n))
    assert not archive.candidates.damage()
    path = next(directory(archive).glob("*.seg"))
    content = bytearray(path.read_bytes())
    content[9] ^= 1
    path.write_bytes(content)
    with Archive(archive.path) as again:
        assert not again.candidates.trouble(1)
        assert again.candidates.damage() == str(path)


@pytest.mark.parametrize("damage", ["gone", "cut short"])
def test_an_index_that_is_not_whole_is_never_half_used_and_made_again(archive: Archive, desk, damage: str) -> None:
    made = {n: desk.admit(text=words(n)) for n in range(30)}
    if damage == "gone":
        shutil.rmtree(directory(archive))
    else:
        next(directory(archive).glob("*.seg")).write_bytes(b"12345678")
    with Archive(archive.path) as again:
        assert "missing or damaged" in again.candidates.trouble(1)
        with pytest.raises(ArchiveError, match="missing or damaged"):
            again.candidates.near(desk.prints(words(0)), 5)
        told: list[tuple[int, int]] = []
        again.candidates.rebuild(lambda text, title: desk.prints(text), lambda done, of: told.append((done, of)))
        assert told[-1] == (30, 30)
        assert not again.candidates.trouble(1)
        assert files(again) == named(again)
        assert_all_found(again, desk, made)
    assert_all_found(archive, desk, made)


def test_an_index_of_another_layout_is_said_to_be_older_and_not_damaged(archive: Archive, desk) -> None:
    made = {n: desk.admit(text=words(n)) for n in range(30)}
    for path in directory(archive).glob("*.seg"):
        path.write_bytes(path.read_bytes()[:-8])
    archive._connection.run("UPDATE _settings SET value = '1.1' WHERE name = 'index'")
    with Archive(archive.path) as again:
        assert "another iraqwire" in again.candidates.trouble(1)
        again.candidates.rebuild(lambda text, title: desk.prints(text))
        assert not again.candidates.trouble(1)
        assert_all_found(again, desk, made)


def test_an_index_of_another_version_is_not_used(archive: Archive, desk) -> None:
    desk.admit(text=words(0))
    newer = Fingerprint(b"", (1,), (2,), 9, 2)
    assert "another iraqwire" in archive.candidates.trouble(2)
    with pytest.raises(ArchiveError, match="another iraqwire"):
        archive.candidates.near(newer, 5)
    with pytest.raises(ArchiveError, match="another iraqwire"):
        archive.candidates.keep(desk.made[0], newer)
    archive.candidates.rebuild(lambda text, title: newer)
    assert list(archive.candidates.near(newer, 5)) == desk.made


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(archive: Archive, desk) -> None:
    made = {n: desk.admit(text=words(n)) for n in range(30)}

    def fail(text: str, title: str) -> Fingerprint:
        if words(25) in text:
            raise RuntimeError
        return desk.prints(text)

    with pytest.raises(RuntimeError):
        archive.candidates.rebuild(fail)
    assert files(archive) == named(archive)
    assert_all_found(archive, desk, made)

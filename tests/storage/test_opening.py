"""What is no archive, or none that can be used, is named with its mend and left as it was."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from news.errors import ArchiveBusy, ArchiveError, ArchiveTooNew
from news.model import Source
from news.query import parse
from storage import Archive
from storage.schema import migrations


def test_an_archive_is_made_where_there_is_none(path: Path) -> None:
    with Archive(path) as archive:
        assert archive.path == path
        assert archive.stories.counts()["articles"] == 0
    with Archive(path) as again:
        assert again.sources.all() == []


def test_a_file_of_no_bytes_becomes_an_archive(path: Path) -> None:
    path.touch()
    Archive(path).close()
    assert path.stat().st_size > 0


def test_any_character_may_stand_in_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a ?b#c%20 أرشيف.db"
    Archive(path).close()
    assert path.exists()


@pytest.mark.parametrize("readonly", [False, True])
def test_a_file_that_is_no_database_is_not_touched(path: Path, readonly: bool) -> None:
    path.write_bytes(b"url,title\n" * 500)
    with pytest.raises(ArchiveError, match="not an SQLite database") as raised:
        Archive(path, readonly=readonly)
    assert str(path) in raised.value.message
    assert raised.value.mend
    assert path.read_bytes() == b"url,title\n" * 500
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("readonly", [False, True])
def test_another_program_s_database_is_not_touched(path: Path, readonly: bool) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (id)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="no archive of iraqwire"):
        Archive(path, readonly=readonly)
    assert path.read_bytes() == before


def test_a_directory_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="is a directory"):
        Archive(tmp_path)


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="nowhere, where the archive belongs, is no directory"):
        Archive(tmp_path / "nowhere" / "x.db")


def test_reading_makes_no_archive(path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive"):
        Archive(path, readonly=True)
    assert not path.exists()


def test_a_damaged_archive_is_refused_with_what_to_do(path: Path) -> None:
    Archive(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(ArchiveError, match="damaged") as raised, Archive(path) as archive:
        archive.search(parse("oil"))
    assert ".recover" in raised.value.mend


def test_a_truncated_archive_is_refused(path: Path) -> None:
    Archive(path).close()
    path.write_bytes(path.read_bytes()[:6000])
    with pytest.raises(ArchiveError, match="damaged"):
        Archive(path)


def test_a_newer_archive_is_refused(path: Path) -> None:
    with Archive(path) as archive:
        archive._connection.run(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('iraqwire', '999 from the future', '')"
        )
    for readonly in (False, True):
        with pytest.raises(ArchiveTooNew, match="newer iraqwire"):
            Archive(path, readonly=readonly)


def test_an_older_archive_is_brought_up_to_date_but_not_by_a_reader(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Archive(path).close()
    monkeypatch.setattr(migrations, "_migrations", list(migrations._migrations))

    @migrations(name="002 something new")
    def _second(db) -> None:
        db.execute("CREATE TABLE _second (x)")

    with pytest.raises(ArchiveError, match="older iraqwire") as raised:
        Archive(path, readonly=True)
    assert raised.value.mend
    Archive(path).close()
    with Archive(path, readonly=True) as archive:
        assert archive._connection.rows("SELECT * FROM _second") == []


def test_a_migration_that_fails_leaves_the_archive_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Archive(path).close()
    monkeypatch.setattr(migrations, "_migrations", list(migrations._migrations))

    @migrations(name="002 half done")
    def _second(db) -> None:
        db.execute("CREATE TABLE _second (x)")
        db.execute("CREATE TABLE _second (x)")

    with pytest.raises(ArchiveError, match="already exists"):
        Archive(path)
    monkeypatch.undo()
    with Archive(path) as archive:
        assert archive._connection.rows("SELECT name FROM sqlite_master WHERE name = '_second'") == []


def test_many_may_open_a_new_archive_at_once(path: Path) -> None:
    code = "import sys, pathlib; from storage import Archive; Archive(pathlib.Path(sys.argv[1])).close()"
    started = [subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=Path(__file__).parents[2]) for _ in range(4)]
    assert [process.wait(60) for process in started] == [0, 0, 0, 0]


def test_a_reader_cannot_write(path: Path, archive: Archive) -> None:
    with Archive(path, readonly=True) as reader, pytest.raises(ArchiveError, match="may not be written"):
        reader.sources.register([Source("c", "C", "http://c.example/")])


def test_readers_go_on_while_a_writer_writes(path: Path, archive: Archive, desk) -> None:
    desk.admit("Before", "Marshes.")
    with Archive(path, readonly=True) as reader:
        with archive.transaction():
            desk.admit("After", "Marshes.")
            assert len(reader.search(parse("marshes"))) == 1
        assert len(reader.search(parse("marshes"))) == 2


def test_a_snapshot_stands_still(path: Path, archive: Archive, desk) -> None:
    with Archive(path, readonly=True) as reader, reader.snapshot():
        assert reader.stories.counts()["articles"] == 0
        desk.admit()
        assert reader.stories.counts()["articles"] == 0


def test_a_second_writer_that_waited_in_vain_is_told_so(path: Path, archive: Archive) -> None:
    with Archive(path) as other:
        other._connection.run("PRAGMA busy_timeout = 20")
        with archive.transaction(), pytest.raises(ArchiveBusy, match="being written by another program"):
            other.keep_setting("name", "value")
        other.keep_setting("name", "value")
        assert archive.setting("name") == "value"


def test_settings_are_kept(archive: Archive) -> None:
    assert archive.setting("authority") is None
    archive.keep_setting("authority", "a.example")
    archive.keep_setting("authority", "b.example")
    assert archive.setting("authority") == "b.example"


def test_errors_of_the_sort_that_disks_make_have_a_mend(path: Path, archive: Archive) -> None:
    archive._connection.run("PRAGMA max_page_count = 1")
    with pytest.raises(ArchiveError, match="no space left") as raised, archive.transaction():
        archive._connection.run("INSERT INTO _settings (name, value) VALUES ('x', hex(zeroblob(2000000)))")
    assert raised.value.mend == "free some disk space"


# As root every directory can be written: the cases below run as nobody then.
AS_NOBODY = """
import os, sys, pathlib
from news.errors import ArchiveError
from news.query import parse
from storage import Archive
path, readonly = pathlib.Path(sys.argv[1]), sys.argv[2] == "readonly"
with Archive(pathlib.Path(sys.argv[3])) as loaded:  # all modules, which nobody may perhaps not read
    loaded.search(parse("marshes"))
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
try:
    with Archive(path, readonly=readonly) as archive:
        print(len(archive.search(parse("marshes"))))
except ArchiveError as error:
    print(error.message); print(error.mend)
"""


def as_nobody(path: Path, how: str) -> str:
    for parent in path.parent.parents:  # pytest's own, one more of them where tests run side by side
        if parent.name.startswith(("pytest-", "popen-")):
            parent.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(path), how, str(path.with_name("another.db"))],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_read_only_directory_can_be_read_and_says_why_not_written(path: Path, archive: Archive, desk) -> None:
    desk.admit("Marshes", "Marshes.")
    archive.close()
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        assert as_nobody(path, "readonly") == "1\n"
        assert "may not be written" in as_nobody(path, "write")
    finally:
        path.parent.chmod(0o755)


def test_a_file_that_may_not_be_read_is_named(path: Path) -> None:
    Archive(path).close()
    path.chmod(0o000)
    path.parent.chmod(0o755)
    assert f"{path} cannot be read" in as_nobody(path, "readonly")

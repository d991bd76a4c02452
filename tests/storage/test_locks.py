"""One long writer and one daemon an archive; who comes second is told who is there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from news.errors import ArchiveBusy, ArchiveError
from storage.locks import daemon_lock, writer_lock

TRY = """
import sys, pathlib
from news.errors import ArchiveBusy
from storage.locks import daemon_lock, writer_lock
lock = {"writer": writer_lock, "daemon": daemon_lock}[sys.argv[1]]
try:
    with lock(pathlib.Path(sys.argv[2])):
        print("got it")
except ArchiveBusy as error:
    print(error)
"""


def elsewhere(kind: str, path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", TRY, kind, str(path)], cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("kind", "lock"), [("writer", writer_lock), ("daemon", daemon_lock)])
def test_the_second_learns_the_pid_of_the_first(path: Path, kind: str, lock) -> None:
    with lock(path):
        for _ in range(2):  # asking in vain must not wipe the pid
            assert f"process {os.getpid()} is" in elsewhere(kind, path)
    assert elsewhere(kind, path) == "got it\n"


def test_a_crawl_runs_beside_the_daemon(path: Path) -> None:
    with daemon_lock(path):
        assert elsewhere("writer", path) == "got it\n"


def test_the_same_process_is_second_too(path: Path) -> None:
    with writer_lock(path), pytest.raises(ArchiveBusy, match=str(os.getpid())), writer_lock(path):
        pass


def test_a_lock_outlives_no_error(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writer_lock(path):
        raise ZeroDivisionError
    with writer_lock(path):
        pass


def test_a_lock_whose_holder_was_killed_is_free(path: Path) -> None:
    code = TRY.replace('print("got it")', "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    done = subprocess.run([sys.executable, "-c", code, "writer", str(path)], cwd=Path(__file__).parents[2], timeout=60, check=False)
    assert done.returncode == -9
    with writer_lock(path):
        pass


def test_a_place_without_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="is no directory"), writer_lock(tmp_path / "nowhere" / "x.db"):
        pass

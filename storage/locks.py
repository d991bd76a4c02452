"""Who may write for long: one crawl, import or re-run at a time, and one daemon per archive. Short writes need no lock."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from news.errors import ArchiveBusy, ArchiveError


@contextmanager
def writer_lock(path: Path) -> Iterator[None]:
    """Held during a long piece of writing into the archive at `path`. Raises ArchiveBusy with the holder's pid."""
    with _held(path, "writer", "wait until it is done"):
        yield


@contextmanager
def daemon_lock(path: Path) -> Iterator[None]:
    """Held for a daemon's life. Raises ArchiveBusy with the holder's pid."""
    with _held(path, "daemon", "stop it first, or name another with --archive"):
        yield


@contextmanager
def _held(path: Path, kind: str, mend: str) -> Iterator[None]:
    beside = path.with_name(f"{path.name}.{kind}.lock")
    if not path.parent.is_dir():  # FileLock would make it
        raise ArchiveError(f"{path.parent}, where the archive belongs, is no directory", "make it, or name another with --archive")
    lock = FileLock(beside, blocking=False)
    try:
        lock.acquire()
        beside.write_text(f"{os.getpid()}\n")
    except Timeout as error:
        holder = _holder(beside)
        who = f"process {holder}" if holder else "another process"
        doing = "writing" if kind == "writer" else "serving"
        raise ArchiveBusy(f"{path}: {who} is {doing} it", mend) from error
    except OSError as error:
        lock.release()
        raise ArchiveError(
            f"{beside} cannot be locked ({error.strerror})", "check its directory, the room on its disk and who may write there"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _holder(beside: Path) -> int:
    try:
        return int(beside.read_text())
    except (OSError, ValueError):
        return 0

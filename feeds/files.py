"""The folder of feed files: whole files or none, untouched where nothing changed, dates that readers can rely on."""

import os
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from feeds.addresses import is_feed_file
from feeds.atom import GENERATOR
from news.errors import IraqwireError

_LEFT_BEHIND = 3600  # seconds after which a temporary file is no other publisher's but one that was killed
_HEAD = 4096  # bytes: where a feed names its generator


class FeedFiles:
    """Raises IraqwireError, naming the folder or the file, where it cannot be written."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        try:
            directory.mkdir(parents=True, exist_ok=True)
            for path in directory.glob(".*.tmp"):
                if time.time() - path.stat().st_mtime > _LEFT_BEHIND:
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise self._all_unwritable(error) from error

    def put(self, name: str, document: bytes, now: datetime) -> bool:
        """Whether the file had to be written.

        Its date is at least a second later than before: newsboat fetches a feed whose ETag is new and Last-Modified is not,
        and then shows nothing of it.
        """
        path = self.directory / name
        temporary = self.directory / f".{name}.{os.getpid()}.tmp"
        try:
            stamp = int(now.timestamp())
            if path.exists():
                if path.read_bytes() == document:
                    return False
                stamp = max(stamp, int(path.stat().st_mtime) + 1)
            with temporary.open("wb") as file:
                file.write(document)
                file.flush()
                os.fsync(file.fileno())
            os.utime(temporary, (stamp, stamp))
            os.replace(temporary, path)  # noqa: PTH105 - the name that says it is atomic
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise _unwritable(str(path), error) from error
        return True

    def keep_only(self, names: Iterable[str]) -> tuple[str, ...]:
        """Removes the feeds that are no longer published, and nothing that we have not made; their names."""
        kept = set(names)
        try:
            others = sorted(path for path in self.directory.iterdir() if path.name not in kept and is_feed_file(path.name))
        except OSError as error:
            raise self._all_unwritable(error) from error
        gone: list[str] = []
        for path in others:
            try:
                if not _ours(path):
                    continue
                path.unlink(missing_ok=True)
            except OSError as error:
                raise _unwritable(str(path), error) from error
            gone.append(path.name)
        return tuple(gone)

    def settle(self) -> None:
        """Makes the renamings survive a power cut."""
        try:
            folder = os.open(self.directory, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise self._all_unwritable(error) from error

    def _all_unwritable(self, error: OSError) -> IraqwireError:
        return _unwritable(f"{self.directory}: the feeds", error)


def _unwritable(what: str, error: OSError) -> IraqwireError:
    return IraqwireError(f"{what} cannot be written ({error.strerror or error})", "check publish.directory, its owner and the disk")


def _ours(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return f">{GENERATOR}</generator>".encode() in file.read(_HEAD)

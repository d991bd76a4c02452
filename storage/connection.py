"""The one door to SQLite: opens the archive's file, and turns every error of SQLite into an ArchiveError that names the file
and the mend. What the tables hold is `schema`'s to say.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlite_utils

from news.errors import ArchiveBusy, ArchiveError

Row = tuple[Any, ...]
Values = Sequence[Any] | Mapping[str, Any]

APPLICATION_ID = 0x49515752  # "IQWR", in the file's header: tells an archive from any other SQLite file
BUSY_TIMEOUT = 5_000  # ms; with two writers: 347 batches lost in 6 s at 0, none at 5 s (facts/libraries.md)
CACHE = 32_000  # KiB; the passage index is written all over
CHECKPOINT = 4_000  # pages of log before it is applied; an article touches some hundred, many of them again and again
WAL_KEPT = 64 * 2**20  # bytes of the write-ahead log that stay on disk after a checkpoint
HEADER = b"SQLite format 3\x00"


class Connection:
    """One open archive file. Not to be shared by threads: each opens its own.

    Raises ArchiveError where the file cannot be opened or is none of ours. A file that is not an archive is never written to.
    """

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        self.path = path
        self.readonly = readonly
        self.rollbacks = 0
        self.writing = 0
        self._transactions = 0
        self._after_commit: list[Callable[[], None]] = []
        self._after_rollback: list[Callable[[], None]] = []
        _check_file(path, readonly=readonly)
        with self.errors():
            self.sqlite = _connect(path, readonly=readonly)
            try:
                self._prepare()
            except BaseException:
                self.sqlite.close()
                raise
            self.db = sqlite_utils.Database(self.sqlite, recursive_triggers=False, execute_plugins=False)

    def _prepare(self) -> None:
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT}",
            "foreign_keys = ON",
            "synchronous = NORMAL",  # a loss of power may cost the last commits, never the file
            "temp_store = MEMORY",
            f"cache_size = -{CACHE}",
            f"wal_autocheckpoint = {CHECKPOINT}",
        ):
            self.sqlite.execute(f"PRAGMA {pragma}")
        (application,) = self.sqlite.execute("PRAGMA application_id").fetchone()
        (tables,) = self.sqlite.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application != APPLICATION_ID and (application or tables):
            raise ArchiveError(f"{self.path} is an SQLite database, but no archive of iraqwire", "name another file with --archive")
        if self.readonly and not tables:
            raise ArchiveError(f"{self.path} is an empty archive", "fill it first: iraqwire crawl")
        if not self.readonly:
            (mode,) = self.sqlite.execute("PRAGMA journal_mode = WAL").fetchone()
            if mode != "wal":
                raise ArchiveError(f"{self.path} lies on a file system without write-ahead logging", "keep the archive on a local disk")
            self.sqlite.execute(f"PRAGMA journal_size_limit = {WAL_KEPT}")

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        with self.errors():
            return self.sqlite.execute(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> Row | None:
        with self.errors():
            found: Row | None = self.sqlite.execute(sql, values).fetchone()
            return found

    def stream(self, sql: str, values: Values = ()) -> Iterator[Row]:
        """Rows as they are read. To be read to its end or closed before the same connection writes."""
        with self.errors():
            cursor = self.sqlite.execute(sql, values)
            try:
                yield from cursor
            finally:
                cursor.close()

    def run(self, sql: str, values: Values = ()) -> sqlite3.Cursor:
        with self.errors():
            return self.sqlite.execute(sql, values)

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self.errors():
            self.sqlite.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Applies all that is written inside, or nothing. Nested, it is a savepoint of the outer one.

        `rollbacks` counts how often something was taken back; `writing` is another number for each, and 0 outside.
        """
        with self.errors():
            if self.sqlite.in_transaction:
                committing, undoing = len(self._after_commit), len(self._after_rollback)
                try:
                    with self.db.atomic():
                        yield
                except BaseException:
                    del self._after_commit[committing:]
                    self._undo(undoing)
                    raise
                return
            # IMMEDIATE: a transaction that reads first and writes later is refused at once, whatever the busy timeout.
            self.sqlite.execute("BEGIN IMMEDIATE")
            self._transactions += 1
            self.writing = self._transactions
            try:
                yield
                self.sqlite.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self.db.rollback()
                self._after_commit.clear()
                self._undo(0)
                raise
            finally:
                self.writing = 0
        self._after_rollback.clear()
        for action in self._taken(self._after_commit, 0):
            action()

    def after_commit(self, action: Callable[[], None]) -> None:
        """To be done once what is written now is on the disk: for what lies beside the archive. Not done where it is taken back."""
        self._after_commit.append(action)

    def after_rollback(self, action: Callable[[], None]) -> None:
        """To be done where what is written now is taken back."""
        self._after_rollback.append(action)

    def _undo(self, since: int) -> None:
        self.rollbacks += 1
        for action in self._taken(self._after_rollback, since):
            action()

    @staticmethod
    def _taken(actions: list[Callable[[], None]], since: int) -> list[Callable[[], None]]:
        taken = actions[since:]
        del actions[since:]
        return taken

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads inside see one state of the archive; writers go on."""
        with self.errors():
            if self.sqlite.in_transaction:
                yield
                return
            self.sqlite.execute("BEGIN")
            try:
                yield
            finally:
                self.db.rollback()

    @contextmanager
    def errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.Error as error:
            raise archive_error(self.path, error) from error
        except UnicodeEncodeError as error:
            raise ArchiveError(f"{self.path} cannot hold {error.object!r}, which is no Unicode text", "give it in UTF-8") from error

    def close(self) -> None:
        with self.errors():
            self.sqlite.close()


def _check_file(path: Path, *, readonly: bool) -> None:
    if path.is_dir():
        raise ArchiveError(f"{path} is a directory", "name a file with --archive")
    try:
        with path.open("rb") as file:
            head = file.read(len(HEADER))
    except FileNotFoundError:
        if readonly:
            raise ArchiveError(f"there is no archive at {path}", "make one with iraqwire crawl, or name another with --archive") from None
        if not path.parent.is_dir():
            raise ArchiveError(
                f"{path.parent}, where the archive belongs, is no directory", "make it, or name another with --archive"
            ) from None
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise _readonly_directory(path) from None
        return
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read ({error.strerror})", "check who may read it") from error
    if head and head != HEADER:
        raise ArchiveError(f"{path} is not an SQLite database", "name another file with --archive; this one was not touched")
    if not readonly and not os.access(path, os.W_OK):
        raise ArchiveError(f"{path} may not be written", "check who may write it")
    if not readonly and not os.access(path.parent, os.W_OK | os.X_OK):
        raise _readonly_directory(path)


def _readonly_directory(path: Path) -> ArchiveError:
    return ArchiveError(
        f"{path.parent} may not be written, and the archive keeps its log there", "check who may write it, or name another with --archive"
    )


def _connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    uri = path.absolute().as_uri()
    mode = "mode=rwc"
    if readonly:
        mode = "mode=ro"
        # Reading in WAL mode makes a shared-memory file. Where none can be made there is no writer either, so that
        # without a log left to apply the file is all there is.
        if not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists():
            mode = "immutable=1"
    return sqlite3.connect(f"{uri}?{mode}", uri=True, isolation_level=None, cached_statements=256, timeout=BUSY_TIMEOUT / 1000)


def archive_error(path: Path, error: sqlite3.Error) -> ArchiveError:
    """What an error of SQLite means for the archive at `path`."""
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return ArchiveBusy(f"{path} is being written by another program", "try again when it is done")
        case sqlite3.SQLITE_NOTADB:
            return ArchiveError(f"{path} is not an SQLite database", "name another file with --archive; this one was not touched")
        case sqlite3.SQLITE_CORRUPT:
            return ArchiveError(
                f"{path} is damaged ({error})", f"restore a backup, or save what is left with: sqlite3 {path.name} .recover"
            )
        case sqlite3.SQLITE_FULL:
            return ArchiveError(f"no space left to write {path}", "free some disk space")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return ArchiveError(f"{path} may not be written", "check who may write it and its directory")
        case sqlite3.SQLITE_CANTOPEN:
            return ArchiveError(f"{path} cannot be opened", "check who may read and write it and its directory")
        case sqlite3.SQLITE_IOERR:
            return ArchiveError(f"{path} cannot be read or written ({error})", "check the disk it lies on")
        case _:
            return ArchiveError(f"{path}: {error}", f"check it with: sqlite3 {path.name} 'PRAGMA integrity_check'")

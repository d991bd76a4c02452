"""Fetched pages in WARC files, each record a gzip member of its own: written as they come, read again by file and offset.

Which page lies where is `kept_pages`' to remember, what is in a record `warc_records`'.
"""

import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC
from io import BytesIO
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from warcio.archiveiterator import ArchiveIterator, WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from news.clock import Clock, system_clock
from news.errors import ArchiveError, ImportFailed, RawPageLost
from news.model import Page
from storage.kept_pages import RawPlace
from storage.warc_records import check_whole, date_of, is_page, page_of, response, warcinfo

LIMIT = 1_000_000_000  # bytes after which the next file is begun, as the WARC guidelines have it

_GZIP = zlib.MAX_WBITS | 16
_LEVEL = 6  # of 300 pages of shared/data/extraction: 4.0 ms and 32.5 KB each; at 9, warcio's own, 5.9 ms and 32.3 KB
_MAGIC = b"\x1f\x8b"
_READ = 1 << 16
_NO_WARC = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, AttributeError, LookupError, AssertionError)
"""What warcio raises for bytes that are no WARC: it looks at fields before it knows that they are there."""


class WarcWriter:
    """Keeps the pages of one run in `folder`, in files that nobody else writes to. The first page makes the first file.

    A record is handed to the system whole before its place is told, so that a kill costs at most a page that nothing names.
    """

    def __init__(self, folder: Path, run_id: int, *, clock: Clock = system_clock, limit: int = LIMIT) -> None:
        self._folder = folder
        self._run_id = run_id
        self._clock = clock
        self._limit = limit
        self._numbers = count(1)
        self._file: BinaryIO | None = None
        self._name = ""

    def keep(self, page: Page, status: int = 200) -> RawPlace:
        """Where the page lies from now on. Raises ArchiveError where it cannot be written."""
        try:
            file = self._file
            if file is None or file.tell() >= self._limit:
                file = self._begin()
            offset = file.tell()
            file.write(_member(response(page, status)))
            file.flush()
        except OSError as error:
            self._abandon()  # its end may be torn: nothing more is to be written behind that
            raise ArchiveError(
                f"{error.filename or self._folder / self._name}: a page cannot be kept ({error.strerror or error})",
                'check the room on its disk and who may write there, or keep none: [archive] raw = ""',
            ) from error
        return RawPlace(self._name, offset)

    def close(self) -> None:
        """The pages kept are on the disk itself from now on, whatever becomes of the machine."""
        file, self._file = self._file, None
        if file is not None:
            with file:
                os.fsync(file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _begin(self) -> BinaryIO:
        self.close()
        self._folder.mkdir(parents=True, exist_ok=True)
        now = self._clock()
        for number in self._numbers:
            self._name = f"iraqwire-{now.astimezone(UTC):%Y%m%d}-{self._run_id}-{number:03d}.warc.gz"
            with suppress(FileExistsError):  # another archive's run of the same number, in the same folder
                self._file = (self._folder / self._name).open("xb")
                break
        assert self._file is not None
        self._file.write(_member(warcinfo(self._name, now)))
        return self._file

    def _abandon(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                file.close()


def read_page(folder: Path, place: RawPlace) -> Page:
    """The page that lies there. Raises RawPageLost where the file is missing, the record torn, or no page."""
    path = folder / Path(place.file).name
    try:
        with path.open("rb") as file:
            file.seek(place.offset)
            record = next(iter(WARCIterator(BytesIO(_member_at(file)))))
        return page_of(record, record.content_stream().read(), date_of(record))
    except FileNotFoundError:
        raise RawPageLost(f"{path}: there is no such file", "put it back where [archive] raw says") from None
    except OSError as error:
        raise RawPageLost(f"{path}: cannot be read ({error.strerror or error})", "check the file and its permissions") from error
    except (zlib.error, StopIteration, *_NO_WARC) as error:
        raise RawPageLost(f"{path}: no whole record at byte {place.offset}", "put the file back as it was written") from error


def read_pages(path: Path, most: int) -> Iterator[tuple[int, Page]]:
    """The web pages of any WARC file, packed or not, each with the number of its record: HTML that was answered with 200 and has
    `most` bytes unpacked at the most.

    Raises ImportFailed where the file cannot be read, or not to its end.
    """
    number = 0
    try:
        with path.open("rb") as file:
            packed = file.read(len(_MAGIC)) == _MAGIC
            file.seek(0)
            unpacked = _Unpacked(file) if packed else None
            for number, record in enumerate(ArchiveIterator(unpacked or file), 1):
                if not is_page(record):
                    continue
                body = record.content_stream().read(most + 1)
                if len(body) <= most:
                    check_whole(record)
                    yield number, page_of(record, body, date_of(record, otherwise=path.stat().st_mtime))
            if unpacked and unpacked.torn:
                raise EOFError("the file ends before the record does")
    except (zlib.error, *_NO_WARC) as error:
        what = f"broken off or damaged after record {number}" if number else "no WARC file"
        raise ImportFailed(
            f"{path}: {what} ({str(error) or type(error).__name__})", "give a .warc or .warc.gz file that is whole"
        ) from error
    except OSError as error:
        raise ImportFailed(f"{path}: cannot be read ({error.strerror or error})", "check the file and its permissions") from error


def _member(record: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return packer.compress(record) + packer.flush()


def _member_at(file: BinaryIO) -> bytes:
    """The gzip member that begins here. Raises EOFError or zlib.error where it is not whole; warcio would take what there is."""
    unpacker = zlib.decompressobj(_GZIP)
    parts = []
    while not unpacker.eof:
        packed = file.read(_READ)
        if not packed:
            raise EOFError("the file ends before the record does")
        parts.append(unpacker.decompress(packed))
    return b"".join(parts)


class _Unpacked:
    """The members of a gzip file as one stream, which ends where the file breaks off and is `torn` then. The gzip module raises there,
    and keeps back what it had read before.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._unpacker = zlib.decompressobj(_GZIP)
        self.torn = False

    def read(self, size: int) -> bytes:
        while True:
            if self._unpacker.eof:
                packed = (self._unpacker.unused_data or self._file.read(_READ)).lstrip(b"\0")  # some writers fill blocks up
                if not packed:
                    return b""
                self._unpacker = zlib.decompressobj(_GZIP)
            elif not (packed := self._unpacker.unconsumed_tail or self._file.read(_READ)):
                self.torn = True
                return b""
            if unpacked := self._unpacker.decompress(packed, size):
                return unpacked

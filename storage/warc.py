"""Fetched pages in WARC files, each record a gzip member of its own: written as they come, read again by file and offset.

Which page lies where is `kept_pages`' to remember. What a Listing said of the page is in its record, for extraction is told it.
"""

import gzip
import json
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import IO, Any, BinaryIO, Self
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator, WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from news.clock import Clock, from_text, system_clock, to_text
from news.errors import ArchiveError, ImportFailed, RawPageLost
from news.model import Listing, Page
from news.text import clean
from news.urls import web_url
from storage.kept_pages import RawPlace

LIMIT = 1_000_000_000  # bytes after which the next file is begun, as the WARC guidelines have it
LISTING = "Iraqwire-Listing"
"""The record's field with what the entry point said of the page, as ASCII JSON: source, url, title, published_at, language."""

_VERSION = "WARC/1.1"
_GZIP = zlib.MAX_WBITS | 16
_LEVEL = 6  # of 300 pages of shared/data/extraction: 4.0 ms and 32.5 KB each; at 9, warcio's own, 5.9 ms and 32.3 KB
_MAGIC = b"\x1f\x8b"
_READ = 1 << 16
_BREAKS = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")
_HTML = re.compile(r"\s*(?:text/html|application/xhtml\+xml)\b", re.IGNORECASE)
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
            file.write(_member(_response(page, status)))
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
        self._file.write(_member(_warcinfo(self._name, now)))
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
            record = next(iter(WARCIterator(BytesIO(_unpacked(file)))))
        return _page_of(record, record.content_stream().read(), _date_of(record))
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
        with _opened(path) as file:
            for number, record in enumerate(ArchiveIterator(file), 1):
                if not _is_page(record):
                    continue
                body = record.content_stream().read(most + 1)
                if len(body) <= most:
                    yield number, _page_of(record, body, _date_of(record, otherwise=path.stat().st_mtime))
    except (zlib.error, gzip.BadGzipFile, *_NO_WARC) as error:
        what = f"broken off or damaged after record {number}" if number else "no WARC file"
        raise ImportFailed(
            f"{path}: {what} ({str(error) or type(error).__name__})", "give a .warc or .warc.gz file that is whole"
        ) from error
    except OSError as error:
        raise ImportFailed(f"{path}: cannot be read ({error.strerror or error})", "check the file and its permissions") from error


# ---------------------------------------------------------------- one record


def _response(page: Page, status: int) -> bytes:
    listing = page.listing
    said = {
        "source": listing.source_id,
        "url": listing.url,
        "title": listing.title,
        "published_at": to_text(listing.published_at) if listing.published_at else "",
        "language": listing.language,
    }
    kind = _one_line(page.content_type)
    headers = [*([("Content-Type", kind)] if kind else []), ("Content-Length", str(len(page.body)))]
    return _written(
        _builder().create_warc_record(
            _address(page.url),
            "response",
            payload=BytesIO(page.body),
            length=len(page.body),
            warc_headers_dict={"WARC-Date": to_text(page.fetched_at), LISTING: json.dumps(said)},
            http_headers=StatusAndHeaders(f"{status} {_phrase(status)}".strip(), headers, protocol="HTTP/1.1"),
        )
    )


def _warcinfo(name: str, now: datetime) -> bytes:
    said = {
        "software": "iraqwire",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": "Pages as a crawl read them: bodies without transfer and content encoding.",
    }
    record = _builder().create_warcinfo_record(name, said)
    record.rec_headers.replace_header("WARC-Date", to_text(now))
    return _written(record)


def _builder() -> WARCWriter:
    return WARCWriter(BytesIO(), gzip=False, warc_version=_VERSION)


def _written(record: Any) -> bytes:
    writer = _builder()
    writer.write_record(record)
    written: bytes = writer.out.getvalue()
    return written


def _page_of(record: Any, body: bytes, fetched_at: datetime) -> Page:
    """Raises ValueError where the record is no answer of a web page."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type != "response" or record.http_headers is None or not web_url(url):
        raise ValueError("no response")
    content_type = record.http_headers.get_header("Content-Type") or ""
    return Page(_listing_of(record, url), url, body, fetched_at, content_type)


def _listing_of(record: Any, url: str) -> Listing:
    """What the entry point said; of a file that others wrote, nothing."""
    try:
        said = json.loads(record.rec_headers.get_header(LISTING) or "{}")
        at = said.get("published_at")
        words = (said.get(name, "") for name in ("source", "url", "title", "language"))
        source_id, address, title, language = (word if isinstance(word, str) else "" for word in words)
        return Listing(source_id, address or url, title, from_text(at) if at else None, language=language)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Listing("", url)


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None or record.http_headers.get_statuscode() != "200":
        return False
    content_type = record.http_headers.get_header("Content-Type") or ""
    return bool(_HTML.match(content_type)) and bool(web_url(record.rec_headers.get_header("WARC-Target-URI") or ""))


def _date_of(record: Any, otherwise: float | None = None) -> datetime:
    """When the page was fetched; where the record does not say, `otherwise`, in seconds of Unix time. Raises ValueError."""
    try:
        return from_text(record.rec_headers.get_header("WARC-Date") or "")
    except ValueError:
        if otherwise is None:
            raise
        return datetime.fromtimestamp(otherwise, UTC)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _one_line(text: str) -> str:
    """A header's value, in ASCII and without line ends, so that no server can write fields of its own."""
    return _BREAKS.sub(" ", text).strip().encode("ascii", "replace").decode("ascii")


def _address(url: str) -> str:
    return _BREAKS.sub(lambda found: quote(found[0]), clean(url))


# ---------------------------------------------------------------- gzip


def _member(record: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return packer.compress(record) + packer.flush()


def _unpacked(file: BinaryIO) -> bytes:
    """The gzip member that begins here. Raises EOFError or zlib.error where it is not whole; warcio would take what there is."""
    unpacker = zlib.decompressobj(_GZIP)
    parts = []
    while not unpacker.eof:
        packed = file.read(_READ)
        if not packed:
            raise EOFError("the file ends before the record does")
        parts.append(unpacker.decompress(packed))
    return b"".join(parts)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, unpacked where it is gzip's whatever its name says."""
    with path.open("rb") as file:
        packed = file.read(len(_MAGIC)) == _MAGIC
        file.seek(0)
        if not packed:
            yield file
            return
        with gzip.open(file) as unpacked:
            yield unpacked

"""One record of a WARC file: the bytes of a page's, and the page of a record that warcio has read.

The files are `warc`'s. What a Listing said of the page is in its record, for extraction is told it.
"""

import json
import re
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from news.clock import from_text, to_text
from news.model import Listing, Page
from news.text import clean
from news.urls import web_url

LISTING = "Iraqwire-Listing"
"""The record's field with what the entry point said of the page, as ASCII JSON: source, url, title, published_at, language."""

_VERSION = "WARC/1.1"
_BREAKS = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")
_HTML = re.compile(r"\s*(?:text/html|application/xhtml\+xml)\b", re.IGNORECASE)
_READ = 1 << 16


def response(page: Page, status: int) -> bytes:
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


def warcinfo(name: str, now: datetime) -> bytes:
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


def page_of(record: Any, body: bytes, fetched_at: datetime) -> Page:
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


def check_whole(record: Any) -> None:
    """Raises EOFError for a record that has been read and was shorter than it says."""
    while record.raw_stream.read(_READ):
        pass
    if getattr(record.raw_stream, "limit", 0):
        raise EOFError("the file ends before the record does")


def is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None or record.http_headers.get_statuscode() != "200":
        return False
    content_type = record.http_headers.get_header("Content-Type") or ""
    return bool(_HTML.match(content_type)) and bool(web_url(record.rec_headers.get_header("WARC-Target-URI") or ""))


def date_of(record: Any, otherwise: float | None = None) -> datetime:
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

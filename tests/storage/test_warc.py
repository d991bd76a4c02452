"""Pages in WARC files: byte for byte as they came, found by file and offset, whatever a server sends and whenever a kill comes."""

import errno
import gzip
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from news.errors import ArchiveError, ImportFailed, RawPageLost
from news.model import Listing, Page
from storage import Archive
from storage.kept_pages import RawPlace
from storage.warc import WarcWriter, read_page, read_pages

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ARABIC = "<html><meta charset=windows-1256><p>الأهوار بلا ماء</p>".encode("windows-1256")
MOST = 1 << 20


def page(number: int = 1, body: bytes = b"<html>Marshes</html>", content_type: str = "text/html; charset=utf-8", **more: str) -> Page:
    listing = Listing("a", f"http://a.example/{number}", "Marshes", NOON, language="ar")
    return Page(listing, more.get("url", f"http://a.example/{number}"), body, NOON, content_type)


def keep(folder: Path, *pages: Page, limit: int = 1 << 30) -> list[RawPlace]:
    with WarcWriter(folder, 7, clock=lambda: NOON, limit=limit) as writer:
        return [writer.keep(one) for one in pages]


@pytest.mark.parametrize(
    "body",
    [ARABIC, b"", b"\x00\xff\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\r\n", b"\x1f\x8b not gzip", bytes(range(256)) * 4000],
    ids=["windows-1256", "empty", "a record in it", "gzip's own first bytes", "every byte"],
)
def test_a_page_reads_back_byte_for_byte_with_what_its_listing_said(tmp_path: Path, body: bytes) -> None:
    kept = page(2, body, "text/html; charset=windows-1256")
    first, second, third = keep(tmp_path, page(1), kept, page(3))
    assert [read_page(tmp_path, place) for place in (third, second, first)] == [page(3), kept, page(1)]


def test_a_file_is_what_other_tools_read(tmp_path: Path) -> None:
    place, _ = keep(tmp_path, page(1, ARABIC, "text/html; charset=windows-1256"), page(2))
    assert place.file == "iraqwire-20261120-7-001.warc.gz"
    with (tmp_path / place.file).open("rb") as file:
        records = ArchiveIterator(file, check_digests="raise")
        kinds = []
        for record in records:
            kinds.append(record.rec_type)
            if len(kinds) == 2:
                assert records.get_record_offset() == place.offset
                assert record.rec_headers["WARC-Target-URI"] == "http://a.example/1"
                assert record.rec_headers["WARC-Date"] == "2026-11-20T12:00:00Z"
                assert record.http_headers.protocol + " " + record.http_headers.statusline == "HTTP/1.1 200 OK"
                assert record.http_headers.headers == [
                    ("Content-Type", "text/html; charset=windows-1256"),
                    ("Content-Length", str(len(ARABIC))),
                ]
    assert kinds == ["warcinfo", "response", "response"]


def test_no_server_writes_fields_of_its_own(tmp_path: Path) -> None:
    evil = "x\r\nWARC-Type: warcinfo\r\n\r\nHTTP/1.1 404 Gone\r\n\u2028Set-Cookie: a"
    listing = Listing(evil, f"http://a.example/{evil}", evil, language=evil)
    (place,) = keep(tmp_path, Page(listing, f"http://a.example/{evil}", b"<html>", NOON, f"text/html;{evil}"))
    read = read_page(tmp_path, place)
    assert read.body == b"<html>"
    assert read.listing == listing
    assert read.content_type.startswith("text/html;x WARC-Type: warcinfo HTTP/1.1 404 Gone")
    with (tmp_path / place.file).open("rb") as file:
        _, record = ArchiveIterator(file)
        names = [name for name, _ in record.rec_headers.headers]
    assert sorted(names) == sorted(
        ["Content-Length", "Content-Type", "Iraqwire-Listing"]
        + [f"WARC-{name}" for name in ("Block-Digest", "Date", "Payload-Digest", "Record-ID", "Target-URI", "Type")]
    )


def test_a_new_file_is_begun_after_the_limit_and_by_each_run(tmp_path: Path) -> None:
    places = keep(tmp_path, *map(page, range(1, 6)), limit=1000)
    assert [place.file for place in places] == [f"iraqwire-20261120-7-00{number}.warc.gz" for number in (1, 1, 2, 2, 3)]
    (again,) = keep(tmp_path, page(9))
    assert again.file == "iraqwire-20261120-7-004.warc.gz", "another archive's run of the same number"
    assert [read_page(tmp_path, place).url for place in (*places, again)] == [f"http://a.example/{number}" for number in (1, 2, 3, 4, 5, 9)]


def test_a_folder_that_cannot_be_is_an_error_with_a_mend(tmp_path: Path) -> None:
    (tmp_path / "raw").write_bytes(b"")
    with pytest.raises(ArchiveError, match=r'raw: a page cannot be kept \(File exists\); .* keep none: \[archive\] raw = ""'):
        keep(tmp_path / "raw", page())


def test_a_run_without_pages_leaves_no_file(tmp_path: Path) -> None:
    assert keep(tmp_path / "raw") == []
    assert not (tmp_path / "raw").exists()


def test_a_torn_tail_costs_the_last_record_alone(tmp_path: Path) -> None:
    places = keep(tmp_path, page(1), page(2, ARABIC))
    file = tmp_path / places[0].file
    whole = file.read_bytes()
    for end in range(places[1].offset, len(whole)):
        file.write_bytes(whole[:end])
        assert read_page(tmp_path, places[0]) == page(1)
        with pytest.raises(RawPageLost, match=f"no whole record at byte {places[1].offset}"):
            read_page(tmp_path, places[1])


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (lambda place: RawPlace("gone.warc.gz", 0), "there is no such file"),
        (lambda place: RawPlace(place.file, 0), "no whole record"),
        (lambda place: RawPlace(place.file, place.offset + 1), "no whole record"),
        (lambda place: RawPlace(place.file, -1), "cannot be read"),
        (lambda place: RawPlace("", 0), "cannot be read"),
        (lambda place: RawPlace("../secret", 0), "raw/secret: there is no such file"),
    ],
)
def test_what_is_not_there_is_named(tmp_path: Path, place: Callable[[RawPlace], RawPlace], said: str) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    (kept,) = keep(tmp_path / "raw", page())
    with pytest.raises(RawPageLost, match=said):
        read_page(tmp_path / "raw", place(kept))


def test_a_flipped_bit_is_no_page(tmp_path: Path) -> None:
    first, second = keep(tmp_path, page(1, b"<html>" + b"Marshes and their water. " * 50), page(2))
    file = tmp_path / first.file
    packed = bytearray(file.read_bytes())
    packed[(first.offset + second.offset) // 2] ^= 4
    file.write_bytes(packed)
    with pytest.raises(RawPageLost):
        read_page(tmp_path, first)
    assert read_page(tmp_path, second) == page(2)


def test_a_full_disk_is_an_error_with_a_mend_and_nothing_is_written_behind_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with WarcWriter(tmp_path, 7, clock=lambda: NOON) as writer:
        first = writer.keep(page(1))
        whole = writer._file

        class Full:
            def __getattr__(self, name: str) -> object:
                return getattr(whole, name)

            def write(self, data: bytes) -> int:
                whole.write(data[:40])  # type: ignore[union-attr]
                raise OSError(errno.ENOSPC, "No space left on device")

        writer._file = Full()  # type: ignore[assignment]
        with pytest.raises(ArchiveError, match=r"cannot be kept \(No space left on device\); check the room"):
            writer.keep(page(2))
        second = writer.keep(page(2))
    assert second.file != first.file
    assert [read_page(tmp_path, place).url for place in (first, second)] == ["http://a.example/1", "http://a.example/2"]


def test_the_web_pages_of_a_file_are_read_in_order_packed_or_not(tmp_path: Path) -> None:
    places = keep(tmp_path, page(1, ARABIC, "text/html"), page(2, b"{}", "application/json"), page(3), page(4, b"x" * (MOST + 1)))
    packed = tmp_path / places[0].file
    unpacked = tmp_path / "all.warc"
    unpacked.write_bytes(gzip.decompress(packed.read_bytes()))
    for file in (packed, unpacked):
        assert list(read_pages(file, MOST)) == [(2, page(1, ARABIC, "text/html")), (4, page(3))]


def test_a_file_that_breaks_off_gives_what_is_before_and_says_so(tmp_path: Path) -> None:
    places = keep(tmp_path, page(1), page(2, ARABIC * 20))
    packed = (tmp_path / places[0].file).read_bytes()
    (tmp_path / "torn.warc.gz").write_bytes(packed[:-30])
    (tmp_path / "torn.warc").write_bytes(gzip.decompress(packed)[:-100])
    for name in ("torn.warc.gz", "torn.warc"):
        pages = read_pages(tmp_path / name, MOST)
        assert next(pages) == (2, page(1))
        with pytest.raises(ImportFailed, match=f"{name}: broken off or damaged after record"):
            next(pages)
    (tmp_path / "no.warc").write_bytes(b"hello\n")
    with pytest.raises(ImportFailed, match=r"no\.warc: no WARC file"):
        list(read_pages(tmp_path / "no.warc", MOST))


WRITER = """
import sys, pathlib
from datetime import datetime, UTC
from news.model import Listing, Page, Source
from storage import Archive
from storage.warc import WarcWriter

path = pathlib.Path(sys.argv[1])
at = datetime(2026, 11, 21, tzinfo=UTC)
with Archive(path) as archive:
    archive.sources.register([Source("a", "A", "http://a.example/")])
    run = archive.ledger.start_run("crawl")
    writer = WarcWriter(path.parent / "raw", run, limit=40_000)
    for n in range(100_000):
        listing = Listing("a", f"http://a.example/{run}/{n}")
        body = f"<html>{n}".encode() * (1 + n % 7 * 3000)
        place = writer.keep(Page(listing, listing.url, body, at, "text/html"))
        archive.ledger.page_settled(
            run, listing, url=listing.url, status=200, size=len(body), outcome="index", error="", article_id=None, again=False,
            fetched_at=at, place=place,
        )
        print(n, flush=True)
"""


@pytest.mark.parametrize("after", [1, 5, 30, 120])
def test_whatever_a_killed_crawl_named_can_be_read(path: Path, after: int) -> None:
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            for _, _ in zip(range(after), writer.stdout, strict=False):
                pass
            writer.kill()
    with Archive(path, readonly=True) as archive:
        kept = archive.kept_pages.load(archive.kept_pages.newest())
    assert len(kept) >= 2 * after
    for one in kept:
        read = read_page(path.parent / "raw", one.place)
        assert (read.url, len(read.body)) == (one.url, one.size)

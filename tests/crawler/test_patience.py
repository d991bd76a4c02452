"""How a host's behaviour is judged over a run, and how an outcome is named."""

from contextlib import nullcontext
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from protego import Protego
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, DownloadTimeoutError, IgnoreRequest
from scrapy.settings import Settings

from crawler.connections import ProxyMiddleware
from crawler.extraction.content import is_html
from crawler.extraction.parse import parse
from crawler.outcomes import Outcome, Refused, of_exception, of_status
from crawler.patience import HostBook, retry_after
from crawler.robots import RobotsBook, RobotsMiddleware
from crawler.settings import CrawlOptions
from news.errors import ConfigError, NotAnArticle

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TIMEOUT = Outcome("timeout", "took too long", again=True)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120.0),
        (b"Sat, 21 Nov 2026 12:01:00 GMT", 60.0),
        (b"Sat, 21 Nov 2026 11:00:00 GMT", 0.0),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (None, None),
        (b"9" * 400, 999999999.0),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: bytes | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_a_host_that_fails_twice_in_a_row_is_left_alone() -> None:
    book = HostBook()
    book.failed("a", TIMEOUT)
    book.answered("a")
    book.failed("a", TIMEOUT)
    assert book.refusal("a") is None
    book.failed("a", TIMEOUT)
    refusal = book.refusal("a")
    assert refusal is not None
    assert (refusal.reason, refusal.again) == ("timeout", True)
    assert book.refusal("b") is None


def test_a_busy_host_rests_as_long_as_it_asks_and_for_the_run_where_that_is_long() -> None:
    book = HostBook()
    book.busy("a", 429, 5.0, 15.0, now=100.0)
    assert book.rest("a", 101.0) == 4.0
    assert book.rest("a", 106.0) == 0.0
    assert book.refusal("a") is None
    book.busy("a", 429, 60.0, 15.0, now=110.0)
    refusal = book.refusal("a")
    assert refusal is not None
    assert (refusal.reason, refusal.status, refusal.again) == ("http_429", 0, True), "no answer about the pages that are not asked for"
    for _ in range(3):
        book.busy("b", 503, 1.0, 15.0, now=100.0)
    assert book.refusal("b") is not None


@pytest.mark.parametrize(
    ("error", "reason", "again"),
    [
        (CannotResolveHostError("x"), "dns", True),
        (DownloadTimeoutError("x"), "timeout", True),
        (DownloadFailedError("[('SSL routines', '', 'certificate verify failed')]"), "tls", True),
        (DownloadFailedError("reset"), "connection", True),
        (IgnoreRequest("max redirections reached"), "too_many_redirects", False),
        (Refused(TIMEOUT), "timeout", True),
        (KeyError("x"), "error", True),
        (None, "error", True),
    ],
)
def test_an_exception_has_a_reason_and_says_whether_to_come_back(error: Exception | None, reason: str, again: bool) -> None:
    outcome = of_exception(error)
    assert (outcome.reason, outcome.again) == (reason, again)
    assert "\n" not in outcome.error


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "[<twisted.python.failure.Failure OpenSSL.SSL.Error: [('SSL routines', '', 'certificate verify failed')]>]",
            "its certificate is not accepted: certificate verify failed",
        ),
        ("[('SSL routines', '', 'wrong version number')]", "no encrypted connection: wrong version number"),
        ("certificate of another kind", "no encrypted connection: certificate of another kind"),
    ],
)
def test_what_openssl_says_is_told_in_words(said: str, told: str) -> None:
    assert of_exception(DownloadFailedError(said)).error == told


def test_a_host_that_is_at_fault_is_asked_again_a_page_that_is_not() -> None:
    assert [of_status(status).again for status in (404, 410, 451, 403, 429, 500, 503)] == [False, False, False, True, True, True, True]


@pytest.mark.parametrize(
    ("body", "content_type", "verdict"),
    [
        (b"<!doctype html><p>", "application/octet-stream", True),
        (b"\xef\xbb\xbf<html>", "", True),
        ("<html>".encode("utf-16"), "text/html", True),
        (b"plain words", "text/html", True),
        (b"plain words", "application/json", False),
        (b"%PDF-1.4", "text/html", False),
        (b"\x00\x00\x00\x18ftypmp42", "text/html", False),
        (b"ab\x00cd", "text/html", False),
        (b"\x89PNG\r\n", "text/html", False),
        (b"{\\rtf1 <p>words</p>", "text/html", False),
        (b"<!DOCTYPE html><p>words</p>", "application/json", True),
        (b"<?xml version='1.0'?>\n<html><p>words</p>", "application/xml", True),
        (b"<p>words</p>", "html", True),
        (b"<p>words</p>", "application/pdf", False),
        (b"<svg><p>words</p></svg>", "image/svg+xml", False),
        (b"<?xml version='1.0'?><rss><p>words</p></rss>", "text/html", False),
    ],
)
def test_a_page_is_told_by_its_first_bytes(body: bytes, content_type: str, verdict: bool) -> None:
    assert is_html(body, content_type) is verdict
    if b"<p>" in body:
        with nullcontext() if verdict else pytest.raises(NotAnArticle, match="not_html"):
            parse(body, "http://one.example/", content_type)


def test_many_comments_before_a_page_are_read_in_bounded_work() -> None:
    assert is_html(b"<!-- x -->" * 400 + b"<p>words</p>", "text/html")


def test_a_crawl_delay_slows_the_host_but_not_for_ever() -> None:
    slot = SimpleNamespace(delay=1.0)
    downloader = SimpleNamespace(per_slot_settings={}, slots={"one.example": slot})
    crawler: Any = SimpleNamespace(
        settings=Settings({"USER_AGENT": "iraqwire/0.1 (x)", "DOWNLOAD_DELAY": 1.0}), engine=SimpleNamespace(downloader=downloader)
    )
    for host, asked in (("one.example", 5), ("two.example", 900), ("three.example", 0.5)):
        rules = Protego.parse(f"User-agent: *\nCrawl-delay: {asked}")
        job: Any = SimpleNamespace(robots=RobotsBook({f"https://{host}": rules}), stopping=False)
        assert RobotsMiddleware(crawler, job).process_request(Request(f"https://{host}/a")) is None
    assert slot.delay == 5.0
    assert downloader.per_slot_settings == {"one.example": {"delay": 5.0}, "two.example": {"delay": 30.0}}


def test_the_proxys_name_and_secret_go_where_they_belong() -> None:
    request = Request("https://one.example/")
    ProxyMiddleware("http://me:p%40ss@proxy.example:3128").process_request(request)
    assert request.meta["proxy"] == "http://proxy.example:3128"
    assert request.headers["Proxy-Authorization"] == b"Basic bWU6cEBzcw=="


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "https://127.0.0.1:9", "127.0.0.1:8080", "http://"])
def test_a_proxy_that_cannot_be_used_is_a_wrong_configuration(proxy: str) -> None:
    with pytest.raises(ConfigError, match="no HTTP proxy"):
        CrawlOptions(proxy=proxy)


def test_a_host_given_up_keeps_its_first_reason() -> None:
    book = HostBook()
    for _ in range(9):
        book.failed("a", Outcome("dns", "no such name", again=True))
        if (refusal := book.refusal("a")) is not None:
            book.failed("a", refusal)
    refusal = book.refusal("a")
    assert refusal is not None
    assert refusal.error.count("not asked") == 1

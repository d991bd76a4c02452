"""The replica on the wire, asked by a real client on loopback."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
import pytest

from iraqwire.demo.newsroom import FORBIDDEN, RETRY_AFTER, Newsroom
from iraqwire.demo.outlets import outlets
from iraqwire.demo.proxy import RequestLog, serve

NEWSROOM = Newsroom(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))


@dataclass
class Reached:
    client: httpx.Client
    address: str
    log: RequestLog


@pytest.fixture(scope="module")
def reached() -> Iterator[Reached]:
    log = RequestLog()
    with serve(NEWSROOM, log) as address, httpx.Client(proxy=address, timeout=20, trust_env=False) as client:
        yield Reached(client, address, log)


def test_every_page_is_served_as_it_is(reached: Reached) -> None:
    for (host, path), resource in NEWSROOM.resources.items():
        answer = reached.client.get(f"http://{host}{path}")
        assert (answer.status_code, answer.content, answer.headers["content-type"]) == (
            resource.status,
            resource.body,
            resource.content_type,
        )


def test_what_has_not_changed_is_not_sent_again(reached: Reached) -> None:
    url = outlets()["tigris-courier"].url("/feed/")
    first = reached.client.get(url)
    for condition in ({"If-None-Match": first.headers["etag"]}, {"If-Modified-Since": first.headers["last-modified"]}):
        again = reached.client.get(url, headers=condition)
        assert again.status_code == 304
        assert not again.content
    assert reached.client.get(url, headers={"If-None-Match": '"another"'}).status_code == 200


def test_robots_txt_forbids_what_the_sitemap_lists(reached: Reached) -> None:
    forbidden = next(page for page in NEWSROOM.truth.values() if page.kind == "forbidden")
    outlet = outlets()[forbidden.outlet]
    assert f"Disallow: {FORBIDDEN}" in reached.client.get(outlet.url("/robots.txt")).text
    assert urlsplit(forbidden.url).path.startswith(FORBIDDEN)
    assert forbidden.url in reached.client.get(outlet.url(outlet.entry[0].path)).text


def test_an_overrun_host_answers_503(reached: Reached) -> None:
    outlet = outlets()["overrun-gazette"]
    answer = reached.client.get(outlet.url(outlet.entry[0].path))
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == RETRY_AFTER


def test_unknown_hosts_and_pages_do_not_exist(reached: Reached) -> None:
    assert reached.client.get("http://nowhere.example/").status_code == 502
    assert reached.client.get(outlets()["palmgrove"].url("/no-such-page")).status_code == 404
    assert reached.client.post(outlets()["palmgrove"].url("/")).status_code == 405


def test_campaign_parameters_lead_to_the_page_itself(reached: Reached) -> None:
    page = next(page for page in NEWSROOM.truth.values() if page.outlet == "tigris-courier" and page.kind == "article")
    assert reached.client.get(f"{page.url}?utm_source=rss&utm_medium=feed").content == reached.client.get(page.url).content


def test_a_feed_link_leads_through_a_redirect(reached: Reached) -> None:
    (path,) = (path for (_, path), resource in NEWSROOM.resources.items() if resource.status == 302)
    answer = reached.client.get(outlets()["palmgrove"].url(path), follow_redirects=True)
    assert answer.status_code == 200
    assert NEWSROOM.truth[str(answer.url)].kind == "article"


def test_head_gives_the_length_and_no_body(reached: Reached) -> None:
    url = outlets()["levant-ledger"].url("/news-sitemap.xml")
    head = reached.client.head(url)
    assert head.status_code == 200
    assert not head.content
    assert int(head.headers["content-length"]) == len(reached.client.get(url).content)


def test_requests_are_counted(reached: Reached) -> None:
    url = outlets()["zagros-monitor"].url("/en/atom")
    before = reached.log.by_url[url]
    reached.client.get(url)
    assert reached.log.by_url[url] == before + 1
    assert reached.log.by_status[200] > 0


def test_a_silent_host_takes_the_request_and_says_nothing_and_stopping_ends_it() -> None:
    with serve(NEWSROOM) as address:
        port = urlsplit(address).port
        assert port is not None
        silent = socket.create_connection(("127.0.0.1", port), timeout=20)
        silent.sendall(b"GET http://silenttimes.example/feed HTTP/1.1\r\nHost: silenttimes.example\r\n\r\n")
        with socket.create_connection(("127.0.0.1", port), timeout=20) as other:
            other.sendall(b"GET http://zagrosmonitor.example/robots.txt HTTP/1.1\r\nConnection: close\r\n\r\n")
            assert other.recv(12) == b"HTTP/1.1 200"
        silent.setblocking(False)
        with pytest.raises(BlockingIOError):
            silent.recv(1)
    silent.setblocking(True)
    silent.settimeout(20)
    with silent:
        assert silent.recv(1) == b"", "hung up when the proxy stopped"


def test_noise_instead_of_http_harms_nobody(reached: Reached) -> None:
    port = urlsplit(reached.address).port
    assert port is not None
    with socket.create_connection(("127.0.0.1", port), timeout=20) as noise:
        noise.sendall(b"\x00\xff nonsense\r\n\r\n")
        assert noise.recv(1) == b""
    assert reached.client.get(outlets()["palmgrove"].url("/rss.xml")).status_code == 200

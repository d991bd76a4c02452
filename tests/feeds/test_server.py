"""The server over a real socket: files with their validators, pages that escape, signals and ports."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from feeds.publish import PublishOptions
from feeds.server import build_app, serve
from feeds.topics import load_topics
from news.errors import ServeError
from news.model import Placement, Topic

BASE = "https://news.example.org/iraq"


@pytest.fixture
def app(desk: Any, path: Path) -> Any:
    desk.admit("Basra oil exports rise", text="The ministry said so.")
    desk.publish(base_url=BASE)
    return build_app(PublishOptions(desk.directory, BASE), path, desk.topics, clock=lambda: desk.now)


@pytest.fixture
def client(app: Any, browse: Any) -> Iterator[httpx.Client]:
    with browse(app) as client:
        yield client


def test_a_feed_comes_with_its_type_and_validators(client: httpx.Client) -> None:
    answer = client.get("/feeds/oil.atom")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    for header, value in (("If-None-Match", answer.headers["etag"]), ("If-Modified-Since", answer.headers["last-modified"])):
        again = client.get("/feeds/oil.atom", headers={header: value})
        assert again.status_code == 304
        assert again.content == b""


def test_a_changed_feed_has_a_new_tag_and_a_later_date(client: httpx.Client, desk: Any) -> None:
    before = client.get("/feeds/oil.atom").headers
    desk.admit("Kirkuk oil exports fall")
    desk.publish(base_url=BASE, now=desk.now.replace(hour=0))
    after = client.get("/feeds/oil.atom", headers={"If-Modified-Since": before["last-modified"]})
    assert after.status_code == 200
    assert after.headers["etag"] != before["etag"]


def test_head_answers_without_a_body(client: httpx.Client) -> None:
    for address in ("/", "/topic/oil", "/feeds/oil.atom"):
        answer = client.head(address)
        assert answer.status_code == 200
        assert int(answer.headers["content-length"]) > 0
        assert answer.content == b""


@pytest.mark.parametrize(
    "address",
    [
        "/feeds/../../iraqwire.db",
        "/%2e%2e/iraqwire.db",
        "/feeds/%2e%2e%2f%2e%2e%2firaqwire.db",
        "/..%5ciraqwire.db",
        "//etc/passwd",
        "/feeds/oil.atom%00.txt",
        "/feeds/",
        "/feeds/.oil.atom.1.tmp",
        "/feeds/nothing.atom",
        "/topic/nothing",
        "/topic/../../iraqwire.db",
        "/feeds/" + "x" * 5000,
    ],
)
def test_only_published_files_leave_the_folder(client: httpx.Client, desk: Any, address: str) -> None:
    (desk.directory / "feeds" / ".oil.atom.1.tmp").write_text("half")
    with socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=10) as raw:  # clients tidy dots away
        raw.sendall(f"GET {address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        status = raw.makefile("rb").readline()
    assert status.split()[1] in (b"404", b"400")


def test_a_symbolic_link_does_not_lead_out(client: httpx.Client, desk: Any, path: Path) -> None:
    (desk.directory / "feeds" / "leak.atom").symlink_to(path)
    assert client.get("/feeds/leak.atom").status_code == 404


def test_what_is_missing_gets_a_page_that_says_so(client: httpx.Client) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "Nothing here" in answer.text


def test_the_first_page_lists_every_topic_with_its_feeds(client: httpx.Client, desk: Any) -> None:
    desk.admit("نەوتی عێراق لە هەولێر", "هەناردەکردنی نەوت", language="ckb")
    desk.publish(base_url=BASE)
    page = client.get("/", headers={"Host": "evil.example"}).text
    for topic in desk.topics.topics:
        assert f'href="{BASE}/feeds/{topic.id}.atom"' in page
        assert f'href="{BASE}/feeds/{topic.id}.ckb.atom"' in page
        assert f'href="/iraq/topic/{topic.id}"' in page
    assert "evil.example" not in page
    assert 'lang="ckb" dir="rtl"' in page
    assert "2 stories" in page


def test_every_feed_a_page_names_is_there(client: httpx.Client) -> None:
    feeds = {part.split('"')[0] for part in client.get("/").text.split(f'href="{BASE}')[1:]}
    assert len(feeds) == 28
    for feed in feeds:
        assert client.get(feed).status_code == 200


def test_a_topic_page_shows_where_else_a_story_stands(client: httpx.Client, desk: Any) -> None:
    first = desk.admit("Kirkuk oil exports fall")
    desk.admit("Kirkuk oil exports fall", source_id="agency", placement=Placement(desk.story_of(first), "copy", leads=False))
    desk.publish(base_url=BASE)
    page = client.get("/topic/oil").text
    assert 'also in <a href="http://agency.example/3"' in page
    assert page.count("Kirkuk oil exports fall") == 1


def test_what_an_outlet_wrote_is_escaped(client: httpx.Client, desk: Any) -> None:
    desk.admit("<script>alert(1)</script> oil of Basra", "<img src=x onerror=alert(1)>", url="http://gazette.example/'\"><script>")
    desk.publish(base_url=BASE)
    for address in ("/", "/topic/oil"):
        answer = client.get(address)
        assert "alert(1)" in answer.text
        assert "<script" not in answer.text
        assert "<img" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_topic_of_the_configuration_is_escaped_and_served(desk: Any, path: Path, browse: Any) -> None:
    topics = load_topics([Topic("ferries", "Ferries & <b>boats</b>", "ferry")])
    with browse(build_app(PublishOptions(desk.directory), path, topics)) as client:
        assert "Ferries &amp; &lt;b&gt;boats" in client.get("/").text
        assert client.get("/topic/ferries").status_code == 200


def test_without_an_archive_the_feeds_are_served_all_the_same(desk: Any, tmp_path: Path, browse: Any) -> None:
    desk.publish()
    with browse(build_app(PublishOptions(desk.directory), tmp_path / "none.db", desk.topics)) as client:
        assert client.get("/").status_code == 503
        assert client.get("/feeds/oil.atom").status_code == 200


def test_an_empty_archive_has_pages(desk: Any, path: Path, browse: Any) -> None:
    with browse(build_app(PublishOptions(desk.directory), path, desk.topics)) as client:
        assert "Nothing yet" in client.get("/").text
        assert "No story yet" in client.get("/topic/oil").text
        assert client.get("/iraqwire.css").headers["content-type"].startswith("text/css")


def test_a_page_is_served_while_the_archive_is_written(client: httpx.Client, desk: Any) -> None:
    with desk.archive.transaction():
        desk.admit("Kirkuk oil exports fall")
        assert client.get("/topic/oil").status_code == 200


def test_nothing_is_written_through_the_server(client: httpx.Client) -> None:
    for address in ("/", "/feeds/oil.atom"):
        assert client.post(address).status_code == 405


def test_a_port_in_use_is_named_with_the_mend(app: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"port {port} on 127.0.0.1 is in use; stop the program .* serve.port"):
            serve(app, "127.0.0.1", port)


def test_an_address_that_is_not_ours_is_named(app: Any) -> None:
    with pytest.raises(ServeError, match=r"cannot listen on 192\.0\.2\.1 port 1"):
        serve(app, "192.0.2.1", 1)


SERVING = """
import sys
from pathlib import Path
from feeds.publish import PublishOptions
from feeds.server import build_app, serve
from feeds.topics import load_topics
from feeds.topics import load_topics
app = build_app(PublishOptions(Path(sys.argv[1])), Path(sys.argv[2]), load_topics())
serve(app, "127.0.0.1", int(sys.argv[3]))
print("closed in order")
"""


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(desk: Any, path: Path, ending: signal.Signals) -> None:
    desk.publish()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVING, str(desk.directory), str(path), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as child:
        try:
            assert answers(f"http://127.0.0.1:{port}/feeds/oil.atom", child)
            child.send_signal(ending)
            out, _ = child.communicate(timeout=20)
        finally:
            child.kill()
    assert out == b"closed in order\n"
    assert child.returncode == 0


def answers(address: str, child: "subprocess.Popen[bytes]") -> bool:
    """Whether the child's server comes to answer before the child ends; as often as it takes, within the test's time limit."""
    while child.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bool(answer.status == 200)
        except urllib.error.URLError:
            continue
    return False

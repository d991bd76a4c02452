"""The index on Redis meets the same Protocol, on a real server."""

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dedupe import FINGERPRINT_VERSION, fingerprint
from news.errors import ArchiveError

redis = pytest.importorskip("redis")
from storage.shared_candidates import SharedCandidates  # noqa: E402

STORY = "The ministry of water in Baghdad said on Monday that the marshes of the south have lost half of their water this year. " + (
    "Fishermen near Chibayish pulled their boats over cracked mud to what is left of the canals, and buffaloes were driven north."
)
BRIEF = "A fire at the grain store of Kut was put out by noon; nobody was hurt."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server is installed")
    folder = tmp_path_factory.mktemp("redis")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if "Ready to accept connections" in line:
                break
        yield f"redis://127.0.0.1:{port}/0"
        running.terminate()


@pytest.fixture
def index(server: str, request: pytest.FixtureRequest) -> Callable[..., SharedCandidates]:
    def opened(version: int = FINGERPRINT_VERSION) -> SharedCandidates:
        return SharedCandidates(server, request.node.name, version, len)

    return opened


def test_what_one_machine_keeps_another_finds(index: Callable[..., SharedCandidates]) -> None:
    one, other = index(), index()
    one.keep(1, fingerprint(STORY, "Marshes"))
    one.keep(2, fingerprint(BRIEF, "Fire in Kut"))
    assert list(other.near(fingerprint(STORY + " More of it tomorrow.", "Marshes"), 5)) == [1]
    assert list(other.near(fingerprint(BRIEF.replace("noon", "midday"), "Fire in Kut"), 5)) == [2]
    assert list(other.near(fingerprint("Wholly other words that nobody wrote before, of bridges and of schools.", "Other"), 5)) == []


def test_those_that_share_most_come_first_and_stories_are_counted(index: Callable[..., SharedCandidates]) -> None:
    shared = index()
    shared.keep(5, fingerprint(STORY[:150], "Excerpt"))
    shared.keep(9, fingerprint(STORY, "Marshes"))
    shared.keep(9, fingerprint(STORY, "Marshes"))
    prints = fingerprint(STORY, "Marshes")
    assert list(shared.near(prints, 1)) == [9]
    opening = set(fingerprint(STORY[:150]).passages) & set(prints.passages)
    assert opening
    assert shared.held_by([*opening], 2) == [True] * len(opening)
    assert shared.held_by([*opening, 12345], 3) == [False] * (len(opening) + 1)


def test_an_empty_text_is_kept_and_finds_nothing(index: Callable[..., SharedCandidates]) -> None:
    shared = index()
    shared.keep(1, fingerprint(""))
    assert list(shared.near(fingerprint(""), 5)) == []


def test_fingerprints_of_another_version_are_refused(index: Callable[..., SharedCandidates]) -> None:
    index()
    with pytest.raises(ArchiveError, match="version"):
        index(FINGERPRINT_VERSION + 1)


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(ArchiveError, match=rf"127\.0\.0\.1:{port}") as told:
        SharedCandidates(f"redis://:secret@127.0.0.1:{port}/0", "x", 1, len)
    assert "secret" not in str(told.value)

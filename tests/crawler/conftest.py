"""A small internet behind a loopback proxy, and crawls of it in processes of their own: a reactor runs once a process."""

import asyncio
import json
import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from internet import Internet, serving

CHILD = Path(__file__).with_name("child.py")


@pytest.fixture
def internet() -> Iterator[Internet]:
    with serving() as world:
        yield world


@pytest.fixture
def self_signed(internet: Internet, tmp_path: Path) -> Iterator[int]:
    """The port of a server whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "permitted.example")])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(day)
        .not_valid_after(day + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("permitted.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM),
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    assert internet.loop is not None
    started = asyncio.run_coroutine_threadsafe(asyncio.start_server(internet.serve, "127.0.0.1", 0, ssl=context), internet.loop)
    server = started.result(10)
    yield server.sockets[0].getsockname()[1]
    internet.loop.call_soon_threadsafe(server.close)


@dataclass
class Crawled:
    """What a crawl told its sink, and how its process ended."""

    code: int
    out: dict[str, Any]
    stderr: str

    @property
    def events(self) -> list[dict[str, Any]]:
        return list(self.out["events"])

    def pages(self) -> dict[str, dict[str, Any]]:
        settled = [event for event in self.events if event["event"] == "page_settled"]
        assert len({event["listing"]["url"] for event in settled}) == len(settled), "a listing was settled twice"
        return {event["listing"]["url"]: event for event in settled}

    def reasons(self) -> dict[str, str]:
        return {url: event["reason"] or "article" for url, event in self.pages().items()}

    def read(self) -> dict[str, dict[str, Any]]:
        return {event["entry"]["url"]: event for event in self.events if event["event"] == "entry_read"}

    def failed(self) -> dict[str, dict[str, Any]]:
        return {event["entry"]["url"]: event for event in self.events if event["event"] == "entry_failed"}


def start(task: dict[str, Any]) -> subprocess.Popen[str]:
    environment = {**os.environ, "http_proxy": "http://127.0.0.1:9/", "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        [sys.executable, str(CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(task))
    process.stdin.close()
    process.stdin = None
    return process


def finish(process: subprocess.Popen[str]) -> Crawled:
    out, err = process.communicate(timeout=60)
    lines = out.strip().splitlines()
    return Crawled(process.returncode, json.loads(lines[-1]) if lines else {}, err)


@pytest.fixture(scope="session")
def crawl() -> Callable[[dict[str, Any]], Crawled]:
    return lambda task: finish(start(task))


@pytest.fixture
def start_crawl() -> Callable[[dict[str, Any]], subprocess.Popen[str]]:
    return start


@pytest.fixture
def finish_crawl() -> Callable[[subprocess.Popen[str]], Crawled]:
    return finish


def source(source_id: str, *entry: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"id": source_id, "entry": [dict(zip(("kind", "url", "match"), point, strict=False)) for point in entry], **more}


@pytest.fixture(name="source", scope="session")
def source_fixture() -> Callable[..., dict[str, Any]]:
    return source

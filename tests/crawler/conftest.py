"""A small internet behind a loopback proxy, and crawls of it in processes of their own: a reactor runs once a process."""

import asyncio
import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

CHILD = Path(__file__).with_name("child.py")


@dataclass
class Answer:
    """What an address answers. `manner`: whole, silent (never a byte), endless, truncated, reset."""

    body: bytes | str = b""
    status: int = 200
    type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    manner: str = "whole"

    def bytes(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


Reply = Answer | Callable[[dict[str, str]], Answer]


@dataclass
class Internet:
    """Every http host, behind one proxy; the same server answers direct requests by their Host header."""

    port: int = 0
    loop: asyncio.AbstractEventLoop | None = None
    answers: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: Callable[[str], None] = lambda url: None

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, url: str, *args: Any, **kwargs: Any) -> str:
        self.answers[url] = Answer(*args, **kwargs)
        return url

    def feed(self, url: str, *items: str) -> str:
        body = f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title><link>{url}</link>{''.join(items)}</channel></rss>"
        return self.put(url, body, type="application/rss+xml")

    def page(self, url: str, text: str = "A page.", **kwargs: Any) -> str:
        return self.put(url, f"<html><body><article><p>{text}</p></article></body></html>", **kwargs)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                target = lines[0].split(" ")[1]
                headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
                url = target if "://" in target else f"http://{headers['host']}{target}"
                self.asked.append(url)
                self.headers[url] = headers
                self.seen(url)
                reply = self.answers.get(url)
                if reply is None:
                    reply = Answer("nothing here", 404, "text/plain")
                answer = reply if isinstance(reply, Answer) else reply(headers)
                if not await self.send(answer, writer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def send(self, answer: Answer, writer: asyncio.StreamWriter) -> bool:
        if answer.manner == "silent":
            await asyncio.sleep(3600)
        if answer.manner == "reset":
            writer.transport.abort()
            return False
        body = answer.bytes()
        length = len(body) + (1000 if answer.manner == "truncated" else 0)
        head = {"Content-Type": answer.type, "Content-Length": str(length), **answer.headers}
        if answer.manner == "endless":
            head.pop("Content-Length")
        writer.write(f"HTTP/1.1 {answer.status} X\r\n{''.join(f'{k}: {v}' + chr(13) + chr(10) for k, v in head.items())}\r\n".encode())
        writer.write(body)
        while answer.manner == "endless":
            writer.write(b"x" * 65536)
            await writer.drain()
        await writer.drain()
        return answer.manner == "whole"

    def host(self, url: str) -> str:
        return urlsplit(url).hostname or ""


@pytest.fixture
def internet() -> Iterator[Internet]:
    world = Internet()
    loop = world.loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(world.serve, "127.0.0.1", 0))
    world.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield world
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    server.close()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0.01))
    loop.close()


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


@pytest.fixture
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


@pytest.fixture(name="source")
def source_fixture() -> Callable[..., dict[str, Any]]:
    return source

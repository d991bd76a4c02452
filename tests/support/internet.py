"""A small internet on loopback: every http host behind one proxy, as well or as badly behaved as a test wants it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


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
    """Every http host, behind one proxy; the same server answers direct requests by their Host header.

    `answers` go by address; what is not among them is asked of its host in `sites`, which makes it up.
    """

    port: int = 0
    loop: asyncio.AbstractEventLoop | None = None
    answers: dict[str, Reply] = field(default_factory=dict)
    sites: dict[str, Callable[[str], Answer]] = field(default_factory=dict)
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

    def page(self, url: str, text: str = "", **kwargs: Any) -> str:
        return self.put(url, f"<html><body><article><p>{text or f'A page at {url}.'}</p></article></body></html>", **kwargs)

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
                if reply is None and (site := self.sites.get(self.host(url))) is not None:
                    reply = site(url)
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


@contextmanager
def serving() -> Iterator[Internet]:
    """An empty internet, served by a thread of its own."""
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

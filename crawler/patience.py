"""How much the crawl asks of a host that does not answer well: one more try after a pause, a rest where the host asks for one,
and nothing more in this run once it has shown that it will not answer.
"""

import email.utils
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.fairness import end_waiting
from crawler.outcomes import Outcome, Refused, Stopping, of_exception

if TYPE_CHECKING:
    from crawler.job import Job

_BUSY = frozenset({429, 503})
_FLAWED = frozenset({408, 500, 502, 504, 520, 521, 522, 523, 524})
_DEAD_AFTER = {"dns": 1, "timeout": 2, "refused": 2, "tls": 3, "connection": 4}
"""Failures in a row after which a host is left alone for the run."""
_BUSY_AFTER = 3
_TRY_AGAIN = frozenset({"refused", "connection", "incomplete"})  # a timeout has cost enough already, a name stays unknown


@dataclass(slots=True)
class _Host:
    failures: int = 0
    busy: int = 0
    rests_until: float = 0.0
    given_up: Outcome | None = None


@dataclass(slots=True)
class HostBook:
    """How each host has behaved in this run, over all spiders."""

    _hosts: dict[str, _Host] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)

    def last_asked(self, name: str) -> float:
        """When a host, by its name without a port, was last sent a request; 0 where it was not."""
        return self._asked.get(name, 0.0)

    def asked(self, name: str, now: float) -> None:
        self._asked[name] = max(now, self.last_asked(name))

    def refusal(self, host: str) -> Outcome | None:
        """Why a host is not asked any more in this run; None while it is."""
        entry = self._hosts.get(host)
        return entry.given_up if entry else None

    def rest(self, host: str, now: float) -> float:
        """Seconds for which a host wants to be left alone."""
        entry = self._hosts.get(host)
        return max(0.0, entry.rests_until - now) if entry else 0.0

    def answered(self, host: str) -> None:
        if entry := self._hosts.get(host):
            entry.failures = 0

    def failed(self, host: str, outcome: Outcome) -> None:
        entry = self._hosts.setdefault(host, _Host())
        entry.failures += 1
        if entry.given_up is None and entry.failures >= _DEAD_AFTER.get(outcome.reason, 1000):
            entry.given_up = Outcome(outcome.reason, f"not asked: {host} did not answer before ({outcome.error})", again=True)

    def busy(self, host: str, status: int, wait: float, patience: float, now: float) -> None:
        """A host asked for rest: for `wait` seconds, or for the rest of the run where that is beyond `patience`."""
        entry = self._hosts.setdefault(host, _Host())
        entry.busy += 1
        entry.rests_until = max(entry.rests_until, now + min(wait, patience))
        if wait > patience or entry.busy >= _BUSY_AFTER:
            # No status of their own: the pages not asked for must not count it as an answer about them.
            entry.given_up = Outcome(f"http_{status}", f"not asked: {host} answered {status} before", again=True)


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, given as a number or a date; None where it says nothing readable."""
    if not value:
        return None
    text = value.decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until.replace(tzinfo=UTC) if until.tzinfo is None else until
    return max(0.0, (until - now).total_seconds())


class PatienceMiddleware:
    """Holds requests back while their host rests, refuses them once it is given up, and tries a failed one again."""

    def __init__(self, crawler: Crawler, job: "Job") -> None:
        self._crawler = crawler
        self._job = job
        self._retries = crawler.settings.getint("RETRY_TIMES")
        self._patience = crawler.settings.getfloat("CRAWL_PATIENCE")
        self._backoff = crawler.settings.getfloat("CRAWL_BACKOFF")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PatienceMiddleware":
        return cls(crawler, crawler.spider.job)  # type: ignore[union-attr]  # a run's spiders all have a job

    def process_request(self, request: Request) -> Coroutine[Any, Any, None] | None:
        host = urlparse_cached(request).netloc
        self._check(host)
        return self._wait(host) if self._job.hosts.rest(host, monotonic()) else None

    async def _wait(self, host: str) -> None:
        while rest := self._job.hosts.rest(host, monotonic()):
            await self._job.rest(rest)
            self._check(host)

    def _check(self, host: str) -> None:
        if self._job.stopping:
            raise Stopping
        if refusal := self._job.hosts.refusal(host):
            raise Refused(refusal)

    def process_response(self, request: Request, response: Response) -> Coroutine[Any, Any, Request | Response] | Response:
        host = urlparse_cached(request).netloc
        if request.meta.get("robots"):  # a host whose robots.txt fails is not asked for anything else
            return self._again(request, response, self._backoff) if response.status in _BUSY | _FLAWED else response
        if response.status in _BUSY:
            asked = retry_after(response.headers.get("Retry-After"), self._job.clock())
            wait = self._backoff * 2 if asked is None else asked
            self._job.hosts.busy(host, response.status, wait, self._patience, monotonic())
            self._end_waiting(request)
            if self._job.hosts.refusal(host) is None:
                return self._again(request, response, 0.0)  # the host's rest is waited for when the request comes round
            return response
        self._job.hosts.answered(host)
        if response.status in _FLAWED:
            return self._again(request, response, self._backoff)
        return response

    def process_exception(self, request: Request, exception: Exception) -> Coroutine[Any, Any, Request | None] | None:
        outcome = of_exception(exception)
        if outcome.reason in _DEAD_AFTER and not request.meta.get("robots"):
            self._job.hosts.failed(urlparse_cached(request).netloc, outcome)
            self._end_waiting(request)
        return self._again(request, None, self._backoff) if outcome.reason in _TRY_AGAIN else None

    def _end_waiting(self, request: Request) -> None:
        """What has passed `process_request` before its host was given up would be sent all the same."""
        parts = urlparse_cached(request)
        refusal = self._job.hosts.refusal(parts.netloc)
        slot = self._crawler.engine.downloader.slots.get(parts.hostname or "")
        if refusal and slot:
            end_waiting(slot, Refused(refusal))

    async def _again(self, request: Request, otherwise: Any, pause: float) -> Any:
        tried = request.meta.get("tried", 0)
        if tried >= self._retries or self._job.stopping:
            return otherwise
        if pause:
            await self._job.rest(pause)
        if self._job.stopping or self._job.hosts.refusal(urlparse_cached(request).netloc):
            return otherwise
        another = request.copy()
        another.meta["tried"] = tried + 1
        return another

"""The extraction pool: its deadline, its workers' deaths and renewal, and how it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, TimeoutError
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import replicas

from crawler.extraction import PageContext, extract
from crawler.extraction.pool import ExtractionPool
from crawler.pipelines import LatePool
from crawler.settings import CrawlOptions
from news.errors import NotAnArticle

CONTEXT = PageContext(source_id="post", fetched_at=datetime(2026, 11, 21, tzinfo=UTC))
GOOD = replicas.article()
# trafilatura's time grows faster than a page: these take many seconds.
ENDLESS = replicas.document(
    "<div>"
    + "".join(f"<p>{number} {replicas.STORY[0] * 20} <a href='/x'>{replicas.STORY[1]}</a></p>" for number in range(9_000))
    + "</div>"
)
PATIENCE = 60.0


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractionPool]:
    with ExtractionPool(2, PATIENCE, max_pages=1000) as shared:
        yield shared


def refusal(pool: ExtractionPool, body: bytes, url: str = "http://a.example/x") -> NotAnArticle:
    error = pool.submit(body, url, CONTEXT).exception(PATIENCE)
    assert isinstance(error, NotAnArticle)
    return error


def eventually(true: Callable[[], bool], waiting: Callable[[], object]) -> None:
    for _ in range(2000):
        if true():
            return
        waiting()
    raise AssertionError("it did not come about")


def test_a_worker_extracts_as_this_process_does(pool: ExtractionPool) -> None:
    futures = [pool.submit(GOOD, f"http://a.example/{number}", CONTEXT) for number in range(5)]
    assert [future.result(PATIENCE) for future in futures] == [extract(GOOD, f"http://a.example/{number}", CONTEXT) for number in range(5)]


def test_a_refusal_comes_with_its_reason_and_mentions(pool: ExtractionPool) -> None:
    error = refusal(pool, replicas.front_page())
    assert (error.reason, error.url) == ("index", "http://a.example/x")
    assert error.mentions


def test_a_fault_in_extraction_is_named(pool: ExtractionPool) -> None:
    error = pool.submit(GOOD, "http://a.example/x", None).exception(PATIENCE)  # type: ignore[arg-type]
    assert isinstance(error, NotAnArticle)
    assert error.reason == "error"
    assert "AttributeError" in str(error)


def test_an_idle_workers_death_costs_nothing(pool: ExtractionPool) -> None:
    pool.submit(GOOD, "http://a.example/x", CONTEXT).result(PATIENCE)
    for process_id in pool.process_ids:
        os.kill(process_id, signal.SIGKILL)
    futures = [pool.submit(GOOD, f"http://a.example/{number}", CONTEXT) for number in range(4)]
    assert all(future.result(PATIENCE).text for future in futures)


def test_a_page_past_its_deadline_ends_alone() -> None:
    with ExtractionPool(1, 5.0) as pool:  # a loaded machine needs a second for the good page
        slow = pool.submit(ENDLESS, "http://a.example/slow", CONTEXT)
        after = pool.submit(GOOD, "http://a.example/good", CONTEXT)
        error = slow.exception(PATIENCE)
        assert isinstance(error, NotAnArticle)
        assert (error.reason, error.url) == ("deadline", "http://a.example/slow")
        assert after.result(PATIENCE).title == replicas.STORY_TITLE


def test_a_page_that_kills_two_workers_is_given_up_and_the_next_is_not() -> None:
    with ExtractionPool(1, PATIENCE) as pool:
        deadly = pool.submit(ENDLESS, "http://a.example/deadly", CONTEXT)
        after = pool.submit(GOOD, "http://a.example/good", CONTEXT)
        eventually(deadly.running, lambda: _wait(deadly, 0.02))
        killed: set[int] = set()

        def kill() -> None:
            for process_id in set(pool.process_ids) - killed:
                os.kill(process_id, signal.SIGKILL)
                killed.add(process_id)
            _wait(deadly, 0.02)

        eventually(deadly.done, kill)
        error = deadly.exception()
        assert isinstance(error, NotAnArticle)
        assert error.reason == "worker_died"
        assert len(killed) == 2
        assert after.result(PATIENCE).text


def _wait(future: "object", seconds: float) -> None:
    with suppress(TimeoutError, NotAnArticle):
        future.result(seconds)  # type: ignore[attr-defined]


def test_a_worker_is_replaced_after_its_pages() -> None:
    seen = set()
    with ExtractionPool(1, PATIENCE, max_pages=2) as pool:
        for number in range(5):
            pool.submit(GOOD, f"http://a.example/{number}", CONTEXT).result(PATIENCE)
            seen.update(pool.process_ids)  # after its first page a worker is still there, after its second it is not
    assert len(seen) == 3


def test_leaving_finishes_what_was_submitted() -> None:
    with ExtractionPool(2, PATIENCE) as pool:
        futures = [pool.submit(GOOD, f"http://a.example/{number}", CONTEXT) for number in range(6)]
    assert all(future.result(0).text for future in futures)
    with pytest.raises(RuntimeError, match="closed"):
        pool.submit(GOOD, "http://a.example/x", CONTEXT)


def test_leaving_by_an_exception_cancels_and_does_not_wait() -> None:
    pool = ExtractionPool(1, PATIENCE)

    def leave() -> None:
        with pool:
            futures.extend(pool.submit(ENDLESS, f"http://a.example/{number}", CONTEXT) for number in range(3))
            eventually(futures[0].running, lambda: _wait(futures[0], 0.02))
            raise KeyboardInterrupt

    futures: list = []
    with pytest.raises(KeyboardInterrupt):
        leave()
    assert isinstance(futures[0].exception(0), CancelledError)
    assert futures[1].cancelled()
    assert futures[2].cancelled()
    assert pool.process_ids == ()


def test_interrupts_and_terminations_of_the_group_are_the_pools_to_act_on(pool: ExtractionPool) -> None:
    pool.submit(GOOD, "http://a.example/x", CONTEXT).result(PATIENCE)
    before = pool.process_ids
    for process_id in before:
        os.kill(process_id, signal.SIGINT)
        os.kill(process_id, signal.SIGTERM)
    pool.submit(GOOD, "http://a.example/x", CONTEXT).result(PATIENCE)
    assert pool.process_ids == before


def test_importing_the_pool_does_not_load_trafilatura() -> None:
    code = "import crawler.extraction.pool, sys; sys.exit(any(name in sys.modules for name in ('trafilatura', 'lxml', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_late_pool_starts_nothing_before_its_first_page() -> None:
    idle, busy = LatePool(CrawlOptions(workers=1)), LatePool(CrawlOptions(workers=1))
    idle.close()
    assert idle._pool is None
    try:
        assert busy.submit(GOOD, "http://a.example/1", CONTEXT).result(PATIENCE) == extract(GOOD, "http://a.example/1", CONTEXT)
    finally:
        busy.close()

"""What a person is told when a crawl has ended."""

from io import StringIO

from rich.console import Console

from iraqwire.progress import print_tally
from iraqwire.summary import Tally


def said(tally: Tally) -> str:
    console = Console(file=StringIO(), width=120)
    print_tally(console, tally, 1.0)
    return console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above


def test_a_hundred_sources_with_one_trouble_are_two_lines() -> None:
    tally = Tally(
        entries_failed=101, troubles={f"s{number:03}": f"dns: no such name s{number:03}" for number in range(100)} | {"t": "timeout"}
    )
    lines = [line for line in said(tally).splitlines() if ": " in line]
    assert lines == ["s000: dns: no such name s000", "dns: 99 more sources; --json names them all", "t: timeout"]


def test_a_few_sources_are_each_named_and_readings_that_did_not_link_up_are_said() -> None:
    words = said(Tally(entries=3, gaps=2, answered={"a"}, troubles={"a": "http_404: x", "b": "http_404: y"}))
    assert "a: http_404: x" in words
    assert "b: http_404: y" in words
    assert "2  entry points may have dropped stories" in words

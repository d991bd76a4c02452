"""The map of faults is whole: every fault of sites, feeds and sitemaps is there, and every test it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"^\| (\d+) [^|]+ \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
FACTS = ROOT.parent / "shared/facts/faults.md"


def mapped() -> dict[int, list[str]]:
    """The tests that the map names, by the fault's number."""
    rows = ROW.findall((ROOT / "docs/faults.md").read_text(encoding="utf-8"))
    assert len({number for number, _ in rows}) == len(rows), "a fault stands in one row"
    return {int(number): re.findall(r"`([^`]+)`", tests) for number, tests in rows}


@cache
def functions(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_row_is_read() -> None:
    text = (ROOT / "docs/faults.md").read_text(encoding="utf-8")
    assert len(re.findall(r"^\| \d", text, re.MULTILINE)) == len(mapped()) > 0


def test_every_test_that_the_map_names_exists() -> None:
    for number, tests in mapped().items():
        assert tests, f"fault {number} names no test"
        for test in tests:
            file, _, name = test.partition("::")
            assert name.startswith("test_"), test
            assert name in functions(file), test


def test_every_fault_of_sites_feeds_and_sitemaps_has_a_test() -> None:
    if not FACTS.exists():
        pytest.skip("the list of faults is not here")
    listed = re.findall(r"^## ([A-H])\.|^\| (\d+) \|", FACTS.read_text(encoding="utf-8"), re.MULTILINE)
    wanted: set[int] = set()
    letter = ""
    for heading, number in listed:
        letter = heading or letter
        if number and letter in ("C", "E"):
            wanted.add(int(number))
    assert len(wanted) == 21
    assert wanted <= mapped().keys()

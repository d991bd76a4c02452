"""What the crawl imports is what the project declares: nothing is there by another package's leave alone."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = {"benchmarks", "crawler", "dedupe", "feeds", "iraqwire", "news", "storage"}


def imported(room: Path) -> set[str]:
    names = set()
    for file in room.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module or "")
    tests = {path.stem for folder in (room, ROOT / "tests" / "support") for path in folder.glob("*.py")}
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - OURS - tests


def undeclared(room: str, declared: list[str]) -> set[str]:
    packages = {_key(re.split(r"[<>=!~; \[]", requirement)[0]) for requirement in declared}
    of_module = packages_distributions()
    return {name for name in imported(ROOT / room) if not packages & {_key(package) for package in of_module[name]}}


def _key(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def test_what_the_crawl_and_its_tests_import_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert undeclared("crawler", project["dependencies"]) == set()
    everything = project["dependencies"] + project["optional-dependencies"]["dev"]
    assert undeclared("tests/crawler", everything) == set()
    assert undeclared("tests/extraction", everything) == set()

"""The reasons for which a page is no article."""

import re
from pathlib import Path

import pytest

from crawler.extraction.refusal import REASONS, refuse

SOURCES = Path(__file__).parents[2] / "docs" / "sources.md"


def test_the_manual_explains_every_reason() -> None:
    rows = [line.split("|")[1] for line in SOURCES.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    explained = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    assert REASONS.keys() <= explained


def test_a_reason_nobody_knows_is_a_fault() -> None:
    with pytest.raises(ValueError, match="unknown reason 'boring'"):
        refuse("boring", "http://one.example/")

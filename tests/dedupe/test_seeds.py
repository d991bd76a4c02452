"""The two documents the project began from."""

from datetime import date
from pathlib import Path

import pytest

from dedupe import tidy

SEEDS = Path(__file__).parents[2].parent / "shared" / "data" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="no shared data beside the project")


def seed(number: str) -> list[str]:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return path.read_text(encoding="utf-8").split("\n")


@pytest.mark.parametrize("titled", [True, False])
def test_the_link_farms_page_comes_out_as_the_newspapers_story(titled: bool) -> None:
    lines = seed("003")
    tidied = tidy(lines[0] if titled else "", lines)
    also = lines.index("ALSO")
    assert tidied.kept == tuple(range(1, also))  # every paragraph, no list line, nothing from "ALSO" on
    assert sum(bool(mention.outlet and mention.published_on) for mention in tidied.mentions) >= 78
    assert tidied.mentions[3].outlet == "Reuters"
    assert tidied.mentions[3].published_on == date(2025, 9, 6)
    assert tidied.credit is not None
    assert tidied.credit.outlet == "Los Angeles Times"
    assert tidied.credit.title == lines[also + 5].removesuffix(" - Los Angeles Times")
    assert not tidied.title.endswith("Times")
    assert not tidied.is_index


def test_the_aid_organisations_page_loses_its_banners_and_keeps_its_bullets() -> None:
    lines = seed("000")
    tidied = tidy("", lines)
    gone = [line for index, line in enumerate(lines) if line.strip() and index not in tidied.kept]
    assert gone == [lines[0], lines[0], "Iraq Capabilities Statement", "Read More"]
    assert sum("•" in lines[index] for index in tidied.kept) == 4
    assert not tidied.is_index

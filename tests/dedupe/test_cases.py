"""The labelled cases: articles in, stories out. A new case is a table in cases/, no code."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from news.model import Article

CASES = Path(__file__).with_name("cases")


def cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [pytest.param(case, table["paragraphs"], id=f"{path.stem}: {case['name']}") for case in table["case"]]
    return found


@pytest.mark.parametrize(("case", "paragraphs"), cases())
def test_articles_come_out_as_the_stories_of_the_case(case: dict[str, Any], paragraphs: dict[str, str], newsroom: Any) -> None:
    numbers = {
        row["id"]: newsroom.receive(article(row, paragraphs), row.get("kind", ""), row.get("source_name", "")) for row in case["article"]
    }
    names = {number: name for name, number in numbers.items()}
    stories: dict[str, set[str]] = {}
    for name, number in numbers.items():
        stories.setdefault(newsroom.story_of(number), set()).add(name)
    came = {names[newsroom.lead_of(story)]: members for story, members in stories.items()}
    expected = {story["lead"]: {story["lead"], *story.get("others", {}), *story.get("merged", ())} for story in case["story"]}
    verdicts = "\n".join(f"{names[n]}: {names[o]} {v.rule} {v.evidence}" for n, p in newsroom.placements.items() for o, v in p.verdicts)
    assert came == expected, verdicts
    for story in case["story"]:
        assert newsroom.placements[numbers[story["lead"]]].role == story.get("role", "original")
        for other, role in story.get("others", {}).items():
            # A lead that gave way is described by the placement of the article that took over.
            taken_over = newsroom.placements[numbers[other]].leads
            came_as = (
                newsroom.placements[numbers[story["lead"]]].former_lead_role if taken_over else newsroom.placements[numbers[other]].role
            )
            assert came_as == role, verdicts


def article(row: dict[str, Any], paragraphs: dict[str, str]) -> Article:
    lines = [paragraphs.get(line, line) for line in row["text"]]
    if row.get("damaged"):
        lines = [re.sub(r"(\w{5,}) (\w{4,}) (\w+)", r"\1\2 \3", re.sub("['’]", "", line), count=3) for line in lines]
    if row.get("variants"):
        lines = [line.translate(str.maketrans("أإةىیکەه", "ااهييكهھ")) for line in lines]
    lines += [headline(number) for number in range(row.get("headlines", 0))]
    published = row.get("published")
    return Article(
        url=f"http://{row.get('source', row['id'])}.example/{row['id']}",
        source_id=row.get("source", row["id"]),
        title=row.get("title", ""),
        text="\n".join(lines),
        language=row.get("language", "en"),
        published_at=datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None,
    )


def headline(number: int) -> str:
    topic = ("oil", "water", "schools", "roads", "power", "wheat")[number % 6]
    day = f"September {4 + number % 17}th, 2025"
    return f"- Report {number} on {topic} in province {number % 18} - Outlet {number % 9} - {day} [{day}]"

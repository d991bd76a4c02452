"""Golden stories: articles go through `import` into an archive of their own, and come out as the stories that docs/sameness.md promises.

A case is a folder of golden_stories/. `input.jsonl` holds the articles in the order in which they arrive, as `iraqwire import` reads
them, each with a short `id` that the case goes by. `expected.json` says what it is `about`, which `stories` are to come of it, each
with its lead and the role of every article in it, and where it matters which of the `rules` decided on a pair and which stories'
leads are `not_published`. It says what ought to be: where the program does otherwise, the case is named in DIFFERS.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from iraqwire.files import read_file
from iraqwire.importing import import_records
from iraqwire.intake import Intake
from news.model import Source
from storage import Archive

CASES = Path(__file__).with_name("golden_stories")
OPENED = datetime(2026, 11, 20, 6, tzinfo=UTC)
"""When the first article of a case arrives; the others follow a minute apart, after all that they are dated."""

SOURCES = (
    Source("tigris-wire", "Tigris Wire", "https://tigriswire.example/", kind="agency"),
    Source("zagros-wire", "Zagros Wire", "https://zagroswire.example/", kind="agency"),
    Source("furat-daily", "Al-Furat Daily", "https://furatdaily.example/", labels=("الفرات اليومية",)),
    Source("iraq-heap", "Iraq Heap", "https://iraqheap.example/", kind="link_farm"),
)
"""Those whose kind or name decides something. The others register themselves as they are imported."""

DIFFERS = {
    "abridged_copy": "five of eight paragraphs are called a copy because they reach from the first to the last",
    "anniversary_piece": "a piece printed again a year later with two words changed is called a copy and not an update",
    "brief_edited": "nothing_shared: a brief of 56 words with every clause turned keeps 7 passages",
    "first_sentence_and_subscribers_only": "same_wording: three quarters of both texts are one notice for subscribers",
    "first_take_rewritten": "nothing_shared: a rewritten first sentence keeps 27 passages and 30 are asked for",
    "last_paragraphs_missing": "three quarters of a text, cut off, are called a copy",
    "live_blog_before": "a live blog is called a roundup only where something that it holds came before it",
    "paragraph_ten_times": "one paragraph ten times over is called a copy because it is longer than what it was cut from",
    "press_conference": "edited_throughout takes five answers quoted in two reports of their own for an edited copy",
    "statement_in_pieces": "edited_throughout takes a statement quoted in pieces for an edited copy of a report that quotes it whole",
    "toll_rises_in_figures": "template: a toll in figures that rises in a brief is taken for a form, the same toll in words is not",
    "two_excerpts_on_one_page": "the openings of two reports on one page are no round-up, as neither stands in it whole: it joins the first",
    "weather_with_one_first_sentence": "same_opening hides the next day's weather where the form's first sentence names no day",
}
"""Cases in which the program does not do what is asked of it, and what it does."""


def _cases() -> list[Any]:
    names = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())
    assert DIFFERS.keys() <= set(names)
    return [
        pytest.param(name, marks=pytest.mark.xfail(reason=DIFFERS[name], strict=True, raises=AssertionError)) if name in DIFFERS else name
        for name in names
    ]


@pytest.mark.parametrize("case", _cases())
def test_the_articles_of_a_case_become_the_stories_that_it_expects(case: str, tmp_path: Path) -> None:
    expected = json.loads((CASES / case / "expected.json").read_text(encoding="utf-8"))
    wanted_rules = [(*rule["pair"], rule["rule"]) for rule in expected.get("rules", [])]
    with Archive(tmp_path / "iraqwire.db") as archive:
        ids = _import(archive, CASES / case / "input.jsonl")
        assert _stories(archive, ids) == sorted(expected["stories"], key=lambda story: story["lead"])
        assert [(one, other, _rule(archive, ids, one, other)) for one, other, _ in wanted_rules] == wanted_rules
        assert _not_published(archive, ids) == sorted(expected.get("not_published", []))


def _import(archive: Archive, file: Path) -> dict[int, str]:
    """The short ids of the articles, by their ids in the archive. Every line must come in as an article of its own."""
    minutes = iter(range(1_000))
    intake = Intake(archive, lambda folded: True)
    tally = import_records(
        archive, read_file(file, known=SOURCES), SOURCES, intake, lambda: OPENED + timedelta(minutes=next(minutes))
    ).as_json()
    assert tally["refused"] == {}
    ids = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        stored = archive.articles.find(record["url"])
        assert stored is not None
        ids[stored.id] = record["id"]
    assert len(ids) == tally["articles"]
    return ids


def _stories(archive: Archive, ids: dict[int, str]) -> list[dict[str, Any]]:
    found = filter(None, map(archive.stories.get, set(archive.articles.places_of(ids).values())))
    told = [{"lead": ids[story.lead.id], "roles": {ids[one.id]: one.role for one in (story.lead, *story.others)}} for story in found]
    return sorted(told, key=lambda story: str(story["lead"]))


def _rule(archive: Archive, ids: dict[int, str], one: str, other: str) -> str:
    """The rule that decided on a pair as the later of the two came in; empty where they never met."""
    numbers = {short: number for number, short in ids.items()}
    decided = archive.verdicts.decisions(numbers[one], numbers[other])
    return decided[-1].verdict.rule if decided else ""


def _not_published(archive: Archive, ids: dict[int, str]) -> list[str]:
    """The leads of the stories that no feed shows."""
    admitted = {story.lead.id for story in archive.stories.admitted(since=OPENED, at_least=0, at_most=1_000)}
    leads = {story.lead.id for story in filter(None, map(archive.stories.get, set(archive.articles.places_of(ids).values())))}
    return sorted(ids[lead] for lead in leads - admitted)

"""Texts that no newsroom writes: each has a fingerprint, can be placed, and joins nothing that it is no copy of."""

from typing import Any

import pytest

from dedupe import compare, fingerprint
from dedupe.passages import MOST_LETTERS
from news.model import Article

FERRY = (
    "The ferry that links the two banks at Qurna was out of service for a ninth day on Thursday because the two offices that share it "
    "could not agree who pays its crew, and farmers who would cross in ten minutes now drive for an hour and a half."
)
BAD = {
    "empty": "",
    "one word": "ferry",
    "a megabyte of one word": "word " * 200_000,
    "a megabyte of one letter": "x" * 1_000_000,
    "control characters": "\x00\x01\x02\x1b\x7f" * 50,
    "lone surrogates": "\ud800\udfff " * 50,
    "marks alone": "\u200f\u202b\u202c\ufeff\u0301" * 50,
}


def article(text: str, name: str, title: str = "") -> Article:
    return Article(url=f"http://{name}.example/{name}", source_id=name, title=title or name, text=text)


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_a_bad_text_is_a_story_of_its_own_beside_sound_ones(text: str, newsroom: Any) -> None:
    sound = newsroom.receive(article(FERRY, "one"))
    bad = newsroom.receive(article(text, "two"))
    again = newsroom.receive(article(FERRY, "three"))
    assert newsroom.story_of(bad) != newsroom.story_of(sound) == newsroom.story_of(again)


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_the_fingerprint_of_a_bad_text_is_bounded(text: str) -> None:
    found = fingerprint(text, "A title")
    assert found.length <= MOST_LETTERS
    assert len(found.passages) < 100
    assert all(0 <= key < 1 << 63 for key in (*found.bands, *found.passages))


@pytest.mark.parametrize("text", ["", "ferry", *(BAD[name] for name in ("control characters", "lone surrogates", "marks alone"))])
def test_two_articles_without_a_text_are_two_stories_under_two_titles(text: str) -> None:
    assert not compare(article(text, "one", "Ferry idle"), article(text, "two", "School opened")).same


@pytest.mark.parametrize("mark", ["\u200f", "\u202b", "\u200b", "\u00ad", "\x07"])
def test_marks_that_nobody_sees_change_no_verdict(mark: str) -> None:
    marked = mark + FERRY.replace(" ", f" {mark}")
    assert compare(article(FERRY, "one"), article(marked, "two")).rule == "identical"


def test_a_damaged_copy_is_a_copy() -> None:
    damaged = FERRY.replace("links the", "linksthe").replace("out of", "out\ud800of").replace("\u0020an\u0020", " an\x00 ")
    assert compare(article(FERRY, "one"), article(damaged, "two")).same


def test_an_identical_text_joins_its_story_though_many_stories_hold_all_of_it() -> None:
    verdict = compare(article(FERRY, "one"), article(FERRY, "two"), lambda passages: [True] * len(passages))
    assert (verdict.same, verdict.rule) == (True, "identical")


def test_a_text_carried_a_hundred_times_is_one_story(newsroom: Any) -> None:
    stories = {newsroom.story_of(newsroom.receive(article(FERRY, f"outlet{number}"))) for number in range(100)}
    assert len(stories) == 1

"""The texts themselves: enough of them, varied, in the letters of their language, and none like another but where it is meant."""

from datetime import UTC, date, datetime
from itertools import combinations

import pytest

from iraqwire.demo.dailies import DAYS, dailies, prices, weather
from iraqwire.demo.outlets import outlets
from iraqwire.demo.stories import TrueStory, stories
from news.text import letters

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
WRITTEN = tuple(stories().values())
TOPICS = frozenset(
    [
        "security",
        "displacement_humanitarian",
        "oil_energy",
        "elections_politics",
        "kurdistan_region",
        "water_drought",
        "health",
        "economy",
        "us_coalition",
        "turkey_iran_relations",
        "minorities_heritage",
        "archaeology",
        "sports",
    ]
)
SORANI = frozenset("ێۆڕڵە")
PASSAGE = 40
MEANT = {
    frozenset({"depot-brief", "live-session"}): "the live blog holds the agency's brief",
    frozenset({"footbridge-courier", "footbridge-monitor"}): "both quote the ministry's statement",
    frozenset({"ar-reservoir-alrafid", "ar-reservoir-nakheel"}): "so do these three",
    frozenset({"ar-reservoir-alrafid", "ar-reservoir-diwan"}): "so do these three",
    frozenset({"ar-reservoir-nakheel", "ar-reservoir-diwan"}): "so do these three",
}


def passages(story: TrueStory) -> set[str]:
    folded = letters("\n".join(story.paragraphs))
    return {folded[at : at + PASSAGE] for at in range(len(folded) - PASSAGE + 1)}


def arabic_letters(story: TrueStory) -> list[str]:
    return [letter for letter in " ".join((story.title, *story.paragraphs)) if "\u0600" <= letter <= "\u06ff" and letter.isalpha()]


def test_there_are_stories_enough_in_three_languages() -> None:
    counts = {language: sum(story.language == language for story in WRITTEN) for language in ("en", "ar", "ckb")}
    assert len(WRITTEN) >= 44
    assert counts["en"] >= 24
    assert counts["ar"] >= 13
    assert counts["ckb"] >= 8


def test_every_topic_is_written_about_in_english_and_most_in_arabic_and_sorani() -> None:
    for language, least in (("en", 13), ("ar", 12), ("ckb", 7)):
        told = {topic for story in WRITTEN if story.language == language for topic in story.topics}
        assert told <= TOPICS
        assert len(told) >= least, language


def test_most_stories_run_to_the_length_of_news() -> None:
    usual = [story for story in WRITTEN if 115 <= sum(len(paragraph.split()) for paragraph in story.paragraphs) <= 500]
    assert len(usual) >= 0.9 * len(WRITTEN)


def test_no_two_stories_share_a_passage_but_where_it_is_meant() -> None:
    found = {story.id: passages(story) for story in WRITTEN}
    shared = {frozenset(pair) for pair in combinations(found, 2) if found[pair[0]] & found[pair[1]]}
    assert shared == set(MEANT)


@pytest.mark.parametrize("pair", [pair for pair, why in MEANT.items() if "statement" in why or "three" in why], ids=sorted)
def test_a_shared_statement_is_the_smaller_part_of_both_stories(pair: frozenset[str]) -> None:
    one, other = (passages(stories()[story]) for story in sorted(pair))
    assert 0.1 < len(one & other) / min(len(one), len(other)) < 0.26


@pytest.mark.parametrize("story", WRITTEN, ids=lambda story: story.id)
def test_a_text_is_in_the_letters_of_its_language(story: TrueStory) -> None:
    text = " ".join((story.title, *story.paragraphs))
    arabic = arabic_letters(story)
    share = len(arabic) / sum(letter.isalpha() for letter in text)
    sorani = sum(letter in SORANI for letter in arabic) / max(1, len(arabic))
    assert share == 0 if story.language == "en" else share > 0.98
    assert (sorani >= 0.03) == (story.language == "ckb")


@pytest.mark.parametrize("story", WRITTEN, ids=lambda story: story.id)
def test_a_story_comes_from_an_outlet_of_its_language(story: TrueStory) -> None:
    if story.outlet:
        assert story.language in outlets()[story.outlet].languages
    else:
        assert story.credited


def test_each_day_of_a_templated_daily_is_a_story_of_its_own() -> None:
    found = dailies(NOW.date())
    assert len(found) == 2 * DAYS
    assert len({story.paragraphs for story in found}) == len(found)


@pytest.mark.parametrize("daily", [prices, weather])
def test_two_days_of_a_daily_differ_in_their_numbers_alone(daily) -> None:  # type: ignore[no-untyped-def]
    first, second = (daily(date(2026, 11, day)) for day in (16, 17))
    words = [" ".join(version.paragraphs).split() for version in (first, second)]
    differing = [pair for pair in zip(*words, strict=True) if pair[0] != pair[1]]
    assert len(differing) >= 6
    named = [pair for pair in differing if not any(map(str.isdigit, pair[0]))]
    assert len(named) <= 2, "at most the name of the day"

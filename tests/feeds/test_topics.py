"""What each topic must and must not take, in English, Arabic and Sorani: made-up headlines and openings, topics/ID.toml."""

import gzip
import json
import tomllib
from pathlib import Path

import pytest

from feeds.selection import in_beat, judge
from feeds.topics import load_topics
from news.errors import ConfigError
from news.model import Topic
from news.query import FoldedText, Node, Text, fold_article, matches

CASES = Path(__file__).with_name("topics")
SHARED = Path(__file__).parents[3] / "shared"

TOPICS = load_topics()
IDS = [topic.id for topic in TOPICS.topics]


def cases(topic_id: str, key: str) -> list[str]:
    found: list[str] = tomllib.loads((CASES / f"{topic_id}.toml").read_text(encoding="utf-8"))[key]
    return found


def folded(case: str) -> FoldedText:
    title, _, opening = case.partition(" | ")
    return fold_article(title, opening)


def node_of(topic_id: str) -> Node:
    return TOPICS.nodes[IDS.index(topic_id)]


@pytest.mark.parametrize(("topic_id", "case"), [(topic_id, case) for topic_id in IDS for case in cases(topic_id, "must")])
def test_a_topic_takes_what_it_must(topic_id: str, case: str) -> None:
    assert in_beat(TOPICS, folded(case))
    assert topic_id in judge(TOPICS, folded(case))


@pytest.mark.parametrize(("topic_id", "case"), [(topic_id, case) for topic_id in IDS for case in cases(topic_id, "must_not")])
def test_a_topic_leaves_what_it_must_not_take(topic_id: str, case: str) -> None:
    assert topic_id not in judge(TOPICS, folded(case))


@pytest.mark.parametrize("case", cases("beat", "must"))
def test_the_beat_takes_the_news_of_iraq(case: str) -> None:
    assert in_beat(TOPICS, folded(case))


@pytest.mark.parametrize("case", cases("beat", "must_not"))
def test_the_beat_leaves_what_only_names_it(case: str) -> None:
    assert not in_beat(TOPICS, folded(case))
    assert judge(TOPICS, folded(case)) == ()


def test_every_topic_has_cases_enough() -> None:
    assert {path.stem for path in CASES.glob("*.toml")} == {*IDS, "beat"}
    for topic_id in IDS:
        assert len(cases(topic_id, "must")) >= 8
        assert len(cases(topic_id, "must_not")) >= 5


def test_there_are_the_thirteen_topics() -> None:
    assert " ".join(IDS) == (
        "security displacement oil politics kurdistan water health economy coalition neighbours minorities heritage sports"
    )


def test_a_topic_selects_within_the_beat() -> None:
    text = fold_article("Oil prices fall in London", "Brent crude fell on Monday.")
    assert matches(node_of("oil"), Text(text))
    assert judge(TOPICS, text) == ()


def test_acronyms_do_not_match_words() -> None:
    assert "health" not in judge(TOPICS, fold_article("Who rules Iraq", "Who can say. " * 20))
    assert "health" in judge(TOPICS, fold_article("WHO helps Iraq", ""))
    assert "coalition" not in judge(TOPICS, fold_article("Give us a base, says Basra club", "Let us play, they said."))


def test_words_deep_in_a_text_do_not_make_a_topic() -> None:
    text = "\n".join(
        ["Iraq's poets met in Baghdad. " + "They read their verses until late. " * 15, "Oil, refineries, pipelines and barrels."]
    )
    assert judge(TOPICS, fold_article("Poets meet", text)) == ()


def test_pruned_judging_agrees_with_the_whole_query() -> None:
    every = [case for path in CASES.glob("*.toml") for key in ("must", "must_not") for case in cases(path.stem, key)]
    for case in every:
        text = Text(folded(case))
        whole = tuple(topic_id for topic_id, node in zip(IDS, TOPICS.nodes, strict=True) if matches(node, text))
        assert judge(TOPICS, folded(case)) == (whole if matches(TOPICS.beat, text) else ())


def test_an_extra_topic_with_a_shipped_id_replaces_it_in_its_place() -> None:
    topics = load_topics([Topic("oil", "Crude", "crude"), Topic("ferries", "Ferries", "ferry")])
    assert [topic.id for topic in topics.topics] == [*IDS, "ferries"]
    assert topics.get("oil") == Topic("oil", "Crude", "crude")
    assert judge(topics, fold_article("Crude ferry in Basra", "")) == ("oil", "ferries")


def test_a_beat_of_ones_own_replaces_the_shipped_one() -> None:
    topics = load_topics(beat="Norway")
    assert judge(topics, fold_article("Norway's oil exports", "")) == ("oil",)
    assert judge(topics, fold_article("Iraq's oil exports", "")) == ()


def test_the_version_follows_what_a_text_could_be_judged_by() -> None:
    assert load_topics().version == TOPICS.version
    assert load_topics([Topic("oil", "Crude", next(t.query for t in TOPICS.topics if t.id == "oil"))]).version == TOPICS.version
    assert load_topics([Topic("oil", "Oil", "oil")]).version != TOPICS.version
    assert load_topics([Topic("ferries", "Ferries", "ferry")]).version != TOPICS.version
    assert load_topics(beat="Norway").version != TOPICS.version


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ([Topic("ferries", "Ferries", "ferry (boat")], "topic 'ferries': query: the bracket at character 7 is not closed; add a \\)"),
        ([Topic("ferries", "Ferries", "")], "topic 'ferries': query: nothing to look for"),
        ([Topic("All Of It", "All", "ferry")], "topic 'All Of It': an id is small letters"),
        ([Topic("../x", "X", "ferry")], "topic '../x'"),
        ([Topic("a.ar", "X", "ferry")], "topic 'a.ar'"),
        ([Topic("all", "All", "ferry")], "topic 'all': this id is taken"),
        ([Topic("ferries", "A", "ferry"), Topic("ferries", "B", "boat")], "topic 'ferries' is given twice"),
    ],
)
def test_a_topic_that_cannot_be_used_is_named_with_the_place(extra: list[Topic], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_topics(extra)


def test_a_beat_that_does_not_parse_is_named() -> None:
    with pytest.raises(ConfigError, match=r"\[beat\]: query: the bracket at character 1 is not closed"):
        load_topics(beat="(Iraq")


def test_a_topic_without_a_title_is_called_by_its_id() -> None:
    assert load_topics([Topic("river_ferries", " ", "ferry")]).topics[-1].title == "River ferries"


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared, real Arabic news")
def test_the_beat_tells_texts_about_iraq_from_others() -> None:
    """Texts that name Iraq twice or more, in Saudi and other papers: most are of the beat (the rest name it far down); of the
    texts that name it less hardly any is.
    """
    with gzip.open(SHARED / "data" / "arabic" / "texts.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [text for text in map(json.loads, lines) if text["language"] == "ar" and text.get("iraq") is not None]
    taken = {flag: [in_beat(TOPICS, fold_article(t["title"], t["text"])) for t in texts if t["iraq"] is flag] for flag in (True, False)}
    assert sum(taken[True]) / len(taken[True]) > 0.6
    assert sum(taken[False]) / len(taken[False]) < 0.03

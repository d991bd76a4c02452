"""Articles as JSON records and back."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.clock import from_text, to_text
from news.model import Article, Credit, Mention, Translation
from news.record import from_record, to_record

FULL = Article(
    url="http://a.example/1",
    source_id="a",
    title="A title",
    text="One.\nTwo.",
    html="<p>One.</p><p>Two.</p>",
    canonical_url="http://a.example/1",
    language="ar",
    authors=("Sara Ali",),
    published_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
    published_from="json-ld",
    modified_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
    credit=Credit("Agency", "dateline", "BAGHDAD (Agency)"),
    clipped=True,
    mentions=(Mention("Other", "Outlet", date(2025, 9, 6), "http://b.example/"),),
    translations=(Translation("en", "http://a.example/en/1"),),
)


def test_a_record_gives_its_article_back() -> None:
    assert from_record(json.loads(json.dumps(to_record(FULL)))) == FULL


def test_the_smallest_record_is_enough() -> None:
    article = from_record({"url": "http://a.example/1", "text": "Words.", "source": "a"})
    assert (article.source_id, article.published_at) == ("a", None)


@pytest.mark.parametrize(
    ("record", "named"),
    [
        ({"text": "x"}, "'url' is missing"),
        ({"url": "http://a.example/", "text": "  "}, "'text' is empty"),
        ({"url": "http://a.example/", "text": 7}, "'text' is no text"),
        ({"url": "http://a.example/", "text": "x", "published_at": "2026-13-45"}, "'published_at' is no ISO 8601 date"),
        ({"url": "http://a.example/", "text": "x", "authors": 3}, "'authors' is no list"),
        ({"url": "http://a.example/", "text": "x", "credit": "A", "credited": "x"}, "'credited' is no record"),
        ({"url": "http://a.example/", "text": "x", "mentions": 5}, "'mentions' is no list of records"),
        ({"url": "http://a.example/", "text": "x", "translations": "en"}, "'translations' is no list of records"),
        ({"url": "http://a.example/", "text": "x", "translations": [{"language": "en"}]}, "'url' is missing"),
        ({"url": "http://a.example/", "text": "x", "mentions": [{"title": 5}]}, "'title' is no text"),
        (
            {"url": "http://a.example/", "text": "x", "mentions": [{"title": "t", "published_on": "soon"}]},
            "'published_on' is no ISO 8601 day",
        ),
    ],
)
def test_a_wrong_record_is_named(record: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        from_record(record)


def test_instants_are_kept_in_utc_to_the_second() -> None:
    assert to_text(from_text("2026-11-21T12:00:00.5+03:00")) == "2026-11-21T09:00:00Z"
    with pytest.raises(ValueError, match="naive"):
        to_text(datetime(2026, 1, 1))  # noqa: DTZ001


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["rule", "title", "url", "published_on"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(sorted(to_record(FULL))), ANYTHING))
def test_any_json_is_an_article_or_a_value_error(record: dict[str, object]) -> None:
    try:
        from_record({"url": "http://a.example/1", "text": "Words.", **record})
    except ValueError:
        return

"""The query language: what it reads, what it matches, what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.errors import QueryError
from news.query import Text, about_score, fold_article, matches, parse

OIL = Text(
    fold_article(
        "Oil exports rise as OPEC meets",
        "Baghdad pumped more crude in May, the ministry said.\n"
        + "filler " * 90
        + "\nWho knows what the refineries in Basra will do? The Grand Faw port waits.",
    )
)
ARABIC = Text(fold_article("ارتفاع صادرات النفط العراقي", "أعلنت وزارة النفط، اليوم الأحد، ارتفاع الصادرات من موانئ البصرة."))
SORANI = Text(fold_article("نەوتی عێراق زیاد دەکات", "وەزارەتی نەوت ڕایگەیاند کە هەناردەکردن زیادی کردووە."))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("oil", True),
        ("export", True),
        ('"export"', False),
        ("oil crude", True),
        ("oil wheat", False),
        ("wheat OR crude", True),
        ("oil -crude", False),
        ("oil NOT wheat", True),
        ("refiner*", True),
        ('"grand faw port"', True),
        ('"faw grand"', False),
        ("title:crude", False),
        ("title:opec", True),
        ("lead:crude", True),
        ("lead:refineries", False),
        ("lead:(wheat OR ministry)", True),
        ("OPEC", True),
        ("WHO", False),
        ("who", True),
        ("about(oil, wheat)", True),
        ("about(refineries, port, who, wheat)", False),
        ("about(crude, refineries)", True),
    ],
)
def test_a_query_matches_what_it_says(query: str, found: bool) -> None:
    assert matches(parse(query), OIL) is found


@pytest.mark.parametrize("query", ["نفط", "النفط", "نفظ OR صادرات", "عراقي", "بصره", "title:عراقي", "about(نفط)"])
def test_arabic_words_match_with_article_and_particles(query: str) -> None:
    assert matches(parse(query), ARABIC)


def test_an_arabic_prefix_takes_the_article_and_particles_too() -> None:
    text = Text(fold_article("عودة النازحين وللنازحات", ""))
    assert matches(parse("نازح*"), text)
    assert matches(parse("عود*"), text)
    assert not matches(parse("ازح*"), text)


@pytest.mark.parametrize(
    ("title", "opening", "found"),
    [
        ("ballot", "", True),
        ("vote", "", False),
        ("vote on a law", "", True),
        ("vote", "the law", True),
        ("", "ballot law", True),
        ("", "vote law", False),
        ("", "vote law seat", True),
        ("IHEC", "", True),
    ],
)
def test_a_weak_word_wants_company(title: str, opening: str, found: bool) -> None:
    text = Text(fold_article(title, opening))
    assert matches(parse("about(ballot, IHEC; vote, law, seat,)"), text) is found


def test_a_weak_word_deep_in_a_text_says_nothing() -> None:
    text = Text(fold_article("", "ballot " + "filler " * 90 + "\nvote law seat"))
    assert not matches(parse("about(ballot; vote, law, seat)"), text)
    assert matches(parse("about(ballot, vote)"), text)


def test_a_word_of_a_text_counts_once_however_many_terms_it_meets() -> None:
    text = Text(fold_article("", "The farmers of Basra"))
    assert not matches(parse("about(farm*, farmer, farmers)"), text)
    assert about_score(parse("about(farm*; farmers)").terms, text) == (2, (("farm", 2),))  # type: ignore[union-attr]
    title = Text(fold_article("Prime minister opens bridge", ""))
    assert not matches(parse('about(law; "prime minister", minister)'), title)


def test_a_quoted_arabic_word_matches_as_it_stands() -> None:
    assert not matches(parse('"نفط"'), ARABIC)
    assert matches(parse('"النفط"'), ARABIC)


@pytest.mark.parametrize("query", ["عیراق", "نەوت*", "وەزارەتی", '"وەزارەتی نەوت"'])
def test_sorani_matches_whatever_keyboard_typed_it(query: str) -> None:
    assert matches(parse(query), SORANI)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("", "nothing to look for"),
        ("(oil", "bracket at character 1 is not closed"),
        ("oil)", "unexpected '\\)' at character 4"),
        ("oil OR", "nothing to look for"),
        ("about(oil", "about\\( at character 1 is not closed"),
        ("about(oil OR gas)", "words and phrases alone"),
        ("about(power cut)", "single words or phrases"),
        ("NOT", "without a word"),
        ("about(;oil)", "nothing to look for"),
        ("about(oil;;gas)", "nothing to look for"),
        ("oil; gas", "unexpected ';' at character 4"),
        ("…", "nothing to look for"),
        ("(" * 60 + "a" + ")" * 60, "nested too deep"),
        ("a " * 20_000, "too long"),
    ],
)
def test_a_query_that_does_not_parse_says_where(query: str, named: str) -> None:
    with pytest.raises(QueryError, match=named):
        parse(query)


@given(st.text(st.sampled_from('ab "()-:*,ORNT\x00.نم'), max_size=60))
def test_any_text_is_a_query_or_a_named_error(text: str) -> None:
    try:
        node = parse(text)
    except QueryError:
        return
    matches(node, OIL)


@given(st.lists(st.sampled_from(["oil", "crude", "wheat", "opec"]), min_size=1, max_size=4))
def test_or_is_any_and_and_is_all(names: list[str]) -> None:
    single = [matches(parse(name), OIL) for name in names]
    assert matches(parse(" OR ".join(names)), OIL) is any(single)
    assert matches(parse(" ".join(names)), OIL) is all(single)

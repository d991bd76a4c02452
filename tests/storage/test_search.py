"""Search finds what the query language says, no more and no less, and stumbles over no query that parses."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.errors import QueryError
from news.model import Article, Fingerprint, Placement, Source
from news.query import About, And, Node, Not, Or, Term, Text, Within, fold_article, matches, parse
from storage import Archive
from storage.search import superset

# Each line title | text; ¶ ends a paragraph. Words of the alphabet below, in every zone and company.
TEXTS = """
Oil exports rise | Iraq exported more oil from the grand Faw port, the ministry said.¶OPEC meets on Monday.
WHO warns of cholera | The WHO and the U.N. said who should be vaccinated first.
Who owns the port | Nobody knows who owns it, said the mayor of Basra.
النفط العراقي يرتفع | ارتفعت صادرات النفط والغاز في البصرة، وقالت الوزارة إن بغداد وافقت.
نەوتی کوردستان | هەولێر دەڵێت هەناردەی نەوت دەست پێ دەکاتەوە.
Petrol şirketi | Rêveberiya Hewlêrê dibêje ku petrol dê were şandin.
F-16 jets over al-Hol | The F-16s flew over al-Hol camp; the refinery's fire burns.
ᦰ ᦱ new letters | ꓐ ᲀ 𞤀 Ꭰ ﷺ ﬁne x² Ⅻ 北京
"quoted" OR (brackets) | title:oil lead:gas NOT AND about(oil, gas) * ^ + - {title}
Empty body |
""".strip()
LONG = "filler words go on and on " * 20
PLAIN = "oil gas port said who WHO U.N. UN refin* Refinery OPEC expor* النفط نفط بغداد نەوت petrol şirketi F-16 al-Hol 北京 ᦰ ᦰ* ꓐ ᲀ 𞤀 Ꭰ ﬁne x² Ⅻ * ' ^ + : {title} title: \ud800 \x00"
ALPHABET = [
    *PLAIN.split(" "),
    "é*", "title:oil", "lead:port", "title:WHO", "lead:نفط", '"grand faw port"', '"who owns"', '""', '"ᦰ"', '"oil', "NEAR(oil port)", "a\"b", "oil\\", "%", "_", "_x_", "1",
]  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, dict[int, Text]]]:
    texts: dict[int, Text] = {}
    with Archive(tmp_path_factory.mktemp("search") / "x.db") as archive:
        archive.sources.register([Source("a", "A", "http://a.example/"), Source("b", "B", "http://b.example/")])
        for number, line in enumerate(TEXTS.splitlines() * 2):
            title, _, body = line.partition(" | ")
            text = body.replace("¶", "\n")
            if number >= 10:
                text = f"{LONG}\n{text}"  # the same words in the rest, not the opening
            folded = fold_article(title, text)
            article = Article(f"http://a.example/{number}", "ab"[number % 2], title, text, language="en" if number % 3 else "ar")
            prints = Fingerprint(b"", (), (), 0, 1)
            seen = datetime(2026, 11, 1 + number, tzinfo=UTC)
            texts[archive.articles.admit(article, prints, folded, Placement(), first_seen_at=seen)] = Text(folded)
        yield archive, texts


def found(archive: Archive, query: Node, **filters) -> list[int]:
    return [stored.id for stored in archive.search(query, limit=1000, **filters)]


def brute_force(texts: dict[int, Text], query: Node) -> list[int]:
    return [article_id for article_id in reversed(texts) if matches(query, texts[article_id])]


words = st.sampled_from(ALPHABET) | st.text(max_size=4)
queries = st.recursive(
    words,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(" OR ".join),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"-{one}"),
        inner.map(lambda one: f"NOT ({one})"),
        inner.map(lambda one: f"title:({one})"),
        inner.map(lambda one: f"lead:({one})"),
        st.lists(words, min_size=1, max_size=5).map(lambda several: f"about({', '.join(several)})"),
    ),
    max_leaves=12,
)


def term_of(word: str) -> Term | None:
    try:
        node = parse(word)
    except QueryError:
        return None
    return node if isinstance(node, Term) else None


terms = st.sampled_from([term for term in map(term_of, ALPHABET) if term])
trees = st.recursive(
    terms | st.lists(terms, min_size=1, max_size=4).map(lambda several: About(tuple(several))),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda several: And(tuple(several))),
        st.lists(inner, min_size=2, max_size=3).map(lambda several: Or(tuple(several))),
        inner.map(Not),
        inner.map(lambda one: Within("title", one)),
        inner.map(lambda one: Within("lead", one)),
    ),
    max_leaves=10,
)
SLOW = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(queries)
def test_every_query_that_parses_finds_what_it_means(filled, query: str) -> None:
    archive, texts = filled
    try:
        tree = parse(query)
    except QueryError:
        return
    assert found(archive, tree) == brute_force(texts, tree)


@SLOW
@given(trees)
def test_every_tree_finds_what_it_means(filled, tree: Node) -> None:
    archive, texts = filled
    assert found(archive, tree) == brute_force(texts, tree)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("oil", 4),
        ("WHO", 2),
        ("who", 4),
        ("U.N.", 2),
        ("نفط", 2),
        ('"grand faw port"', 2),
        ("refin*", 2),
        ("title:oil -quoted", 2),
        ("lead:opec", 1),
        ("al-hol", 2),
        ("-oil -نفط", 14),
        ("nothing-of-the-sort", 0),
    ],
)
def test_how_many_articles_queries_find(filled, query: str, titles: int) -> None:
    archive, texts = filled
    assert len(brute_force(texts, parse(query))) == len(found(archive, parse(query))) == titles


def test_the_index_narrows_a_search_where_it_can(filled) -> None:
    assert superset(parse("-oil")) is None
    assert superset(parse("oil -port")) == superset(parse("oil"))
    assert superset(parse("title:oil")) == '{title} : ("oil" OR "oils")'
    assert superset(parse("about(oil, WHO)")) == ('({title opening} : ("oil" OR "oils") OR ({title opening} : "who" AND acronyms : "who"))')
    assert superset(parse("ᦰ")) is None  # a letter younger than the tokenizer


def test_the_last_admitted_come_first_and_no_more_than_asked(filled) -> None:
    archive, texts = filled
    every = found(archive, parse("-nowhere"))
    assert every == sorted(texts, reverse=True)
    for limit in (0, 1, 7):
        assert [stored.id for stored in archive.search(parse("-nowhere"), limit=limit)] == every[:limit]


def test_filters_are_met_together(filled) -> None:
    archive, texts = filled
    query = parse("-nowhere")
    assert found(archive, query, source="b") == [n for n in sorted(texts, reverse=True) if n % 2 == 0]
    assert found(archive, query, source="b", language="ar") == [16, 10, 4]
    assert found(archive, query, since=datetime(2026, 11, 3, tzinfo=UTC), until=datetime(2026, 11, 5, tzinfo=UTC)) == [5, 4, 3]
    assert found(archive, query, topic="oil") == []
    archive.topics.record("1", [(3, ["oil", "gas"]), (4, ["oil"]), (5, [])], datetime(2026, 11, 5, tzinfo=UTC))
    assert found(archive, query, topic="oil") == [4, 3]
    assert found(archive, parse("oil"), topic="gas", source="a") == []


def test_a_dated_article_is_filtered_by_its_date(archive: Archive, desk) -> None:
    old = desk.admit("Marshes", "Marshes.", published_at=datetime(2017, 3, 1, tzinfo=UTC))
    assert found(archive, parse("marshes"), until=datetime(2018, 1, 1, tzinfo=UTC)) == [old]
    assert found(archive, parse("marshes"), since=datetime(2018, 1, 1, tzinfo=UTC)) == []


def test_an_undated_article_is_filtered_by_when_it_was_first_seen(archive: Archive, desk) -> None:
    made = desk.admit("Marshes", "Marshes.")
    assert found(archive, parse("marshes"), since=desk.now, until=desk.now) == [made]
    assert found(archive, parse("marshes"), since=desk.now + timedelta(seconds=1)) == []
    assert found(archive, parse("marshes"), until=desk.now - timedelta(seconds=1)) == []


@pytest.mark.parametrize(
    "query",
    [
        "(" * 38 + "oil" + ")" * 38,
        "".join("(a OR (b " for _ in range(19)) + "oil" + "))" * 19,
        "NOT (" * 18 + "oil" + ")" * 18,
        "title:(lead:(" * 9 + "oil" + "))" * 9,
        " ".join(f"word{n}" for n in range(1_500)),
        " OR ".join(f"word{n}" for n in range(1_200)),
        "about(" + ", ".join(f"word{n}" for n in range(1_200)) + ")",
        " ".join(["النفط"] * 2_000),
        "x" * 19_000,
        " OR ".join(f"({n} {n})" for n in range(900)),
    ],
)
def test_no_query_is_too_much_for_the_index(filled, query: str) -> None:
    archive, texts = filled
    assert found(archive, parse(query)) == brute_force(texts, parse(query))

"""Headline lines lead to the articles they name, copies to their origins, whichever came first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from iraqwire.intake import Intake
from news.model import Article, Credit, Mention, Origin, Source, StoredArticle
from storage import Archive

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
FARM = Source("farm", "Farm", "http://farm.example/", kind="link_farm")
COURIER = Source("courier", "Lagash Courier", "http://lagashcourier.example/", labels=("LG Courier", "بريد لكش"))
HERALD = Source("herald", "The Herald", "http://herald.example/")
SOURCES = {source.id: source for source in (FARM, COURIER, HERALD)}

HEADLINE = "Ferry at Amara stands idle for a ninth day"
LINE = Mention(HEADLINE, "LG Courier", NOW.date())
FERRY = (
    "The ferry across the Tigris at Amara was out of service for a ninth day on Thursday, and children rowed to school instead. "
    "Its engine had come from Basra in the spring and never fitted, the ferryman said, pointing at a widening puddle of oil.\n"
    "The council has asked for another one, and until it comes two fishermen share the work and the fares between them."
)
WALL = "A ferryman, two fishermen and a school: this report is for subscribers of the paper, who can read it in full after they sign in."


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "iraqwire.db") as archive:
        archive.sources.register(SOURCES.values())
        yield archive


@pytest.fixture
def intake(archive: Archive) -> Intake:
    return Intake(archive, lambda folded: True)


def take(intake: Intake, source: str, number: int = 1, title: str = HEADLINE, text: str = FERRY, **more: object) -> int:
    article = Article(f"{SOURCES[source].home}{number}", source, title, text, language="en", **more)  # type: ignore[arg-type]
    receipt = intake.receive(article, SOURCES[source], NOW + timedelta(minutes=number))
    assert receipt.article_id is not None
    return receipt.article_id


def stored(intake: Intake, article_id: int) -> StoredArticle:
    found = intake.archive.articles.get(article_id)
    assert found is not None
    return found


def matched(archive: Archive) -> list[tuple[int | None, str | None]]:
    return archive._connection.rows("SELECT matched_id, matched_by FROM mentions ORDER BY page_url, rowid")  # type: ignore[return-value]


# ---------------------------------------------------------------- headline lines


@pytest.mark.parametrize("as_article", [False, True])
@pytest.mark.parametrize("later", [False, True])
def test_a_line_without_an_address_leads_to_the_article_of_its_headline(
    intake: Intake, archive: Archive, as_article: bool, later: bool
) -> None:
    def line() -> None:
        if as_article:
            take(intake, "farm", 9, "Something else in the marshes", "Of the marshes and their buffaloes.", mentions=(LINE,))
        else:
            intake.tracing.index_page("http://farm.example/list", [LINE])

    if not later:
        line()
        assert matched(archive) == [(None, None)]
    made = take(intake, "courier", published_at=NOW)
    if later:
        line()
    assert matched(archive) == [(made, "headline")]


def test_a_line_does_not_lead_to_another_outlet_that_has_the_headline(intake: Intake, archive: Archive) -> None:
    intake.tracing.index_page("http://farm.example/list", [LINE])
    take(intake, "herald", published_at=NOW)
    assert matched(archive) == [(None, None)]


def test_an_address_is_believed_rather_than_a_headline(intake: Intake, archive: Archive) -> None:
    intake.tracing.index_page(
        "http://farm.example/list", [Mention(HEADLINE, "Lagash Courier", NOW.date(), "http://lagashcourier.example/2")]
    )
    first = take(intake, "courier", published_at=NOW)
    assert matched(archive) == [(first, "headline")]
    second = take(intake, "courier", 2, text=WALL, published_at=NOW)
    assert matched(archive) == [(second, "address")]


def test_a_headline_that_comes_with_a_revision_is_found_as_well(intake: Intake, archive: Archive) -> None:
    intake.tracing.index_page("http://farm.example/list", [LINE])
    made = take(intake, "courier", title="Ferry idle", published_at=NOW)
    assert matched(archive) == [(None, None)]
    assert take(intake, "courier", published_at=NOW) == made
    assert matched(archive) == [(made, "headline")]


def test_lines_of_an_older_archive_are_found_by_their_headlines(tmp_path: Path) -> None:
    with Archive(tmp_path / "old.db") as archive:
        archive.sources.register(SOURCES.values())
        intake = Intake(archive, lambda folded: True)
        intake.tracing.index_page("http://farm.example/list", [LINE])
        connection = archive._connection
        connection.run("DELETE FROM _sqlite_migrations WHERE name LIKE '005%'")
        for table in ("articles", "mentions"):
            for (name,) in connection.rows(
                "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE ?", (f"% {table} %headline%",)
            ):
                connection.run(f"DROP INDEX {name}")
            connection.run(f"ALTER TABLE {table} DROP COLUMN _headline")
        connection.run("ALTER TABLE mentions DROP COLUMN matched_by")
        connection.run("ALTER TABLE sources DROP COLUMN _domains")
        connection.run("DROP TABLE origins")
    with Archive(tmp_path / "old.db") as archive:
        made = take(Intake(archive, lambda folded: True), "courier", published_at=NOW)
        assert matched(archive) == [(made, "headline")]


# ---------------------------------------------------------------- origins

CREDIT = Credit("LG Courier", "repost_phrase", f"Excerpt from: {HEADLINE} - LG Courier", HEADLINE)
LINKED = Credit("LG Courier", "footer", "Source: LG Courier", "", "http://lagashcourier.example/1?utm_source=farm")


def test_an_origin_that_is_not_archived_is_kept_as_it_was_credited(intake: Intake) -> None:
    copy = stored(intake, take(intake, "farm", credit=CREDIT))
    assert copy.origin == Origin("LG Courier", "credit", CREDIT.evidence, HEADLINE, "", "courier")


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize(("credit", "how"), [(CREDIT, "credit"), (LINKED, "link"), (None, "headline")])
def test_a_copy_leads_to_its_origin_though_the_texts_are_not_the_same(intake: Intake, later: bool, credit: Credit | None, how: str) -> None:
    copy = take(intake, "farm", 5, credit=credit) if later else 0
    origin = take(intake, "courier", text=WALL, published_at=NOW - timedelta(days=900))
    copy = copy or take(intake, "farm", 5, credit=credit)
    found = stored(intake, copy)
    assert found.origin is not None
    assert (found.origin.how, found.origin.article_id, found.origin.source_id) == (how, origin, "courier")
    assert found.story_id != stored(intake, origin).story_id
    assert stored(intake, origin).origin is None


@pytest.mark.parametrize("later", [False, True])
def test_an_origin_of_the_same_text_is_found_under_another_headline(intake: Intake, later: bool) -> None:
    credit = Credit("بريد لكش", "footer", "المصدر: بريد لكش")
    copy = take(intake, "farm", 5, "Rowing to school", credit=credit) if later else 0
    origin = take(intake, "courier", published_at=NOW)
    copy = copy or take(intake, "farm", 5, "Rowing to school", credit=credit)
    found = stored(intake, copy)
    assert found.origin is not None
    assert (found.origin.article_id, found.story_id) == (origin, stored(intake, origin).story_id)


@pytest.mark.parametrize("later", [False, True])
def test_the_outlet_after_an_aggregators_title_is_its_origin_where_it_is_known(intake: Intake, later: bool) -> None:
    copy = take(intake, "farm", 5, f"{HEADLINE} - LG Courier") if later else 0
    origin = take(intake, "courier", text=WALL, published_at=NOW)
    copy = copy or take(intake, "farm", 5, f"{HEADLINE} - LG Courier")
    found = stored(intake, copy).origin
    assert found is not None
    assert (found.how, found.outlet, found.title, found.article_id) == ("credit", "LG Courier", HEADLINE, origin)
    assert stored(intake, take(intake, "farm", 6, "Another matter of ferries - Opinion", "Of ferries.")).origin is None


def test_all_copies_of_a_story_lead_to_the_origin_that_arrives(intake: Intake) -> None:
    credits = [Credit(name, "footer", f"Source: {name}") for name in ("LG Courier", "Lagash Courier", "Delta Wire")]
    copies = [take(intake, "farm", 5 + at, f"Rowing to school {at}", credit=credit) for at, credit in enumerate(credits)]
    origin = take(intake, "courier", published_at=NOW)
    origins = [stored(intake, copy).origin for copy in copies]
    assert [found and found.article_id for found in origins] == [origin, origin, None]
    assert [found and found.url for found in origins] == ["http://lagashcourier.example/1"] * 2 + [""]


def test_an_outlet_that_is_registered_later_is_an_origin_all_the_same(intake: Intake) -> None:
    copy = take(intake, "farm", 5, credit=Credit("Delta Wire", "footer", "Source: Delta Wire"))
    wire = Source("wire", "Delta Wire", "http://wire.example/")
    intake.archive.sources.register([wire])
    receipt = intake.receive(Article("http://wire.example/1", "wire", HEADLINE, WALL, published_at=NOW), wire, NOW)
    found = stored(intake, copy).origin
    assert found is not None
    assert (found.article_id, found.source_id) == (receipt.article_id, "wire")


def test_two_outlets_with_one_headline_are_nobodys_origin(intake: Intake) -> None:
    take(intake, "herald", text=WALL, published_at=NOW)
    take(
        intake,
        "courier",
        text="Quite another report, which the paper wrote of the ferry by itself, by asking at the quay.",
        published_at=NOW,
    )
    assert stored(intake, take(intake, "farm", 5)).origin is None


def test_what_a_page_no_longer_credits_is_no_origin(intake: Intake) -> None:
    herald = take(intake, "herald", credit=Credit("Delta Wire", "footer", "Source: Delta Wire"))
    assert stored(intake, herald).origin is not None
    assert take(intake, "herald", text=WALL, credit=Credit("The Herald", "footer", "Source: The Herald")) == herald
    assert stored(intake, herald).origin is None


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("SELECT 1 FROM articles a WHERE a._headline = ? ORDER BY a.id DESC LIMIT 5", "_articles_headline"),
        ("SELECT 1 FROM mentions m WHERE m._headline = ? AND m.matched_id IS NULL AND m._headline IS NOT NULL", "_mentions_headline"),
        ("UPDATE mentions SET matched_id = 1 WHERE _address = ? AND matched_by = 'headline'", "_mentions_by_headline"),
        ("UPDATE origins SET origin_id = 1 WHERE _address = ? AND origin_id IS NULL AND article_id <> 1", "_origins_address"),
        ("SELECT article_id FROM origins WHERE origin_id IS NULL AND _headline = ?", "_origins_headline"),
    ],
)
def test_what_waits_is_found_by_an_index(archive: Archive, sql: str, index: str) -> None:
    assert index in str(archive._connection.rows(f"EXPLAIN QUERY PLAN {sql}", (1,)))

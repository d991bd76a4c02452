"""What a page calls its own address is believed where the text there is the same, and costs no text where it is not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from iraqwire.intake import Intake, Receipt
from news.model import Article, Listing, Source
from storage import Archive

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
POST = Source("post", "The Post", "http://post.example/")
MIRROR = Source("mirror", "The Mirror", "http://mirror.example/")
KESRA = (
    "The bakers of Kesra put up the price of a loaf by fifty dinars on Sunday, the first rise in four years.\n"
    "Flour from the mill at Taji costs a third more than it did in spring, and two of the ovens in Street 12 have gone cold since.\n"
    "Umm Ali, who feeds nine, said she would buy the same eight loaves and go without tea."
)
WELLS = (
    "Engineers sank three wells near Samawah last week and found sweet water in the second, at ninety metres.\n"
    "The herders of the plain had carried theirs from the river since the summer of 2024, and lost a fifth of their sheep on the way.\n"
    "A pump that runs on the sun is to follow before the new year, the water office in Muthanna said."
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "iraqwire.db") as archive:
        archive.sources.register([POST, MIRROR])
        yield archive


@pytest.fixture
def intake(archive: Archive) -> Intake:
    return Intake(archive, lambda folded: True)


def page(
    path: str, text: str = KESRA, canonical: str = "", source: Source = POST, title: str = "Bread dearer in Kesra", **more: object
) -> Article:
    named = f"{source.home}{canonical.removeprefix('/')}" if canonical else ""
    return Article(url=f"{source.home}{path}", source_id=source.id, title=title, text=text, language="en", canonical_url=named, **more)  # type: ignore[arg-type]


def receive(intake: Intake, article: Article, hours: int = 0) -> Receipt:
    return intake.receive(article, MIRROR if article.source_id == "mirror" else POST, NOW + timedelta(hours=hours))


def count(archive: Archive) -> int:
    return archive.stories.counts()["articles"]


def test_a_page_that_names_an_archived_one_with_its_text_is_that_article(intake: Intake, archive: Archive) -> None:
    first = receive(intake, page("kesra", canonical="kesra"))
    form = receive(intake, page("reader/7", canonical="kesra", title="Bread dearer in Kesra - the reader's view"))
    assert (form.outcome, form.article_id, form.story_id) == ("unchanged", first.article_id, first.story_id)
    assert count(archive) == 1
    assert archive.ledger.knows("http://www.post.example/reader/7?utm_source=x")
    stored = archive.articles.by_url("http://post.example/reader/7")
    assert stored is not None
    assert (stored.article.url, stored.article.title) == ("http://post.example/kesra", "Bread dearer in Kesra")


def test_a_page_whose_address_an_archived_one_gave_as_its_own_is_that_article(intake: Intake, archive: Archive) -> None:
    form = receive(intake, page("reader/7", canonical="kesra"))
    whole = receive(intake, page("kesra", canonical="kesra", published_at=NOW), 1)
    assert (form.outcome, whole.outcome, whole.article_id) == ("original", "revised", form.article_id)
    assert count(archive) == 1
    stored = archive.articles.by_url("http://post.example/kesra")
    assert stored is not None
    assert (stored.article.url, stored.article.published_at) == ("http://post.example/reader/7", NOW)
    assert receive(intake, page("kesra", canonical="kesra", published_at=NOW), 2).outcome == "unchanged"


def test_what_a_page_names_and_nobody_fetched_is_still_to_be_fetched(intake: Intake, archive: Archive) -> None:
    run = archive.ledger.start_run("crawl")
    made = receive(intake, page("reader/7", canonical="kesra"))
    listing = Listing("post", "http://post.example/reader/7")
    archive.ledger.page_settled(
        run,
        listing,
        url=listing.url,
        status=200,
        size=1,
        outcome=made.outcome,
        error="",
        article_id=made.article_id,
        again=False,
        fetched_at=NOW,
    )
    assert archive.ledger.knows(listing.url)
    assert not archive.ledger.knows("http://post.example/kesra")


def test_two_pages_that_name_each_other_stay_two_where_they_say_different_things(intake: Intake, archive: Archive) -> None:
    receive(intake, page("a", KESRA, "b"))
    receive(intake, page("b", WELLS, "a", title="Water found"))
    assert count(archive) == 2
    again = [receive(intake, page("a", KESRA, "b"), 1), receive(intake, page("b", WELLS, "a", title="Water found"), 1)]
    assert [receipt.outcome for receipt in again] == ["unchanged", "unchanged"]


def test_two_pages_that_name_each_other_are_one_where_they_say_the_same(intake: Intake, archive: Archive) -> None:
    assert receive(intake, page("a", KESRA, "b")).article_id == receive(intake, page("b", KESRA, "a")).article_id
    assert count(archive) == 1


@pytest.mark.parametrize("named", ["/", "kesra"])
@pytest.mark.parametrize("first", [True, False])
def test_a_site_that_names_one_page_on_every_page_loses_nothing(intake: Intake, archive: Archive, named: str, first: bool) -> None:
    texts = [
        f"{KESRA}\nNumber {number} of the ovens was lit again by {number * 7} bakers from quarter {number + 3}." for number in range(30)
    ]
    target = page(named.removeprefix("/"), WELLS, named, title="Water found")
    if first:
        receive(intake, target)
    for number, text in enumerate(texts):
        receive(intake, page(f"news/{number}", text, named, title=f"Oven {number} lit"))
    if not first:
        receive(intake, target)
    assert count(archive) == 31
    assert len(archive._connection.rows("SELECT DISTINCT text FROM articles")) == 31


def test_a_text_that_grew_or_lost_a_figure_is_no_form_of_the_page_it_names(intake: Intake, archive: Archive) -> None:
    receive(intake, page("kesra"))
    assert receive(intake, page("live/2", f"{KESRA}\nThe council met on Monday.", "kesra")).outcome != "unchanged"
    assert receive(intake, page("live/3", KESRA.replace("fifty", "sixty"), "kesra")).outcome != "unchanged"
    assert count(archive) == 3


def test_a_few_words_that_many_pages_say_make_no_page_another(intake: Intake, archive: Archive) -> None:
    receive(intake, page("gallery/1", "Pictures of the day", title="Palms of Basra"))
    receive(intake, page("gallery/2", "Pictures of the day", "gallery/1", title="Marshes of Chibayish"))
    assert count(archive) == 2


def test_another_outlet_s_page_stays_its_own_whatever_it_names(intake: Intake, archive: Archive) -> None:
    first = receive(intake, page("kesra"))
    copy = receive(intake, replace(page("kesra", source=MIRROR), canonical_url="http://post.example/kesra"))
    assert (copy.outcome, copy.story_id) == ("copy", first.story_id)
    assert count(archive) == 2


def test_one_text_at_two_addresses_that_name_nothing_is_a_copy_in_one_story(intake: Intake, archive: Archive) -> None:
    first = receive(intake, page("kesra", canonical="kesra"))
    second = receive(intake, page("bread", canonical="bread"))
    assert (second.outcome, second.story_id) == ("copy", first.story_id)


def test_the_forms_of_a_page_are_one_article_without_any_claim(intake: Intake, archive: Archive) -> None:
    first = receive(intake, page("kesra"))
    for path in ("kesra/", "kesra/amp", "kesra?print=1", "print/kesra", "kesra?PHPSESSID=a1b2&utm_source=x"):
        assert receive(intake, page(path)) == Receipt("unchanged", first.article_id, first.story_id)
    assert count(archive) == 1

"""A link farm that a person enables: its headlines that lead to a source of the catalogue are fetched from that source."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawler.catalogue import load_catalogue
from crawler.ports import PageSettled
from iraqwire.crawling import ArchiveSink
from iraqwire.importing import source_for
from iraqwire.intake import Intake
from news.model import Article, Credit, Listing, Mention, Source
from storage import Archive

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
FARM = Source("farm", "Farm", "http://farm.example/", kind="link_farm", scope="world")
KNOWN = (
    FARM,
    Source("gazette", "The Gazette", "http://gazette.example/"),
    Source("off", "Off", "http://off.example/", enabled=False, reason="its terms forbid it"),
    Source("other", "Another farm", "http://other.example/", kind="aggregator"),
)
MENTIONS = (
    Mention("Ferry out of service", "The Gazette", date(2026, 11, 19), "http://www.gazette.example/news/1?utm_source=farm"),
    Mention("Known already", "The Gazette", None, "http://gazette.example/news/0"),
    Mention("Off", "Off", None, "http://off.example/1"),
    Mention("Farmed", "Another farm", None, "http://other.example/1"),
    Mention("Nobody's", "Nobody", None, "http://nobody.example/1"),
    Mention("Without an address", "The Gazette"),
)


@pytest.mark.parametrize("as_article", [False, True])
def test_headlines_of_a_link_farm_become_listings_of_the_source_they_lead_to(tmp_path: Path, as_article: bool) -> None:
    page = Listing("farm", "http://farm.example/1")
    article = Article(page.url, "farm", "A repost", "Some text of it.", mentions=MENTIONS) if as_article else None
    with Archive(tmp_path / "iraqwire.db", clock=lambda: NOW) as archive:
        archive.sources.register(KNOWN)
        sink = ArchiveSink(archive, Intake(archive, lambda folded: True), [FARM], archive.ledger.start_run("crawl"), None, KNOWN)
        known = Listing("gazette", "http://gazette.example/news/0")
        archive.ledger.page_settled(
            1, known, url=known.url, status=200, size=1, outcome="index", error="", article_id=None, again=False, fetched_at=NOW
        )
        sink.page_settled(
            PageSettled(page, page.url, 200, 9, NOW, article, "" if article else "index", mentions=() if article else MENTIONS)
        )
        (found,) = archive.ledger.unsettled("gazette")
        assert (found.title, found.found_on) == ("Ferry out of service", page.url)
        assert found.published_at == datetime(2026, 11, 18, 21, tzinfo=UTC), "midnight where the source is"
        assert [archive.ledger.unsettled(source.id) for source in KNOWN if source.id != "gazette"] == [[], [], []]


@pytest.mark.parametrize(
    ("address", "listed"),
    [
        ("https://gazette.example/news/7?utm_source=farm", "gazette"),
        ("http://gazette.example/", ""),
        ("http://off.example/7", ""),
        ("http://other.example/7", ""),
        ("http://farm.example/7", ""),
    ],
)
@pytest.mark.parametrize("said", ["credit", "canonical"])
def test_the_origin_that_a_link_farms_page_links_is_fetched_next_time(tmp_path: Path, address: str, listed: str, said: str) -> None:
    page = Listing("farm", "http://farm.example/1")
    credit = Credit("The Gazette", "repost_phrase", "Read more here: Ferry idle", "Ferry idle", address) if said == "credit" else None
    article = Article(page.url, "farm", "Ferry idle", "Some text.", canonical_url="" if credit else address, credit=credit)
    with Archive(tmp_path / "iraqwire.db", clock=lambda: NOW) as archive:
        archive.sources.register(KNOWN)
        sink = ArchiveSink(archive, Intake(archive, lambda folded: True), [FARM], archive.ledger.start_run("crawl"), None, KNOWN)
        sink.page_settled(PageSettled(page, page.url, 200, 9, NOW, article))
        found = {source.id: [one.url for one in archive.ledger.unsettled(source.id)] for source in KNOWN}
        assert found == {source.id: [address] if source.id == listed else [] for source in KNOWN}


def test_what_comes_from_a_shipped_link_farm_is_known_for_what_it_is() -> None:
    farm = source_for(Article("https://www.mediaboss.net/some-repost/", "", "A title", "Some text."), load_catalogue())
    assert (farm.id, farm.kind, farm.enabled) == ("mediaboss", "link_farm", False)

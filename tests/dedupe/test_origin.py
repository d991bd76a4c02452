"""Whose text it is: by which names an outlet is credited."""

from datetime import UTC, datetime, timedelta

import pytest

from dedupe.story import Contender, leads_over
from news.model import Article, Credit, Source
from news.sources import names_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
COURIER = Source("courier", "Lagash Courier", "https://www.lagashcourier.example/en", labels=("LG Courier", "بريد لكش", "أ ف ب"))


def contender(source: Source, credit: Credit | None = None) -> Contender:
    article = Article(
        f"https://{source.id}-cdn.example/1", "", f"Title by {source.id}", "One text. " * 30, published_at=NOON, credit=credit
    )
    return Contender(article, NOON + timedelta(days=1), source.kind, source.name, source_names=names_of(source))


@pytest.mark.parametrize(
    "credited", ["Lagash Courier", "LG Courier", "The LG Courier", "بريد لكش", "بَريد لكش", "lagashcourier.example", "Agence France-Presse"]
)
def test_an_outlet_is_credited_by_any_of_its_names(credited: str) -> None:
    origin = contender(COURIER)
    copy = contender(Source("farm", "Farm", "http://farm.example/"), Credit(credited, "footer", f"Source: {credited}"))
    assert leads_over(origin, copy)
    assert not leads_over(copy, origin)
    signed = contender(COURIER, Credit(credited, "footer", f"Source: {credited}"))
    assert not leads_over(contender(Source("farm", "Farm", "http://farm.example/")), signed)


def test_names_of_an_outlet_are_its_own_and_its_hosts_once_each() -> None:
    source = Source("x", "x.example", "http://www.x.example/", labels=("X", "x.example"), domains=("x-news.example",))
    assert names_of(source) == ("x.example", "X", "x-news.example")

"""What a crawl knows about a page beside its bytes; everything in it is a hint, and extraction works without any."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from news.model import Page, Source


@dataclass(frozen=True, slots=True)
class PageContext:
    """`timezone` is that of dates without one. `title` and `published_at` are what the listing said. `fetched_at` is the
    instant that no date of the page may lie beyond; without it only the date's own sense is checked. `hosts` are the source's
    other ones, among which a translation may lie. `furniture`: the keys (news.lines) of the lines that the source's pages repeat.
    """

    content_type: str = ""
    source_id: str = ""
    source_name: str = ""
    timezone: str = "Asia/Baghdad"
    languages: tuple[str, ...] = ()
    title: str = ""
    published_at: datetime | None = None
    fetched_at: datetime | None = None
    hosts: tuple[str, ...] = ()
    furniture: frozenset[int] = frozenset()

    @classmethod
    def of(cls, source: Source, **more: Any) -> Self:
        """What is known of every page of a source; `more` are fields, and go before what the source says."""
        known = {
            "source_id": source.id,
            "source_name": source.name,
            "timezone": source.timezone,
            "languages": source.languages,
            "hosts": source.domains,
        }
        return cls(**{**known, **more})

    @classmethod
    def of_page(cls, source: Source, page: Page, furniture: frozenset[int] = frozenset()) -> Self:
        """What a crawl of the source knows of a page; of its languages the one that was told of it first."""
        languages, told = source.languages, page.listing.language
        return cls.of(
            source,
            content_type=page.content_type,
            languages=(told, *(language for language in languages if language != told)) if told in languages else languages,
            title=page.listing.title,
            published_at=page.listing.published_at,
            fetched_at=page.fetched_at,
            furniture=furniture,
        )

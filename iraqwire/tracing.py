"""Joins what pages name with what is archived: headline lines with their articles, copies with their origins.

What names what is `dedupe.origin`'s to judge, the looking up is storage's. Works inside the caller's transaction, on either
side of it: what a new page names, and who was waiting for it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dedupe.origin import AND, SAME_TEXT, Outlets, claimed, found_origin, goes_by, named_by
from news.headlines import headline_key
from news.model import AGGREGATORS, Headline, Mention, Origin, Source, StoredArticle
from storage import Archive
from storage.mentions import Waiting

_Candidates = tuple[list[Headline], list[Headline]]


class Tracing:
    """Of one archive."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._known: dict[str, Source] = {}
        self._outlets = Outlets(())

    def index_page(self, url: str, mentions: Sequence[Mention]) -> None:
        """The page is no article, and these are its headline lines from now on."""
        self.archive.ledger.mentions(url, None, mentions)
        self._lines_of(url)

    def arrived(self, stored: StoredArticle, seen_at: datetime) -> None:
        """An article came in or was changed: its lines, those that name it, its origin, and the copies whose origin it may be."""
        self._outlets_now(stored.article.source_id)  # a copy that waits for the first article of a new source knows its name now
        if stored.article.mentions:
            self._lines_of(stored.article.url)
        key = headline_key(stored.article.title)
        headlined = self.archive.headlines.of_key(key)
        self._join(self.archive.mentions.waiting_for(key), headlined)
        self._trace(stored, headlined, seen_at)
        self._settle_story(stored)
        waiting = self.archive.origins.waiting(key)
        copies = {copy_id for copy_id, outlet in waiting if goes_by(outlet, stored.source_names)}
        if stored.source_kind not in AGGREGATORS:
            copies |= {one.article_id for one in headlined if one.source_kind in AGGREGATORS}
        for copy_id in sorted(copies - {stored.id}):
            copy = self.archive.articles.get(copy_id)
            if copy is not None and (copy.origin is None or copy.origin.article_id is None):
                self._trace(copy, None, seen_at)

    def _settle_story(self, stored: StoredArticle) -> None:
        """The copies of its own text that credit its outlet lead to it; one that was there before has them already."""
        outlets = [one for one in self.archive.origins.outlets_waiting(stored.story_id) if goes_by(one, stored.source_names)]
        if outlets:
            (origin,) = self.archive.headlines.of_articles([stored.id])
            for outlet in outlets:
                self.archive.origins.settle(stored.story_id, outlet, origin, AND + SAME_TEXT)

    def _lines_of(self, url: str) -> None:
        for waiting in self.archive.mentions.waiting_on(url):
            self._join([waiting], self.archive.headlines.of_key(headline_key(waiting.mention.title)))

    def _join(self, lines: Sequence[Waiting], headlined: Sequence[Headline]) -> None:
        for line in lines:
            elsewhere = [one for one in headlined if line.pages != {one.article_id}]
            if named := named_by(line.mention, elsewhere):
                self.archive.mentions.match(line.mention, named[0].article_id)

    def _trace(self, stored: StoredArticle, headlined: Sequence[Headline] | None, seen_at: datetime) -> None:
        article, origins = stored.article, self.archive.origins
        claim = claimed(article, stored.source_names, stored.source_kind)
        if claim is None and stored.source_kind not in AGGREGATORS:
            if stored.origin is not None:
                origins.keep(stored.id, None, article.title, seen_at)
            return
        if claim is not None and claim.url:
            claim = replace(claim, article_id=origins.archived_at(claim.url, stored.id))
        outlets = self._outlets_now(article.source_id)
        if claim is not None and (claim.article_id is not None or not outlets.knows(claim.outlet)):
            candidates: _Candidates = ([], [])  # nothing to look for: it is found, or of an outlet that is no source
        else:
            candidates = self._candidates(stored, claim, headlined)
        origin = found_origin(article, claim, stored.source_kind, outlets, *candidates)
        if origin != stored.origin:
            origins.keep(stored.id, origin, article.title, seen_at)

    def _candidates(self, stored: StoredArticle, claim: Origin | None, headlined: Sequence[Headline] | None) -> _Candidates:
        """The other articles of the headline that is meant, and those of the same text."""
        article = stored.article
        title = claim.title if claim and claim.title else article.title
        if headlined is None or title != article.title:
            headlined = self.archive.headlines.of_key(headline_key(title))
        story = self.archive.headlines.of_story(stored.story_id) if claim else []
        return [one for one in headlined if one.article_id != stored.id], [one for one in story if one.article_id != stored.id]

    def _outlets_now(self, source_id: str) -> Outlets:
        """The outlets, read again when an article is of one that was not known before."""
        if source_id not in self._known:
            self._known = {source.id: source for source in self.archive.sources.all()}
            self._outlets = Outlets(self._known.values())
        return self._outlets

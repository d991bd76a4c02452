"""The one way into the archive: an Article and its Source go in, a Receipt comes out.

Decides what the article is (news at all, new, a copy, a changed page) and has storage apply it in one transaction. The crawl,
`import` and a backfill all come through here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

from rich.console import Console

from dedupe import compare, fingerprint
from dedupe.candidates import popular_in
from dedupe.story import Contender, place
from dedupe.word import place_by_word
from feeds.selection import in_beat
from feeds.topics import Topics
from iraqwire.indexing import ready_index
from iraqwire.learning import learn_lines
from iraqwire.tracing import Tracing
from iraqwire.words import standing_words
from news.clock import to_text
from news.model import Article, Placement, Source, StoredArticle
from news.query import FoldedText, fold_article
from news.sources import names_of
from storage import Archive

Outcome = Literal["original", "copy", "excerpt", "update", "roundup", "unchanged", "revised", "off_beat"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

# Leads an article is compared with. The measurements have 5 wrong candidates a document; a story's own lead is among
# the first few, and the rest is room for round-ups, which touch several.
MAX_CANDIDATES = 24
MAX_CLAIMS = 20  # articles that name one address as their own, compared with what is there; AMP, print, mobile and app forms make five
MAX_MEMBERS = 5  # nearest articles beside the leads, which count as whole copies alone: derived pairs F1 .985 without, .993 with


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an article. `article_id` is None where it was not kept (`off_beat`)."""

    outcome: Outcome
    article_id: int | None = None
    story_id: str = ""


class Intake:
    """Receives articles into one archive. `in_beat` says whether a text is our news at all."""

    def __init__(self, archive: Archive, in_beat: Callable[[FoldedText], bool]) -> None:
        self.archive = archive
        self.in_beat = in_beat
        self.tracing = Tracing(archive)

    def receive(self, article: Article, source: Source, seen_at: datetime) -> Receipt:
        """Keep the article, or say why not. Everything about it is stored together or not at all."""
        folded = fold_article(article.title, article.text)
        if not self._is_ours(source, folded):
            return Receipt("off_beat")
        with self.archive.transaction():
            receipt = self._take(article, source, folded, seen_at)
            learn_lines(self.archive, article, receipt.story_id)
            return receipt

    def _take(self, article: Article, source: Source, folded: FoldedText, seen_at: datetime) -> Receipt:
        if (before := self.archive.articles.by_url(article.url)) is not None:
            return self._again(before, article, folded, seen_at)
        if (named := self._named_by(article)) is not None:
            self.archive.articles.lies_also_at(named.id, article.url)
            return Receipt("unchanged", named.id, named.story_id)
        if (naming := self._naming(article)) is not None:
            self.archive.articles.lies_also_at(naming.id, article.url)
            return self._again(naming, article, folded, seen_at)
        return self._admit(article, source, folded, seen_at)

    def reread(self, before: StoredArticle, article: Article, seen_at: datetime) -> None:
        """The page that an article was read from, read by other rules: what they make of it takes the place of what is there, and
        where they find nothing, nothing is said any more.
        """
        with self.archive.transaction():
            self._revise(before, article, fold_article(article.title, article.text), seen_at)

    def is_ours(self, article: Article, source: Source) -> bool:
        """Whether a text that came from this source is our news."""
        return self._is_ours(source, fold_article(article.title, article.text))

    def _is_ours(self, source: Source, folded: FoldedText) -> bool:
        return source.scope != "world" or self.in_beat(folded)

    def _again(self, before: StoredArticle, article: Article, folded: FoldedText, seen_at: datetime) -> Receipt:
        was = before.article
        if not _says_otherwise(article, was):
            return Receipt("unchanged", before.id, before.story_id)
        self._revise(before, article, folded, seen_at)
        return Receipt("revised", before.id, before.story_id)

    def _revise(self, before: StoredArticle, article: Article, folded: FoldedText, seen_at: datetime) -> None:
        article = replace(article, url=before.article.url, source_id=before.article.source_id)
        self.archive.articles.revise(before.id, article, fingerprint(article.text, article.title), folded, seen_at=seen_at)
        if (revised := self.archive.articles.get(before.id)) is not None:
            self.tracing.arrived(revised, seen_at)

    def _named_by(self, article: Article) -> StoredArticle | None:
        """The archived article that a page names as itself (its canonical link), if it is."""
        named = self.archive.articles.by_url(article.canonical_url) if article.canonical_url else None
        return named if named is not None and _is_one_page(article, named.article) else None

    def _naming(self, article: Article) -> StoredArticle | None:
        """The archived article whose page named this one as itself before it was fetched, if it is."""
        claiming = self.archive.articles.claiming(article.url, article.source_id, MAX_CLAIMS)
        return next((stored for stored in claiming if _is_one_page(article, stored.article)), None)

    def _admit(self, article: Article, source: Source, folded: FoldedText, seen_at: datetime) -> Receipt:
        archive = self.archive
        prints = fingerprint(article.text, article.title)
        near = archive.candidates.near(prints, MAX_CANDIDATES)
        leads = [as_contender(lead) for lead in archive.stories.leads_of(near)]
        members = [as_contender(member) for member in archive.stories.followers_of(near, MAX_MEMBERS)]
        new = Contender(article, seen_at, source.kind, source.name, source_names=names_of(source))
        placement = self._place(new, leads, members)
        article_id = archive.articles.admit(article, prints, folded, placement, first_seen_at=seen_at)
        stored = archive.articles.get(article_id)
        if stored is None:  # it was stored a moment ago, in this transaction
            return Receipt(placement.role, article_id)
        self.tracing.arrived(stored, seen_at)
        return Receipt(placement.role, article_id, stored.story_id)

    def _place(self, new: Contender, leads: list[Contender], members: list[Contender]) -> Placement:
        popular = popular_in(self.archive.candidates)
        if len(leads) < 2:  # a new article is in no word itself: it can only bring stories together that a reader parted
            return place(new, leads, popular, members)
        standing = standing_words(self.archive)
        return place_by_word(new, standing.ordered(leads), popular, members, standing.apart)


def intake_for(archive: Archive, topics: Topics, console: Console | None = None) -> Intake:
    """The intake of an archive whose beat is that of the topics. Its index is made again first where it cannot be used."""
    ready_index(archive, console)
    return Intake(archive, lambda folded: in_beat(topics, folded))


def _is_one_page(one: Article, other: Article) -> bool:
    """Whether two pages of which one names the other as itself are one article: of one source, letter for letter the same text.

    Sites name their home page, a section or the last story on every page, so the link alone proves nothing, and a text that
    differs would be lost: believed wrongly, a page costs a story, and not believed, one row more in the same story.
    """
    return one.source_id == other.source_id and compare(one, other).rule == "identical"


def _says_otherwise(now: Article, was: Article) -> bool:
    """Whether a page says something else than it did, or more: what it no longer says is no news."""
    if (now.title, now.text) != (was.title, was.text):
        return True
    said: list[tuple[object, object]] = [
        (now.canonical_url, was.canonical_url),
        (now.language, was.language),
        (now.authors, was.authors),
        (now.section, was.section),
        (now.credit, was.credit),
        (now.translations and frozenset(now.translations), frozenset(was.translations)),
    ]
    dates = [(now.published_at, was.published_at), (now.modified_at, was.modified_at)]
    said += [(new and to_text(new), old and to_text(old)) for new, old in dates]
    return any(new and new != old for new, old in said)


def as_contender(stored: StoredArticle) -> Contender:
    return Contender(
        stored.article,
        stored.first_seen_at,
        stored.source_kind,
        stored.source_name,
        stored.id,
        stored.story_id,
        stored.source_names,
    )

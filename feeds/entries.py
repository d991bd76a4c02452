"""A story as one feed entry: which address leads, whom it is by, when it was published. Pure; `feeds.atom` writes it down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from feeds.addresses import is_language
from feeds.content import SUMMARY, Content, content_of, excerpt, one_line
from news.dates import credible_date
from news.model import AGGREGATORS, StoredArticle, Story
from news.urls import host, web_url

# Copies reach us with their dates moved by a time zone read wrongly; the widest gap between two zones is 26 hours, Baghdad's from
# the farthest 15. A copy dated so little before its origin does not move the origin's date.
ZONE_SHIFT = timedelta(hours=15)


class NotPublishable(ValueError):
    """A story that no entry can be made of; the message is the reason as the report gives it."""


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    rel: str
    hreflang: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one story. `origin_*` is the outlet the text comes from; `content` is safe HTML, `summary` plain text."""

    story_id: str
    title: str
    language: str
    published: datetime
    updated: datetime
    links: tuple[Link, ...]
    authors: tuple[str, ...]
    origin_name: str
    origin_home: str
    categories: tuple[tuple[str, str], ...]
    summary: str
    content: str


def entry_of(story: Story, categories: Sequence[tuple[str, str]], how: Content) -> Entry:
    """The entry of a story; `categories` are ids and titles of its topics.

    Raises NotPublishable for a story without a web address.
    """
    lead = story.lead
    article = lead.article
    page = web_url(article.url)
    if not page:
        raise NotPublishable(f"its address {one_line(article.url)[:100]!r} is no web address")
    credited, origin_page = _origin(lead) if lead.source_kind in AGGREGATORS else ("", "")
    alternate = origin_page or page
    outlet = one_line(lead.source_name) or host(page)
    authors = tuple(name for name in map(one_line, article.authors) if name)
    return Entry(
        story_id=story.id,
        title=one_line(article.title) or excerpt(article.text, 80) or alternate,
        language=_language(lead),
        published=published_at(story),
        updated=story.updated_at,
        links=tuple(_links(story, alternate, page)),
        authors=(credited,) if credited else authors or (outlet,),
        # The outlet that wrote the text where its own page is linked; a credit without an address leaves the page's outlet the source.
        origin_name=credited if credited and origin_page else outlet,
        origin_home=_home(alternate),
        categories=tuple(categories),
        summary=excerpt(article.text, SUMMARY) if how == "full" else "",
        content=content_of(article, how),
    )


def _origin(lead: StoredArticle) -> tuple[str, str]:
    """The outlet that an aggregator's page has its text from, and the origin's address where the page itself links it."""
    origin, credit = lead.origin, lead.article.credit
    if origin is not None:
        return one_line(origin.outlet), web_url(origin.url) if origin.how == "link" else ""
    return (one_line(credit.outlet), web_url(credit.url)) if credit else ("", "")  # not traced yet


def published_at(story: Story) -> datetime:
    """The earliest credible date of a story: that of its lead, or one so much earlier elsewhere that no zone explains it.

    What is credible is `news.dates`' to say; first_seen_at where no date is.
    """
    own = _credible(story.lead)
    others = [when for when in map(_credible, story.others) if when]
    if own is None:
        return min(others, default=story.first_seen_at)
    return min([own, *(when for when in others if own - when > ZONE_SHIFT)])


def _credible(stored: StoredArticle) -> datetime | None:
    return credible_date(stored.article.published_at, stored.first_seen_at, stored.source_kind)


def _links(story: Story, alternate: str, page: str) -> list[Link]:
    """The lead, then each copy as `related`; as `via` the pages by which we came to it, and the origin of a lead that has its text
    from elsewhere.
    """
    links = [Link(alternate, "alternate", _language(story.lead))]
    via = [page] if page != alternate else []
    if story.lead.origin and (origin := web_url(story.lead.origin.url)) and origin not in (page, alternate):
        via.append(origin)
    seen = {alternate}
    for other in sorted(story.others, key=lambda stored: (stored.first_seen_at, stored.id)):
        url = web_url(other.article.url)
        if not url or url in seen:
            continue
        seen.add(url)
        links.append(Link(url, "related", _language(other), one_line(other.source_name) or host(url)))
        if other.source_kind in AGGREGATORS and other.first_seen_at <= story.lead.first_seen_at:
            via.append(url)
    return links + [Link(url, "via") for url in dict.fromkeys(via)]


def _language(stored: StoredArticle) -> str:
    tag = stored.article.language
    return tag if is_language(tag) else ""


def _home(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"

"""The nouns: what flows from a source to a feed, each a frozen value.

    Source ─> Listing ─> Page ─> Article ─> Verdict ─> Story ─> (feed)

A step takes one value and returns the next; nothing is filled in behind another's back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from news.language import direction_of

EntryKind = Literal["feed", "sitemap", "listing"]
Scope = Literal["beat", "world"]
Role = Literal["original", "copy", "excerpt", "update", "roundup"]
DecidedBy = Literal["rule", "reader"]
OriginHow = Literal["link", "credit", "headline", "dateline"]

AGGREGATORS = frozenset({"link_farm", "aggregator", "search_aggregator", "syndication_portal"})
"""Kinds of source that publish what others wrote: never an origin while another outlet has the text."""

ROUNDUP_OF_KNOWN = "roundup_of_known"
"""The rule of a verdict on a round-up in which nothing is new: it is archived and not published."""


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """Where a source tells what it has published. `match` is a regular expression that article addresses must meet.

    `language` is that of what it names, where all of it is in one. `probation`: it was seen in use but not checked, and is kept
    while it yields.
    """

    kind: EntryKind
    url: str
    match: str = ""
    language: str = ""
    probation: bool = False


@dataclass(frozen=True, slots=True)
class EntryHistory:
    """How an entry point has answered. `changed_at`: when it last named something new. `yielded_at`: when it last brought an
    article, of `articles` in all. `failures`: in a row, the last at `failed_at`. `due_at`: when it is worth asking again.
    """

    url: str
    source_id: str
    first_asked_at: datetime | None = None
    read_at: datetime | None = None
    changed_at: datetime | None = None
    yielded_at: datetime | None = None
    failed_at: datetime | None = None
    articles: int = 0
    failures: int = 0
    last_error: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet. `labels` are the other names it is credited by; `timezone` is that of its pages' dates; `domains` are its hosts
    beside that of `home`. `terms`: what its terms say that matters here. `reason`: why it is not enabled.
    """

    id: str
    name: str
    home: str
    languages: tuple[str, ...] = ()
    kind: str = "news_site"
    timezone: str = "Asia/Baghdad"
    scope: Scope = "beat"
    enabled: bool = True
    entry: tuple[EntryPoint, ...] = ()
    labels: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    terms: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One address that an entry point named, with what was said of it there.

    `language` is a tag, empty where nothing said so. `changed_at`: when the page was last changed. `content`: the article's
    text as a fragment of HTML, where the entry point gives it whole.
    """

    source_id: str
    url: str
    title: str = ""
    published_at: datetime | None = None
    found_on: str = ""
    language: str = ""
    changed_at: datetime | None = None
    content: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered: `url` is where the fetch ended, `content_type` the header as it came.

    `told`: the address is closed to readers, and the body is what the entry point told of it.
    """

    listing: Listing
    url: str
    body: bytes
    fetched_at: datetime
    content_type: str = ""
    told: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A headline line on a page: another outlet's story, named but not told."""

    title: str
    outlet: str = ""
    published_on: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom a text names as its origin. `rule` says how it was found, `evidence` is the line that says so."""

    outlet: str
    rule: str
    evidence: str
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """The same story by the same outlet in another language, as a page's hreflang links name it."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Article:
    """One outlet's text. `text` is one paragraph a line; `published_from` names the field that gave the date.

    `authors` are people; where a page names none, the desk or agency that it states. `section` is the outlet's own name for it.
    `image_url` and `image_alt`: the lead image and what it shows. `found_in`: for each field that the page gave, which part of it.
    `clipped` says that the page itself gives a part only ("read more at …"). `left_out`: lines that stood in it and are its site's.
    """

    url: str
    source_id: str
    title: str
    text: str
    html: str = ""
    canonical_url: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_from: str | None = None
    modified_at: datetime | None = None
    section: str = ""
    image_url: str = ""
    image_alt: str = ""
    credit: Credit | None = None
    clipped: bool = False
    mentions: tuple[Mention, ...] = ()
    translations: tuple[Translation, ...] = ()
    found_in: Mapping[str, str] = field(default_factory=dict, hash=False)
    left_out: tuple[str, ...] = ()

    @property
    def direction(self) -> Literal["ltr", "rtl", "auto"]:
        return direction_of(self.language)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A text reduced to what finds its like.

    `signature`: MinHash values, little-endian uint32. `bands`: LSH band hashes, 64 bits each. `passages`: the sampled
    40-character passages, 64-bit hashes, ascending. `length`: letters and digits of the text. `version`: of the recipe.
    """

    signature: bytes
    bands: tuple[int, ...]
    passages: tuple[int, ...]
    length: int
    version: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two articles are one story, and why.

    `role` is what the first article is to the second where they are the same. `containment`: share of the shorter
    text's passages found in the longer, 0 to 1. `evidence`: what the rule saw, in words and figures.
    """

    same: bool
    rule: str
    role: Role | None = None
    containment: float = 0.0
    jaccard: float = 0.0
    by: DecidedBy = "rule"
    version: int = 1
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a page has its text from, as far as was found out.

    `how`: by the page's `link`, by a line of `credit`, by its `headline` alone, by an agency's `dateline`. `evidence`: the words
    that say so. `source_id` is empty where the outlet is no source of ours. `article_id`: the origin where it is archived.
    """

    outlet: str
    how: OriginHow
    evidence: str
    title: str = ""
    url: str = ""
    source_id: str = ""
    article_id: int | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """An archived article as a mention or a credit may name it. `dated`: its credible date, UTC."""

    article_id: int
    title: str
    url: str
    story_id: str
    source_id: str
    source_kind: str
    source_names: tuple[str, ...]
    dated: datetime | None
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Topic:
    """What an analyst subscribes to: a query in the language of `news.query`."""

    id: str
    title: str
    query: str


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An Article with what the archive knows about it. `source_names`: news.sources.names_of its source."""

    id: int
    article: Article
    story_id: str
    role: Role
    first_seen_at: datetime
    source_kind: str = ""
    source_name: str = ""
    source_names: tuple[str, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a new article belongs, decided by `dedupe` and applied by `storage`.

    `story_id` is the story it joins, None where it is a story of its own. `leads`: it is the article shown from now on, and
    the lead before it becomes `former_lead_role`. `absorbed`: other stories that it showed to be the same one.
    `verdicts`: what was decided against each article it was compared with, by that article's id.
    """

    story_id: str | None = None
    role: Role = "original"
    leads: bool = True
    former_lead_role: Role = "copy"
    absorbed: tuple[str, ...] = ()
    verdicts: tuple[tuple[int, Verdict], ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One text as its author wrote it: the article that leads, and the others that carry it."""

    id: str
    lead: StoredArticle
    first_seen_at: datetime
    updated_at: datetime
    others: tuple[StoredArticle, ...] = field(default=())

"""Which archived article a headline line or a line of credit names, and where a copy says it comes from.

Judges what it is given; the looking up is storage's, through `iraqwire.tracing`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from dedupe.credit import canonical_outlet
from news.headlines import FEWEST_LETTERS, split_outlet
from news.model import AGGREGATORS, Article, Headline, Mention, Origin, Source
from news.sources import SourceIndex, names_of
from news.text import fold, letters
from news.urls import address_key, host, site_of, web_url

DAYS_APART = timedelta(days=3)
"""Between the day that a line gives and the article's date. Not measured: link farms give their feed's day, the outlet its own zone's,
and a headline that an outlet uses again (prices, weather) is mostly back within the week."""

AND = " · "
SAME_TEXT = "the same text"
"""Evidence that an article of the credited outlet is in the copy's story."""

LONG_HEADLINE = 20
"""Letters of a headline that is believed without a date: fewer come again ("Oil prices fall")."""


def goes_by(outlet: str, names: Iterable[str]) -> bool:
    """Whether an outlet of these names (news.sources.names_of) may be called so: any spelling that folds alike, with or without
    "the", any form of an agency's name; of a host, one that it is part of.
    """
    said = _forms(outlet)
    site = outlet.strip().lower().removeprefix("www.")
    return any(said & _forms(name) or ("." in name and f".{site}".endswith(f".{name.lower()}")) for name in names)


@lru_cache(8192)  # the catalogue has some 300 outlets of a few names each
def _forms(name: str) -> frozenset[str]:
    folded = fold(name).strip().removeprefix("the ")
    return frozenset(form for one in (name, folded, canonical_outlet(name)) if len(form := letters(one)) > 1)


class Outlets:
    """The sources by the names they are credited by. A name that two share is nobody's."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = list(sources)
        self._index = SourceIndex(self._sources)
        self._named: dict[str, Source | None] = {}
        for source in self._sources:
            for form in {form for name in names_of(source) for form in _forms(name)}:
                self._named[form] = source if self._named.get(form, source) is source else None

    def named(self, outlet: str) -> Source | None:
        found = {source.id: source for form in _forms(outlet) if (source := self._named.get(form))}
        return next(iter(found.values())) if len(found) == 1 else None

    def knows(self, outlet: str) -> bool:
        """Whether an outlet of that name, or several, may be among the sources."""
        return not self._named.keys().isdisjoint(_forms(outlet)) or ("." in outlet and self.at(f"http://{outlet.strip()}") is not None)

    def at(self, url: str) -> Source | None:
        return self._index.at(url) if url else None


def named_by(mention: Mention, candidates: Sequence[Headline]) -> tuple[Headline, str] | None:
    """The archived article that a headline line names, and by what: the same headline, an outlet that goes by that name, days
    that agree. None where no article or more than one story fits.
    """
    if not mention.outlet.strip():
        return None
    fitting = [
        candidate
        for candidate in candidates
        if same_headline(mention.title, candidate.title, (mention.outlet, *candidate.source_names))
        and goes_by(mention.outlet, candidate.source_names)
        and _days_agree(mention.published_on, candidate, mention.title)
    ]
    chosen = _credible(fitting, mention.published_on)
    return (chosen, f"headline and outlet {mention.outlet.strip()}{_apart(mention.published_on, chosen)}") if chosen else None


def same_headline(one: str, other: str, outlets: Iterable[str]) -> bool:
    """Whether two headlines are one: letter for letter, the name of one of these outlets after either left aside."""
    names = tuple(outlets)
    mine, theirs = _spellings(one, names), _spellings(other, names)
    return any(len(spelled) >= FEWEST_LETTERS for spelled in mine & theirs)


def _spellings(title: str, outlets: Sequence[str]) -> set[str]:
    bare, outlet = split_outlet(title)
    return {letters(title), letters(bare)} if outlet and goes_by(outlet, outlets) else {letters(title)}


def _days_agree(day: date | None, candidate: Headline, title: str) -> bool:
    if day is None or candidate.dated is None:
        return len(letters(title)) >= LONG_HEADLINE
    return _gap(day, candidate.dated) <= DAYS_APART


def _gap(day: date, when: datetime) -> timedelta:
    return abs(datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - when)


def _apart(day: date | None, candidate: Headline) -> str:
    if day is None or candidate.dated is None:
        return ", undated"
    days = abs((day - candidate.dated.date()).days)
    return ", the same day" if days == 0 else f", {days} day{'s' if days > 1 else ''} apart"


def _credible(fitting: Sequence[Headline], day: date | None) -> Headline | None:
    """The one that is meant, of several that fit: no aggregator while there is another, of that day, the first of one story."""
    fitting = [one for one in fitting if one.source_kind not in AGGREGATORS] or list(fitting)
    if len(fitting) > 1 and day and (same_day := [one for one in fitting if one.dated and one.dated.date() == day]):
        fitting = same_day
    if len({one.story_id for one in fitting}) != 1:
        return None
    return min(fitting, key=lambda one: (one.dated or one.first_seen_at, one.article_id))


def claimed(article: Article, names: Iterable[str], source_kind: str = "") -> Origin | None:
    """What a page says of where it has its text from, by its link or its credit; None where that is itself, and where it says nothing.

    `names`: of the page's own outlet. A canonical link to another site leads to the origin: it is how search engines want it named.
    """
    own = tuple(names)
    credit = article.credit if article.credit and not goes_by(article.credit.outlet, own) else None
    if credit and credit.rule == "title_suffix" and source_kind not in AGGREGATORS:
        credit = None  # a section or a slogan of its own as often as an outlet
    linked = _elsewhere(article.credit.url, article, own) if article.credit else ""
    if not linked and (linked := _elsewhere(article.canonical_url, article, own)) and not credit:
        return Origin(host(linked), "link", f"canonical link to {linked}", article.title, linked)
    if credit is None:
        return None
    if linked:
        return Origin(credit.outlet, "link", credit.evidence, credit.title, linked)
    return Origin(credit.outlet, "dateline" if credit.rule in ("dateline", "byline") else "credit", credit.evidence, credit.title)


def linked_origin(article: Article, names: Iterable[str]) -> Mention | None:
    """The origin that an aggregator's page links, as a line that leads to it; None where it links none."""
    claim = claimed(article, names, "aggregator")
    return Mention(claim.title, claim.outlet, None, claim.url) if claim and claim.url else None


def _elsewhere(url: str, article: Article, own: Sequence[str]) -> str:
    """The address where it is a page of another site; empty for a home page and for any form of the page's own site."""
    url = web_url(url) if url else ""
    if not url or not urlsplit(url).path.strip("/") or address_key(url) == address_key(article.url):
        return ""
    name, here = host(url), host(article.url)
    return "" if site_of(name) == site_of(here) or goes_by(name, own) else url


def found_origin(
    article: Article, claim: Origin | None, source_kind: str, outlets: Outlets, headlined: Sequence[Headline], story: Sequence[Headline]
) -> Origin | None:
    """The claim with what the archive knows of it: whose it is, and which article is meant. Without one, a page of an aggregator
    is traced by its headline to the only other outlet that has it.

    `headlined`: articles of the same headline. `story`: those of the same text; neither holds the page itself.
    """
    if claim is None and source_kind in AGGREGATORS:
        claim = _titled(article, outlets)
    if claim is None:
        return _by_headline(article, headlined) if source_kind in AGGREGATORS else None
    source = outlets.at(claim.url) or outlets.named(claim.outlet)
    claim = replace(claim, source_id=source.id if source else "", outlet=source.name if source and claim.how == "link" else claim.outlet)
    if claim.article_id is not None:
        return claim
    title = claim.title or article.title
    # A copy's date says when its origin was published only where it is no aggregator's: a link farm reposts after years.
    day = article.published_at.date() if article.published_at and source_kind not in AGGREGATORS and not claim.title else None
    same_text = _credible([one for one in story if goes_by(claim.outlet, one.source_names)], None)
    if same_text:
        return _archived(claim, same_text, SAME_TEXT)
    named = named_by(Mention(title, claim.outlet, day), headlined)
    return _archived(claim, *named) if named else claim


def _titled(article: Article, outlets: Outlets) -> Origin | None:
    """The outlet after an aggregator's title ("Ferry idle - Kesra Post"), where it is a source of ours and not that of the page."""
    title, outlet = split_outlet(article.title)
    source = outlets.named(outlet) if outlet else None
    if source is None or source.id == article.source_id or source.kind in AGGREGATORS:
        return None
    return Origin(outlet, "credit", article.title, title)


def _by_headline(article: Article, headlined: Sequence[Headline]) -> Origin | None:
    others = [
        one
        for one in headlined
        if one.source_kind not in AGGREGATORS
        and len(letters(article.title)) >= LONG_HEADLINE
        and same_headline(article.title, one.title, one.source_names)
    ]
    if not (chosen := _credible(others, None)):
        return None
    claim = Origin(chosen.source_names[0] if chosen.source_names else chosen.source_id, "headline", f"the headline {article.title!r}")
    return _archived(claim, chosen, "of no other outlet")


def _archived(claim: Origin, origin: Headline, by: str) -> Origin:
    return replace(
        claim,
        title=claim.title or origin.title,
        url=claim.url or origin.url,
        source_id=origin.source_id,
        article_id=origin.article_id,
        evidence=claim.evidence + AND + by,
    )

"""The pages of one stream while it is made: what an outlet prints around a text, and what is known of each page.

What is written and who carries it is `habits`'; the order in which pages come is `press`'.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from benchmarks.stream.events import Event
from benchmarks.stream.outlets import Outlet, of
from benchmarks.stream.wording import wording
from iraqwire.demo import editing
from iraqwire.demo.editing import Version

FIRST_DAY = datetime(2026, 10, 1, tzinfo=UTC)
Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """One page as it comes in `at` an instant. `story`: whose text it carries, "" for a page that is no article. `kind`: what was done
    to the text, or of a story's own page which kind of text it is. `judged`: False where nobody says which story it is.
    """

    number: int
    at: datetime
    published: datetime | None
    outlet: Outlet
    title: str
    lines: Lines
    story: str
    kind: str
    judged: bool = True

    @property
    def url(self) -> str:
        return f"https://{self.outlet.id}.example/{self.at:%Y/%m}/{self.number}"


@dataclass(frozen=True, slots=True)
class Told:
    """A text that others may carry: its event, its outlet and when it was out."""

    story: str
    event: Event
    version: Version
    outlet: Outlet
    at: datetime


@dataclass(slots=True)
class Newsroom:
    rng: Random
    days: int
    pages: list[Printed] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    stories: int = 0
    kinds: dict[str, str] = field(default_factory=dict)
    """Of each story, which kind of text it is."""

    def new_story(self, kind: str) -> str:
        self.stories += 1
        story = f"{kind}-{self.stories}"
        self.kinds[story] = kind
        return story

    def moment(self, day: int) -> datetime:
        """An instant of the day, most often by daylight."""
        minutes = int(min(1439, max(0, self.rng.gauss(780, 260))))
        return FIRST_DAY + timedelta(days=day, minutes=minutes, seconds=self.rng.randint(0, 59))

    def later(self, at: datetime, hours: float) -> datetime:
        """An instant after that one, by so many hours on average."""
        return at + timedelta(hours=0.1 + self.rng.expovariate(1 / hours))

    def publish(
        self,
        event: Event,
        version: Version,
        outlet: Outlet,
        at: datetime,
        kind: str,
        *,
        story: str = "",
        delay: float = 0,
        dateline: bool = True,
    ) -> Told:
        """A text under its author's name; a story of its own unless one is named. `delay`: hours until the crawl comes by."""
        story = story or self.new_story(kind)
        if dateline and outlet.kind == "agency" and self.rng.random() < 0.75:
            version = self.with_dateline(version, event, outlet, at)
        told = Told(story, event, version, outlet, at)
        self.told.append(told)
        self.print(version, outlet, at, kind, story, delay=delay)
        return told

    def with_dateline(self, version: Version, event: Event, outlet: Outlet, at: datetime) -> Version:
        city = event.facts["city"][0]
        words = wording(event.language)
        month = words.lists["months"][at.month - 1]
        opening = {
            "en": f"{city}, {month[:3]} {at.day} ({outlet.name}) - ",
            "ar": f"{city} ({outlet.name}) - ",
            "ckb": f"{city} ({outlet.name}) - ",
        }[event.language]
        return Version(version.title, (opening + version.paragraphs[0], *version.paragraphs[1:]))

    def print(
        self,
        version: Version,
        outlet: Outlet,
        at: datetime,
        kind: str,
        story: str,
        *,
        delay: float = 0,
        credit: str = "",
        judged: bool = True,
        bare: bool = False,
    ) -> None:
        """A page with what its outlet puts around every text; pages after the last day are never seen."""
        seen = at + timedelta(hours=delay)
        if seen >= FIRST_DAY + timedelta(days=self.days):
            return
        lines = list(version.paragraphs)
        if not bare:
            if outlet.banner and len(lines) > 2 and self.rng.random() < 0.5:
                lines.insert(self.rng.randint(1, len(lines) - 1), outlet.banner)
            if credit:
                lines.append(credit)
            if outlet.boilerplate and self.rng.random() < 0.8:
                lines.append(outlet.boilerplate)
        published = None if self.rng.random() < 0.06 else at
        if outlet.kind == "link_farm":
            published = seen
        self.pages.append(Printed(len(self.pages) + 1, seen, published, outlet, version.title, tuple(lines), story, kind, judged))

    def carry(self, told: Told, version: Version, outlet: Outlet, at: datetime, kind: str, *, judged: bool = True) -> None:
        """Another outlet's page with a told text, as it stands in the version given; some say whose it is."""
        credit = ""
        if self.rng.random() < 0.3:
            credit = told.event.words.fill(
                self.rng.choice(told.event.words.lists["read_at"]), self.rng, told.event.domain, {"outlet": [told.outlet.name]}
            )
        self.print(version, outlet, at, kind, told.story, credit=credit, judged=judged)

    def carriers(self, language: str, besides: Iterable[Outlet], count: int) -> list[Outlet]:
        """Up to so many outlets that carry others' texts."""
        taken = {outlet.id for outlet in besides}
        free = [one for one in of(language, "newspaper", "news_site", "aggregator", "broadcaster", "ngo") if one.id not in taken]
        return self.rng.sample(free, min(count, len(free)))

    def recent(self, language: str, at: datetime, days: float, least_words: int = 0) -> list[Told]:
        """What was told in the days before."""
        since = at - timedelta(days=days)
        return [
            one
            for one in self.told
            if one.event.language == language
            and since <= one.at < at
            and (not least_words or sum(len(part.split()) for part in one.version.paragraphs) >= least_words)
        ]

    def headline_list(self, language: str, at: datetime, count: int) -> Lines:
        """Lines as a link farm appends them: other stories' headlines, outlets and dates."""
        known = self.recent(language, at, 30)
        return tuple(self._headline(one, language) for one in self.rng.sample(known, min(count, len(known))))

    def _headline(self, one: Told, language: str) -> str:
        month = wording(language).lists["months"][one.at.month - 1]
        if language == "en":
            ending = "th" if 10 < one.at.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(one.at.day % 10, "th")
            day = f"{month} {one.at.day}{ending}, {one.at.year}"
        else:
            day = f"{one.at.day} {month} {one.at.year}"
        return f"{one.version.title} - {one.outlet.name} - {day} [{day}]"

    def repost(self, told: Told, farm: Outlet, at: datetime, *, whole: bool) -> None:
        """A link farm's page: under whose headline, the text or its beginning in damaged letters, and lists of headlines."""
        version = editing.damaged(told.version)
        kind = "farm_whole" if whole else "farm_excerpt"
        if not whole:
            words = sum(len(part.split()) for part in version.paragraphs)
            version = editing.excerpt(version, max(35, int(words * self.rng.uniform(0.1, 0.5))))
            if not version.paragraphs:
                return
        phrase = {"en": "Excerpt from:", "ar": "مقتطف من:", "ckb": "وەرگیراو لە:"}[told.event.language]
        named = f"{told.version.title} - {told.outlet.name}"
        lines = [phrase, named, *version.paragraphs]
        if self.rng.random() < 0.8:
            lines += self.headline_list(told.event.language, at, self.rng.randint(3, 14))
        self.print(Version(f"{told.version.title} – {told.outlet.name}", tuple(lines)), farm, at, kind, told.story, bare=True)

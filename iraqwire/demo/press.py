"""The press: which page tells which story in which version, made from the stories and plan.toml for a given instant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from iraqwire.demo import editing
from iraqwire.demo.dailies import dailies
from iraqwire.demo.editing import Version
from iraqwire.demo.outlets import Outlet, outlets
from iraqwire.demo.stories import TrueStory, read_table, stories

Derived = Literal["original", "whole", "excerpt", "edited", "update", "damaged", "roundup"]
BAGHDAD_HOURS = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One page of one outlet that tells a story. `version` holds what the outlet prints, a dateline included.

    `credit` is the line below it and `credit_url` where that leads; `phrase` a link farm's words above its credit, `list_form`
    how it sets the headlines it appends ("items" or "lines"), `also` that teasers of the origin came along.
    """

    story: TrueStory
    outlet: Outlet
    version: Version
    derived: Derived
    published: datetime
    path: str
    credit: str = ""
    credit_url: str = ""
    phrase: str = ""
    list_form: str = ""
    also: bool = False
    holds: tuple[str, ...] = field(default=())

    @property
    def url(self) -> str:
        return self.outlet.url(self.path)

    @property
    def language(self) -> str:
        return self.story.language

    @property
    def credited(self) -> str:
        """The name of the story's own outlet."""
        return outlets()[self.story.outlet].name if self.story.outlet else self.story.credited


def tell(now: datetime) -> tuple[Told, ...]:
    """Every page that tells a story as of `now`, origins first."""
    known = {**stories(), **{story.id: story for story in dailies((now + timedelta(hours=BAGHDAD_HOURS)).date())}}
    plan = read_table("plan.toml")
    origins: dict[str, Told] = {}
    for story in known.values():
        if story.outlet:
            outlet = outlets()[story.outlet]
            printed = with_dateline(story, outlet, Version(story.title, story.paragraphs), now)
            origins[story.id] = _told(story, outlet, printed, "original", story.hours, now, story.id)
    return (*origins.values(), *_copies(plan["copy"], known, origins, now), *_roundups(plan["roundup"], known, origins, now))


def with_dateline(story: TrueStory, agency: Outlet, version: Version, now: datetime) -> Version:
    """An agency's text as it goes out: city, day and agency before the first words. Others' texts come back as they are."""
    if not story.city or agency.kind != "agency":
        return version
    if story.language == "ar":
        opening = f"{story.city} ({agency.short_ar}) - "
    else:
        opening = f"{story.city}, {now - timedelta(hours=story.hours):%b} {(now - timedelta(hours=story.hours)).day} ({agency.short}) - "
    return replace(version, paragraphs=(opening + version.paragraphs[0], *version.paragraphs[1:]))


def _told(story: TrueStory, outlet: Outlet, version: Version, derived: Derived, hours: float, now: datetime, key: str) -> Told:
    # Odd minutes, as pages have: on the full hour a time could pass for a date without one.
    published = (now - timedelta(hours=hours, minutes=outlet.number_of(key) % 9 + 1)).replace(second=0, microsecond=0)
    return Told(story, outlet, version, derived, published, outlet.path_of(key, version.title, published))


def _copies(tables: list[dict[str, Any]], known: Mapping[str, TrueStory], origins: Mapping[str, Told], now: datetime) -> Iterator[Told]:
    for table in tables:
        story, outlet = known[table["story"]], outlets()[table["outlet"]]
        origin = origins.get(story.id)
        start = origin.version if origin else Version(story.title, story.paragraphs)
        derived: Derived = table["edit"]
        version = editing.retitle(derive(start, table), table.get("title", ""))
        suffix = {"update": "-update", "original": ""}.get(derived, "-copy" if origin and origin.outlet is outlet else "")
        told = _told(story, outlet, version, derived, table["hours"], now, story.id + suffix)
        yield _with_credit(told, table, origin)


def derive(version: Version, table: Mapping[str, Any]) -> Version:
    """What a row of the plan makes of a version."""
    match table["edit"]:
        case "whole":
            return version
        case "excerpt":
            return editing.excerpt(version, table["words"])
        case "edited":
            return editing.edited(version, table.get("drop", ()), table.get("swaps", ()))
        case "update":
            return editing.update(version, table.get("figures", ()), [(index, text) for index, text in table.get("add", ())])
        case "damaged":
            return editing.damaged(version)
        case other:
            raise ValueError(f"plan.toml: no edit is called {other!r}")


def _with_credit(told: Told, table: Mapping[str, Any], origin: Told | None) -> Told:
    name = origin.outlet.name if origin else told.story.credited
    url = origin.url if origin else f"http://harbourcitychronicle.example/{told.story.id}"
    if phrase := table.get("phrase", ""):
        title = f"{told.story.title} – {name}"
        version = replace(told.version, title=title) if told.derived != "excerpt" else told.version
        return replace(
            told,
            version=version,
            phrase=phrase,
            credit=f"{told.story.title} - {name}",
            credit_url=url,
            list_form=table.get("list", ""),
            also=table.get("also", False),
        )
    credit = table.get("credit", "")
    return replace(told, credit=credit, credit_url=url if credit else "")


def _roundups(tables: list[dict[str, Any]], known: Mapping[str, TrueStory], origins: Mapping[str, Told], now: datetime) -> Iterator[Told]:
    for table in tables:
        paragraphs = [table["intro"]]
        for heading, story_id, count in table["holds"]:
            paragraphs += [f"## {heading}", *origins[story_id].version.paragraphs[:count]]
        story = TrueStory(table["id"], "en", table["title"], tuple(paragraphs), (), table["hours"], table["outlet"])
        version = Version(story.title, story.paragraphs)
        held = tuple(story_id for _, story_id, _ in table["holds"])
        yield replace(_told(story, outlets()[story.outlet], version, "roundup", story.hours, now, story.id), holds=held)

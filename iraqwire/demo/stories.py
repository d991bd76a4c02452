"""The stories of the replica newsroom as plain values, read from stories/*.toml. Who carries them is told in plan.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

DATA = files("iraqwire.demo")


@dataclass(frozen=True, slots=True)
class TrueStory:
    """One text as its author wrote it. `outlet` is the id of its origin, empty where that is not among the outlets and
    `credited` names it. `hours`: before now that it was published. A paragraph that begins "## " is a heading.
    """

    id: str
    language: str
    title: str
    paragraphs: tuple[str, ...]
    topics: tuple[str, ...]
    hours: float
    outlet: str = ""
    credited: str = ""
    byline: str = ""
    city: str = ""
    live: bool = False
    forbidden: bool = False
    off_beat: bool = False


def read_table(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf8"))


@cache
def stories() -> Mapping[str, TrueStory]:
    """Every written story by its id, in the order of the files."""
    found: dict[str, TrueStory] = {}
    for file in sorted((DATA / "stories").iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for table in tomllib.loads(file.read_text(encoding="utf8"))["story"]:
            paragraphs = tuple(line for line in table.pop("text").splitlines() if line)
            story = TrueStory(**{**table, "paragraphs": paragraphs, "topics": tuple(table["topics"])})
            if story.id in found:
                raise ValueError(f"{file.name}: two stories are called {story.id!r}")
            found[story.id] = story
    return {story.id: _with_inserts(story, found) for story in found.values()}


def _with_inserts(story: TrueStory, all_stories: Mapping[str, TrueStory]) -> TrueStory:
    """A paragraph "@id" of a live blog stands for the whole text of that story."""
    if not any(paragraph.startswith("@") for paragraph in story.paragraphs):
        return story
    paragraphs: list[str] = []
    for paragraph in story.paragraphs:
        paragraphs += all_stories[paragraph[1:]].paragraphs if paragraph.startswith("@") else (paragraph,)
    changed = {name: getattr(story, name) for name in TrueStory.__slots__} | {"paragraphs": tuple(paragraphs)}
    return TrueStory(**changed)

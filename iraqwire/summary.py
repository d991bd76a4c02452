"""What a crawl or an import did, counted as it goes: for the run's record, for machines and for people."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KEPT = ("original", "copy", "excerpt", "update", "roundup")


@dataclass(slots=True)
class Tally:
    """Counts by what happened. `refused` and `failed` are by reason, `troubles` by source id; `stories`: how many more the
    archive holds than before; `gaps`: readings that linked up with nothing of the one before; `interrupted`: a signal ended it
    before its end; `words`: of a reader, taken in; `whole`: it asked all sources that are enabled.
    """

    entries: int = 0
    entries_unchanged: int = 0
    entries_failed: int = 0
    listed: int = 0
    gaps: int = 0
    pages: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    mentions: int = 0
    words: int = 0
    answered: set[str] = field(default_factory=set)
    troubles: dict[str, str] = field(default_factory=dict)
    stories: int = 0
    interrupted: bool = False
    whole: bool = True

    @property
    def kept(self) -> int:
        return sum(self.outcomes[outcome] for outcome in KEPT)

    @property
    def silent(self) -> dict[str, str]:
        """Sources of which no entry point answered, with the reason."""
        return {source: trouble for source, trouble in self.troubles.items() if source not in self.answered}

    @property
    def unanswered(self) -> bool:
        """Sources were asked, and none answered."""
        return bool(self.entries_failed) and not self.answered

    def counts(self) -> dict[str, int]:
        """Flat figures for the run's record."""
        flat = {
            "entries": self.entries,
            "entries_unchanged": self.entries_unchanged,
            "entries_failed": self.entries_failed,
            "listed": self.listed,
            "gaps": self.gaps,
            "pages": self.pages,
            "articles": self.kept,
            "stories": self.stories,
            "mentions": self.mentions,
            "words": self.words,
            "interrupted": int(self.interrupted),
            "whole": int(self.whole),
        }
        for prefix, counter in (("", self.outcomes), ("refused_", self.refused), ("failed_", self.failed)):
            flat.update({f"{prefix}{key}": number for key, number in sorted(counter.items())})
        return flat

    def as_json(self) -> dict[str, Any]:
        return {
            "entries": self.entries,
            "entries_unchanged": self.entries_unchanged,
            "entries_failed": self.entries_failed,
            "listed": self.listed,
            "gaps": self.gaps,
            "pages": self.pages,
            "articles": self.kept,
            "stories": self.stories,
            "interrupted": self.interrupted,
            "outcomes": _ordered(self.outcomes),
            "refused": _ordered(self.refused),
            "failed": _ordered(self.failed),
            "mentions": self.mentions,
            "words": self.words,
            "sources_failed": dict(sorted(self.silent.items())),
            "sources_troubled": dict(sorted(self.troubles.items())),
        }


def _ordered(counter: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda pair: (-pair[1], pair[0])))

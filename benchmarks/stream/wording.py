"""A language's words, and texts grown from them: a slot {name} is filled from the list of that name until none is left.

What the texts are about is `events`'.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent
LANGUAGES = ("en", "ar", "ckb")
_SLOT = re.compile(r"\{(#?)([^{}]+)\}")
# How often a slot takes what its event fixes rather than a word of chance: names recur in a report, and outlets that write of one
# event share them.
_BOUND = {"city": 0.6, "village": 0.5, "person": 0.6, "issue": 0.7, "actor": 0.6, "thing": 0.6, "institution": 0.4, "deed": 0.15}

Facts = Mapping[str, Sequence[str]]
NOTHING: Facts = {}


@dataclass(frozen=True, slots=True)
class Wording:
    """The lists of one language: those for every text, and those of each domain."""

    language: str
    lists: Mapping[str, Sequence[str]]
    domains: Mapping[str, Mapping[str, Sequence[str]]]
    swaps: Sequence[Sequence[str]] = field(default=())
    thousands: str = ""

    def say(self, rule: str, rng: Random, domain: str, facts: Facts = NOTHING) -> str:
        """A text grown from the rule."""
        return self.fill(f"{{{rule}}}", rng, domain, facts)

    def fill(self, pattern: str, rng: Random, domain: str, facts: Facts = NOTHING) -> str:
        """The pattern with its slots filled. A slot that begins with a capital has its text begin with one."""

        def filled(slot: re.Match[str]) -> str:
            if slot[1]:
                low, high = map(int, slot[2].split("-"))
                return self.figure(rng.randint(low, high))
            name = slot[2]
            lower = name[0].lower() + name[1:]
            text = self._word(lower, rng, domain, facts)
            return text[:1].upper() + text[1:] if name != lower else text

        while _SLOT.search(pattern):
            pattern = _SLOT.sub(filled, pattern)
        return pattern

    def figure(self, number: int) -> str:
        return f"{number:,}".replace(",", self.thousands) if number > 9999 or (self.thousands and number > 2100) else str(number)

    def _word(self, name: str, rng: Random, domain: str, facts: Facts) -> str:
        if name in facts and rng.random() < _BOUND.get(name, 1.0):
            return rng.choice(facts[name])
        choices = self.domains[domain].get(name) or self.lists.get(name)
        if not choices:  # an event's own act
            actor, modal, deed = (self._word(part, rng, domain, facts) for part in ("actor", "modal", "deed"))
            return f"{actor} {modal} {deed}"
        return rng.choice(choices)


@cache
def wording(language: str) -> Wording:
    tables: dict[str, Any] = tomllib.loads((DATA / "words" / f"{language}.toml").read_text(encoding="utf-8"))
    domains = tables.pop("domain")
    return Wording(language, tables, domains, tables.pop("swaps"), tables.pop("thousands"))

"""What happens, and how it is told: an Event fixes names and figures, a report tells it in words of its own.

Two reports of one event are two stories; what is done to one report by others is `copies`'.
"""

from dataclasses import dataclass, field
from random import Random

from benchmarks.stream.wording import Facts, Wording, wording
from iraqwire.demo.editing import Version


@dataclass(frozen=True, slots=True)
class Event:
    """`facts`: what every report of it may name. `background`: paragraphs that reports of its long story repeat word for word."""

    language: str
    domain: str
    facts: Facts
    background: tuple[str, ...] = field(default=())

    @property
    def words(self) -> Wording:
        return wording(self.language)

    def say(self, rule: str, rng: Random) -> str:
        return self.words.say(rule, rng, self.domain, self.facts)


_FACTS = {"city": 2, "village": 3, "person": 4, "issue": 1, "actor": 2, "thing": 3, "institution": 3, "deed": 1}


def happening(language: str, rng: Random, domain: str = "") -> Event:
    words = wording(language)
    domain = domain or rng.choice(list(words.domains))
    facts = {name: [words.say(name, rng, domain) for _ in range(count)] for name, count in _FACTS.items()}
    return Event(language, domain, facts)


def running_story(language: str, rng: Random) -> Event:
    """An event that goes on for weeks, with its background paragraphs."""
    event = happening(language, rng)
    background = tuple(event.say("background", rng) for _ in range(2))
    return Event(language, event.domain, event.facts, background)


def next_turn(story: Event, rng: Random) -> Event:
    """The next that happens in a running story: the same place and quarrel, other people and deeds."""
    fresh = happening(story.language, rng, story.domain)
    kept = {name: story.facts[name] for name in ("city", "issue", "institution")}
    return Event(story.language, story.domain, {**fresh.facts, **kept}, story.background)


def translated(event: Event, language: str, rng: Random) -> Event:
    """The event as another language tells it."""
    return happening(language, rng, event.domain if event.domain in wording(language).domains else "")


def report(event: Event, rng: Random, length: int, inserts: tuple[str, ...] = ()) -> Version:
    """A text of about so many words. `inserts` stand word for word somewhere after the lead."""
    paragraphs = [event.say("lead", rng)]
    recalls = bool(event.background) and length > 120
    count = len(paragraphs[0].split()) + sum(len(part.split()) for part in (*inserts, *event.background[:recalls]))
    while count < length:
        paragraph = " ".join(event.say("sentence", rng) for _ in range(rng.choice((1, 1, 2, 2, 3))))
        paragraphs.append(paragraph)
        count += len(paragraph.split())
    for part in inserts:
        paragraphs.insert(rng.randint(1, len(paragraphs)), part)
    if recalls:
        paragraphs.insert(rng.randint(max(1, len(paragraphs) // 2), len(paragraphs)), rng.choice(event.background))
    if length > 150 and rng.random() < 0.5:
        paragraphs.append(event.say("close", rng))
    return Version(event.say("headline", rng), tuple(paragraphs))


def length_of(rng: Random) -> int:
    """Words of a report: 40 to 1,200, most of them some hundreds."""
    low, high = rng.choices(((40, 90), (90, 200), (200, 450), (450, 800), (800, 1150)), (10, 25, 40, 18, 7))[0]
    return rng.randint(low, high)

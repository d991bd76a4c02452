"""Texts of our own that share no passage with each other, as pages and as feed items."""

import random
from datetime import datetime
from email.utils import format_datetime
from html import escape

_NOUNS = [
    "council",
    "harbour",
    "reservoir",
    "bakery",
    "orchard",
    "archive",
    "bridge",
    "market",
    "library",
    "convoy",
    "ministry",
    "clinic",
    "kiln",
    "ferry",
    "tariff",
    "harvest",
    "school",
    "pipeline",
    "garrison",
    "theatre",
    "census",
    "refinery",
    "railway",
    "lagoon",
    "embassy",
    "quarry",
    "airport",
    "stadium",
    "granary",
    "mosque",
    "tribunal",
    "pharmacy",
    "canal",
    "syndicate",
    "turbine",
    "vineyard",
    "barracks",
    "foundry",
    "newspaper",
    "observatory",
]
_VERBS = [
    "reopened",
    "inspected",
    "postponed",
    "financed",
    "surveyed",
    "repaired",
    "closed",
    "expanded",
    "audited",
    "painted",
    "flooded",
    "guarded",
    "leased",
    "drained",
    "measured",
]
_PLACES = [
    "Basra",
    "Mosul",
    "Kirkuk",
    "Najaf",
    "Karbala",
    "Erbil",
    "Duhok",
    "Samawa",
    "Kut",
    "Amara",
    "Ramadi",
    "Tikrit",
    "Hilla",
    "Nasiriyah",
    "Halabja",
    "Zakho",
    "Sinjar",
]


def title_of(number: int) -> str:
    chosen = random.Random(number)
    return f"{chosen.choice(_PLACES)} {chosen.choice(_NOUNS)} {chosen.choice(_VERBS)} after {chosen.choice(_NOUNS)} number {number}"


def paragraphs_of(number: int, count: int = 5) -> list[str]:
    chosen = random.Random(f"text {number}")

    def sentence() -> str:
        words = f"the {chosen.choice(_NOUNS)} of {chosen.choice(_PLACES)} was {chosen.choice(_VERBS)} by the {chosen.choice(_NOUNS)}"
        more = f"and its {chosen.choice(_NOUNS)} will be {chosen.choice(_VERBS)} near {chosen.choice(_PLACES)} in {chosen.randint(2, 900)} days"
        return f"{words.capitalize()} {more}."

    return [" ".join(sentence() for _ in range(3)) for _ in range(count)]


def page_of(number: int, published: datetime | None = None, *, head: str = "", title: str = "", paragraphs: int = 5) -> str:
    """The page of the story of this number."""
    name = escape(title or title_of(number))
    dated = f'<meta property="article:published_time" content="{published.isoformat()}">' if published else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs_of(number, paragraphs))
    return f"<!doctype html><html lang='en'><head><title>{name}</title>{dated}{head}</head><body><article><h1>{name}</h1>{body}</article></body></html>"


def item_of(url: str, number: int, published: datetime | None = None, more: str = "", *, title: str = "") -> str:
    """A feed's item that leads to that page."""
    dated = f"<pubDate>{format_datetime(published)}</pubDate>" if published else ""
    return f"<item><title>{escape(title or title_of(number))}</title><link>{escape(url)}</link>{dated}{more}</item>"


def card_of(url: str, number: int) -> str:
    """A listing's card for it."""
    return f"<article><h2><a href='{escape(url)}'>{escape(title_of(number))}</a></h2><p>A few words of it.</p></article>"

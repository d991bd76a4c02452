"""Which pages are this page in another language: what its hreflang links and its JSON-LD say, kept where it can be true.

A translation of a story is on the outlet's own hosts and is no front page. Whether it tells the same is not asked.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from news.language import primary
from news.model import Translation
from news.urls import address_key, host, same_site, site_of, web_url, without_tracking

MOST = 30  # the largest outlets publish in some forty languages, one story in a few

# fmt: off
_CODES = frozenset((
    "ar", "ara", "ckb", "de", "deu", "en", "eng", "es", "fa", "fr", "fra", "he", "hi", "id", "it", "ja", "kmr", "ko", "kr", "ku", "kur",
    "nl", "pl", "pt", "ru", "so", "sv", "tr", "tur", "uk", "ur", "zh", "arabic", "english", "farsi", "persian", "french", "kurdish",
    "kurdi", "kurmanji", "kurmanci", "sorani", "spanish", "turkish", "turkce", "turkmen", "badini", "german", "russian",
))
# fmt: on
_CODE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?\Z")
_INDEX = re.compile(r"(?:index|default|home)(?:\.\w{2,5})?\Z")
_LANGUAGE_FIELDS = frozenset({"lang", "language", "hl", "locale"})
_PAGES = frozenset({"", "text/html", "application/xhtml+xml"})


def link_elements(tree: HtmlElement) -> tuple[list[str], list[tuple[str, str]]]:
    """The addresses of the page's canonical links, and the (hreflang, address) of its alternates, both in the page's order."""
    canonical: list[str] = []
    alternates: list[tuple[str, str]] = []
    for link in tree.iter("link", "a"):
        hreflang = link.get("hreflang")
        if hreflang is None and link.tag == "a":
            continue
        rel = (link.get("rel") or "").lower().split()
        if hreflang and "alternate" in rel:
            alternates += _alternate(link)
        elif rel == ["canonical"] and link.tag == "link":
            canonical.append(link.get("href") or "")
    return canonical, alternates


def translations(
    found: Iterable[tuple[str, str]], url: str, canonical_url: str, hosts: Iterable[str] = (), languages: Iterable[str] = ()
) -> tuple[Translation, ...]:
    """Those of the (tag, address) pairs that can be this page in another language, each address once, at most MOST.

    `hosts` are the source's other ones. `languages` are those it publishes in: `ku` of an outlet without Kurmanji is Sorani.
    Which of them is the page's own language is for the caller to say, who has read the text.
    """
    pairs = list(found)
    base = url if web_url(url) else web_url(canonical_url)  # a saved page has no address of its own
    if not pairs or not base:
        return ()
    sites = {site_of(name) for name in (host(base), *hosts)}
    front = is_front(base)
    published = set(languages)
    plain_is_sorani = "ckb" in published and "kmr" not in published and not any(tag.lower().startswith("ckb") for tag, _ in pairs)
    seen = {address_key(address) for address in (url, canonical_url) if web_url(address)}
    kept: list[Translation] = []
    for tag, address in pairs:
        language = "" if tag.strip().lower().startswith("x-") else primary(tag)
        if plain_is_sorani and tag.strip().lower() == "ku":
            language = "ckb"
        there = web_url(address, base)
        if not language or not there or address_key(there) in seen or not same_site(there, sites) or (is_front(there) and not front):
            continue
        seen.add(address_key(there))
        kept.append(Translation(language, without_tracking(there)))
        if len(kept) == MOST:
            break
    return tuple(kept)


def is_front(url: str) -> bool:
    """Whether an address is a site's front page, in whatever language."""
    parts = urlsplit(url)
    steps = [step for step in parts.path.lower().split("/") if step]
    if steps and _INDEX.fullmatch(steps[-1]):
        steps.pop()
    named = any(name.lower() not in _LANGUAGE_FIELDS for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    return not named and (not steps or (len(steps) == 1 and (steps[0] in _CODES or bool(_CODE.match(steps[0])))))


def language_of(url: str) -> str:
    """The language that an address names by its first step, empty where it names none."""
    path = urlsplit(url).path if web_url(url, "http://relative.invalid/") else ""
    step = path.lower().lstrip("/").partition("/")[0]
    return primary(step) if len(step) <= 3 and step in _CODES else ""


def _alternate(element: HtmlElement) -> Iterator[tuple[str, str]]:
    kind = (element.get("type") or "").partition(";")[0].strip().lower()
    address = (element.get("href") or "").strip()
    if address and kind in _PAGES:
        yield element.get("hreflang") or "", address

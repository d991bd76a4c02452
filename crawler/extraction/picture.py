"""The lead image of an article and what it shows: the one that the page gives for shares, if it is none of the site's own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.extraction.jsonld import LinkedData
from crawler.extraction.spacing import one_line
from news.urls import web_url

_STATED = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "thumbnailurl", "parsely-image-url")
_ALTERNATIVES = ("og:image:alt", "twitter:image:alt")
SOURCES = ("data-src", "data-lazy-src", "data-original", "data-lazy", "src")
"""The attributes of an img that may hold its address; pages that load late have a blank in `src`."""
# What a site shows where an article has no image of its own.
_OWN = re.compile(
    r"(?<![a-z])(?:logos?|favicon|placeholder|default|no-?image|blank|avatar|sprite|icons?|spacer|pixel|gravatar)(?![a-z])", re.IGNORECASE
)
_SIZE = re.compile(r"[-_](?:\d{2,4}x\d{2,4}|scaled|large|medium|small|thumb(?:nail)?)$", re.IGNORECASE)
LONGEST_ALT = 500  # characters of an alternative text


@dataclass(frozen=True, slots=True)
class Picture:
    """An image's address and its alternative text, empty where nobody gives one; `field`: what named it."""

    url: str = ""
    alt: str = ""
    field: str = ""


def lead_picture(tree: HtmlElement, linked: LinkedData, metas: Mapping[str, Sequence[str]], url: str) -> Picture:
    """The article's lead image, empty where the page states none. What it shows is said in the page's head, else where it stands."""
    stated = [("json-ld", linked.image[0]), *(("meta", text) for name in _STATED for text in metas.get(name, ()))]
    for field, text in stated:
        address = web_url(text, url) if text else ""
        if address and not is_sites_own(address):
            said = next((text for name in _ALTERNATIVES for text in metas.get(name, ())), "")
            alt = said or _shown(tree, address, url) or linked.image[1]
            return Picture(address, one_line(alt)[:LONGEST_ALT], field)
    return Picture()


def is_sites_own(address: str) -> bool:
    """Whether an address names a logo, an icon or the like."""
    return bool(_OWN.search(urlsplit(address).path))


def image_address(element: HtmlElement, base: str) -> str:
    """The address of the image that an img shows; empty where it shows none of the web's."""
    for name in SOURCES:
        if (text := element.get(name)) and not text.startswith("data:") and (address := web_url(text, base)):
            return address
    first = (element.get("srcset") or element.get("data-srcset") or "").strip().partition(" ")[0].rstrip(",")
    return web_url(first, base) if first and not first.startswith("data:") else ""


def _shown(tree: HtmlElement, address: str, base: str) -> str:
    wanted = image_name(address)
    return next((alt for name, alt in _images(tree, base) if name == wanted), "")


def _images(tree: HtmlElement, base: str) -> Iterator[tuple[str, str]]:
    for element in tree.iter("img"):
        if (alt := (element.get("alt") or "").strip()) and (address := image_address(element, base)):
            yield image_name(address), alt


def image_name(address: str) -> str:
    """The name of an image's file without its size: one image is shown in several. Empty where the address has none."""
    return _SIZE.sub("", urlsplit(address).path.rpartition("/")[2].rpartition(".")[0])

"""What the first page of a process would otherwise wait for: modules, and justext's stop lists."""

import logging
from contextlib import suppress

from crawler.extraction import extract
from news.errors import NotAnArticle

_PARAGRAPH = "<p>Water reached the upper canal at noon, the engineers said, and the gates were left open for the night.</p>"
_TEASER = "<div><a href='/other'>Another story of the day, told at length elsewhere</a> and some words that go with it.</div>"
# A short text among much else takes trafilatura through all of its ways, the last of which loads justext's lists.
_PAGE = (
    f"<!doctype html><html lang='en'><head><title>Canal</title></head><body><article>{_PARAGRAPH * 3}</article>{_TEASER * 60}</body></html>"
)


def warm() -> None:
    """Reads a made-up page, so that real ones find everything loaded. Costs 0.6 s of CPU, once."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs each page it gives up, which runs count anyway
    with suppress(NotAnArticle):
        extract(_PAGE.encode(), "http://warm.example/canal")

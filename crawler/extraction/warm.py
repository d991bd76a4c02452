"""What the first page of a process would otherwise wait for: modules, and justext's stop lists."""

import logging
from contextlib import suppress

from crawler.extraction import extract
from news.errors import NotAnArticle

_PARAGRAPH = "<p>Water reached the upper canal at noon, the engineers said, and the gates were left open for the night.</p>"
_TEASER = "<p>Another story of the day, told at length on another page of ours, <a href='/other'>and a link</a> that leads there.</p>"
# A short text beside much else takes trafilatura through all of its ways, the last of which loads justext's lists.
_BESIDE = f"<div class='sidebar' id='sidebar'>{_TEASER * 80}</div>"
_PAGE = f"<!doctype html><html lang='en'><head><title>Canal</title></head><body><article>{_PARAGRAPH * 3}</article>{_BESIDE}</body></html>"


def warm() -> None:
    """Reads a made-up page, so that real ones find everything loaded. Costs 0.6 s of CPU, once."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs each page it gives up, which runs count anyway
    with suppress(NotAnArticle):
        extract(_PAGE.encode(), "http://warm.example/canal")

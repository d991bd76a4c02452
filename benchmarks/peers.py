"""Other extractors as ways from a page's bytes to a prediction: trafilatura in three settings, readability-lxml, resiliparse and
newspaper4k. The last three come with the project's extra `peers`; one that is not installed is left out.
"""

import logging
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import trafilatura

Prediction = dict[str, Any]
Way = Callable[[str, bytes], Prediction]
"""An address and the bytes of its page, to {"articleBody", "title", "date", "authors"} as far as the extractor gives them."""


def peers() -> dict[str, Way]:
    """Every extractor that is installed, by name."""
    ways: dict[str, Way] = {
        "trafilatura": _trafilatura(),
        "trafilatura_precision": _trafilatura(favor_precision=True),
        "trafilatura_fast": _trafilatura(fast=True),
        "trafilatura_body_alone": _body_alone,
    }
    others = {"readability": _readability, "resiliparse": _resiliparse, "newspaper": _newspaper}
    return ways | {name: make() for name, make in others.items() if find_spec(name) is not None}


def _trafilatura(**setting: bool) -> Way:
    def extract(url: str, body: bytes) -> Prediction:
        found: Any = trafilatura.bare_extraction(body, with_metadata=True, include_comments=False, **setting)  # type: ignore[arg-type]
        return {"articleBody": found.text, "title": found.title, "date": found.date, "authors": found.author} if found else {}

    return extract


def _body_alone(url: str, body: bytes) -> Prediction:
    found: Any = trafilatura.bare_extraction(body, include_comments=False)
    return {"articleBody": found.text} if found else {}


def _readability() -> Way:
    from lxml.html import document_fromstring
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL + 1)  # it tells of its faults with whole tracebacks

    def extract(url: str, body: bytes) -> Prediction:
        try:
            document = Document(body.decode("utf-8", "replace"), url=url)
            summary = document_fromstring(document.summary(html_partial=True) or "<p></p>")
            return {"articleBody": " ".join(summary.itertext()), "title": document.short_title()}
        except (ValueError, TypeError, AttributeError) as error:  # its own faults on odd pages
            return {"articleBody": "", "title": str(error)}

    return extract


def _resiliparse() -> Way:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def extract(url: str, body: bytes) -> Prediction:
        tree = HTMLTree.parse_from_bytes(body, detect_encoding(body) or "utf-8")
        return {"articleBody": extract_plain_text(tree, main_content=True, alt_texts=False, links=False), "title": tree.title}

    return extract


def _newspaper() -> Way:
    from newspaper import Article
    from newspaper.configuration import Configuration

    setting = Configuration()
    setting.fetch_images = False

    def extract(url: str, body: bytes) -> Prediction:
        article = Article(url, config=setting)
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
        date = article.publish_date
        return {"articleBody": article.text, "title": article.title, "date": str(date or ""), "authors": article.authors}

    return extract

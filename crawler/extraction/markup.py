"""Blocks to clean HTML: what feeds and pages show of an article. Text is escaped, then an allow-list has the last word."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

import nh3

from crawler.extraction.body import Block
from crawler.extraction.spacing import one_line
from news.language import direction_of
from news.urls import web_url

_TAGS = {"p", "h2", "h3", "ul", "li", "blockquote", "a", "div", "figure", "img"}
_ATTRIBUTES = {"*": {"dir", "lang"}, "a": {"href"}, "img": {"src", "alt"}}


def to_html(blocks: Iterable[Block], language: str, base: str) -> str:
    """HTML of p, h2, h3, ul, li, blockquote, a, and img in figure, with absolute http addresses; right-to-left text in a div that
    says so, because feed readers keep `dir` only inside the content. A list or quotation is not broken by an image: it stands before.
    """
    parts: list[str] = []
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        inside = [(block, _linked(block, base)) for block in run]
        if kind in ("entry", "quote"):
            parts += (figure for block, _ in inside for figure in _figures(block))
        if kind == "entry":
            parts.append(f"<ul>{''.join(f'<li>{text}</li>' for _, text in inside)}</ul>")
        elif kind == "quote":
            parts.append(f"<blockquote>{''.join(f'<p>{text}</p>' for _, text in inside)}</blockquote>")
        elif kind == "heading":
            for block, text in inside:
                tag = "h2" if block.level <= 2 else "h3"
                parts += (*_figures(block), f"<{tag}>{text}</{tag}>")
        else:
            parts += (part for block, text in inside for part in (*_figures(block), f"<p>{text}</p>"))
    body = "".join(parts)
    if direction_of(language) == "rtl":
        body = f'<div dir="rtl" lang="{escape(language)}">{body}</div>'
    return nh3.clean(body, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"}, link_rel=None)


def _figures(block: Block) -> Iterator[str]:
    for image in block.images:
        yield f'<figure><img src="{escape(image.url)}" alt="{escape(image.alt)}"></figure>'


def _linked(block: Block, base: str) -> str:
    """A block's text, links in it where they stand. Its runs say the same as its text, but for spacing and what is escaped twice."""
    if block.link or not block.runs:
        address = web_url(block.link, base) if block.link else ""
        return _anchor(escape(block.text, quote=False), address)
    parts = [(one_line(f"|{text}|")[1:-1], href) for text, href in block.runs]
    if " ".join("".join(text for text, _ in parts).split()) != block.text:
        return escape(block.text, quote=False)
    inside = "".join(_anchor(escape(text, quote=False), web_url(href, base) if href else "") for text, href in parts)
    return " ".join(inside.split())


def _anchor(text: str, address: str) -> str:
    return f'<a href="{escape(address)}">{text}</a>' if address and text.strip() else text

"""Spacing: markup breaks and indents text as it likes, an article's lines are single-spaced."""

import html

from news.text import clean


def one_line(text: str) -> str:
    """Text as a line: entities that were escaped twice resolved, spacing single, without control characters."""
    if "&" in text:
        text = html.unescape(text)
    line = " ".join(text.split())
    return line if line.isprintable() else clean(line)

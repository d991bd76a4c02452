"""Boxes that ask for something: a heading and a sentence above a field to fill in, as for newsletters, in any language."""

from collections.abc import Iterator

from lxml.html import HtmlElement

_LONGEST = 320  # characters, some 50 words
_INDENTED = 3000  # characters that are mostly spaces and line ends may still be a box
_FIELDS = frozenset({"", "text", "email", "tel", "number", "url"})
_KEPT = frozenset({"body", "html", "article", "main"})


def drop_form_boxes(tree: HtmlElement) -> None:
    """Takes every such box off the tree: the largest element around a field that is short as a whole and holds no h1."""
    controls = list(_controls(tree))
    most = min(_LONGEST, _length(tree) // 2) if controls else 0  # of a flash the box is no smaller than the text
    for control in controls:
        box = control
        for parent in control.iterancestors():
            if parent.tag in _KEPT or _length(parent) > most or next(parent.iter("h1", "time"), None) is not None:
                break
            box = parent
        # A box has children of its own; a field alone is dropped by trafilatura.
        if box is not control and box.getparent() is not None:
            box.drop_tree()


def _controls(tree: HtmlElement) -> Iterator[HtmlElement]:
    for element in tree.iter("input"):
        if (element.get("type") or "").lower() in _FIELDS:
            yield element


def _length(element: HtmlElement) -> int:
    """Characters, without what markup is indented by where that could matter."""
    text = str(element.text_content())
    return len(" ".join(text.split())) if _LONGEST < len(text) < _INDENTED else len(text)

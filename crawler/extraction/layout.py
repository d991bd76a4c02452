"""Pages laid out by tables, as old systems make them: the cell that tells the story, among cells of menus and headlines.

trafilatura gives such a page as one table, title, date, text and menus in a single line.
"""

from lxml.html import HtmlElement

from crawler.extraction.plain import PlainLine, plain_lines

_BREAKS = 2  # of a text whose paragraphs are parted by breaks
_LEAST = 200  # characters outside links


def story_cell(tree: HtmlElement) -> list[PlainLine]:
    """The lines of the cell that holds most of a page's text, cells of links inside it left out; none where the page is not laid out so."""
    sizes = {cell: _outside_links(cell) for cell in tree.iter("td") if _has_breaks(cell)}
    if not sizes:
        return []
    # Document order: of cells one inside another the inner, unless it holds less than most of the outer.
    best = max(sizes, key=sizes.__getitem__)
    for cell, size in sizes.items():
        if size * 3 >= sizes[best] * 2 and best in cell.iterancestors("td"):
            best = cell
    marked_up = sum(len(str(paragraph.text_content())) for paragraph in tree.iter("p", "article"))
    if sizes[best] < _LEAST or marked_up * 2 > sizes[best] or sizes[best] * 2 < _outside_links(tree):
        return []
    return plain_lines(best, {cell for cell in best.iter("td") if cell is not best and _is_of_links(cell)})


def _has_breaks(cell: HtmlElement) -> bool:
    breaks = cell.iter("br")
    return sum(1 for _, _ in zip(range(_BREAKS), breaks, strict=False)) == _BREAKS


def _outside_links(element: HtmlElement) -> int:
    return len(str(element.text_content())) - sum(len(str(link.text_content())) for link in element.iter("a"))


def _is_of_links(cell: HtmlElement) -> bool:
    return _outside_links(cell) * 2 < len(str(cell.text_content()))

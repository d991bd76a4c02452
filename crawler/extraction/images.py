"""Which of a page's images are the article's, and before which of its lines each stands. What its lines are is `choice`'s to say."""

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from crawler.extraction.lines import WITHIN, Line, Shown
from crawler.extraction.picture import LONGEST_ALT, Picture, image_address, image_name, is_sites_own
from crawler.extraction.spacing import one_line
from news.urls import web_url

_HOME = 0.8  # of the article's letters stand in the element that its images stand in too
_SMALLEST = 100  # pixels: portraits of authors and icons of networks are smaller
_MOST = 60
_FILES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
_MARGINS = tuple(WITHIN.index(name) for name in ("nav", "aside", "footer", "form"))


def place_images(lines: Sequence[Line], kept: Sequence[int], lead: str, base: str) -> dict[int, tuple[Picture, ...]]:
    """For the place of each kept line before which images of the article stand, those images; each image once.

    They stand among its lines, in the element that holds nearly all of them, and lead nowhere but to themselves; before the first
    line stands `lead`, the address of the lead image, wherever it is shown.
    """
    if not len(kept):
        return {}
    home = _home([lines[place] for place in kept])
    found: dict[int, tuple[Picture, ...]] = {}
    seen: set[str] = set()
    follows = iter(kept)
    following = next(follows)
    for place in range(kept[-1] + 1):
        while following < place:
            following = next(follows)
        for shown in lines[place].images:
            address = image_address(shown.element, base)
            name = image_name(address)
            if not address or name in seen or len(seen) >= _MOST or not _is_whole(shown, address, base):
                continue
            if name == image_name(lead) or (home in shown.path and not _is_teaser(lines[place], shown, place in found)):
                seen.add(name)
                alt = one_line(shown.element.get("alt") or "")[:LONGEST_ALT]
                found[following] = (*found.get(following, ()), Picture(address, alt))
    return found


def _home(lines: Sequence[Line]) -> int:
    """The ordinal of the innermost element that holds nearly all of these lines' letters."""
    letters: Counter[int] = Counter()
    depth: dict[int, int] = {}
    for line in lines:
        for level, ordinal in enumerate(line.path):
            letters[ordinal] += len(line.text)
            depth[ordinal] = level
    enough = _HOME * sum(len(line.text) for line in lines)
    return max((ordinal for ordinal in letters if letters[ordinal] >= enough), key=depth.__getitem__, default=0)


def _is_whole(shown: Shown, address: str, base: str) -> bool:
    """Whether it is a picture of some size, and no link to something else."""
    if is_sites_own(address) or any(0 < size < _SMALLEST for size in _sizes(shown)):
        return False
    target = web_url(shown.href, base) if shown.href else ""
    path = urlsplit(target).path.lower()
    return not target or path.endswith(_FILES) or image_name(target) == image_name(address)


def _sizes(shown: Shown) -> Iterator[int]:
    for name in ("width", "height"):
        figures = (shown.element.get(name) or "").strip().removesuffix("px")
        if figures.isdecimal():
            yield int(figures)


def _is_teaser(line: Line, shown: Shown, placed: bool) -> bool:
    """Whether what stands under the image is a link, or both stand in a margin."""
    beside = not placed and line.linked * 2 > len(line.text) and len(line.path) > 1 and line.path[-2] in shown.path
    return beside or any(line.within[place] for place in _MARGINS)

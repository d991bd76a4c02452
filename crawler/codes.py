"""Addresses that name articles by codes (`/a/c4r455q0j330`, `/8iKdNy`), told by their neighbours: one code is a word like any other."""

import re
from collections import defaultdict
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.anchors import Anchor

_CODE = re.compile(r"[A-Za-z0-9]{5,16}")
_FEWEST = 4
"""Codes of one length in one folder, most of them with figures or capitals among their letters: names of sections differ in length."""
_MOST = 0.6


def with_codes(anchors: list[Anchor]) -> list[Anchor]:
    """The anchors; the addresses of those that are codes tell an article each."""
    groups: defaultdict[tuple[str, int], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, anchor in enumerate(anchors):
        code = "" if anchor.foreign else _code_of(anchor)
        if code:
            groups[(anchor.address.folder, len(code))][code].append(place)
    found = list(anchors)
    for codes in groups.values():
        if len(codes) >= _FEWEST and sum(map(_is_mixed, codes)) >= _MOST * len(codes):
            for place in (place for code, places in codes.items() if _is_mixed(code) for place in places):
                address = anchors[place].address
                shape = f"{address.folder}/code"
                tells = replace(address, reason="", weight=2, shape=shape, telling=True, numbered=True, family=address.folder)
                found[place] = replace(anchors[place], address=tells)
    return found


def _code_of(anchor: Anchor) -> str:
    parts = urlsplit(anchor.address.url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    return last if not parts.query and _CODE.fullmatch(last) and not last.isdigit() else ""


def _is_mixed(code: str) -> bool:
    return any(map(str.isdigit, code)) or (any(map(str.islower, code[1:])) and any(map(str.isupper, code[1:])))

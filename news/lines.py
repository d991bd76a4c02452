"""The key of a line: by which a line is known again on another page of its site, whatever its spacing and letter variants."""

from collections.abc import Iterable
from hashlib import blake2b

from news.text import letters


def line_key(line: str) -> int:
    """A signed 64-bit hash of the line's letters and digits; 0 for a line without any."""
    own = letters(line)
    return int.from_bytes(blake2b(own.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True) if own else 0


def line_keys(lines: Iterable[str]) -> frozenset[int]:
    """The keys of these lines, of those that say anything."""
    return frozenset(key for line in lines if (key := line_key(line)))

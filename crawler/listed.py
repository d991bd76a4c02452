"""Whether a page is what was listed: a site that is down or has lost a page often answers 200 with something else.

What a page says of itself (an error, a wall) is extraction's to read; here it is held against its Listing and its neighbours.
"""

import hashlib
from dataclasses import dataclass, field

from news.model import Article, Listing
from news.text import fold, letters, words

SHORT = 150
"""Words above which a text is an article whatever it was listed as: an error page is short, and a headline may say it in other words."""
_TOLD = 3
"""A short text tells at least one in so many of the headline's words. Of the 487 articles of shared/data/extraction whose title is
known and long enough, one tells fewer than half and none fewer than a third; of the first hundred words of another article of the
same set, 26 % hold one word of a headline by chance and 1 % a third."""
_ENOUGH = 3  # words of a headline without which nothing can be told
_WORD = 4  # letters of a word that means something


@dataclass(slots=True)
class TextBook:
    """The texts that each source gave in this run, and under which headline."""

    _given: dict[tuple[str, bytes], str] = field(default_factory=dict)

    def is_other(self, listing: Listing, article: Article) -> bool:
        """Whether the page tells something else than was listed: it is short and tells hardly a word of the headline, or has the
        very text that another headline of the source led to.
        """
        key = (listing.source_id, hashlib.blake2b(letters(article.text).encode("utf-8", "replace"), digest_size=16).digest())
        title = " ".join(sorted(_words(listing.title)))
        given = self._given.setdefault(key, title)
        if title and given and given != title:
            return True
        said = _words(listing.title)
        if len(said) < _ENOUGH or len(article.text.split()) > SHORT:
            return False
        page = fold(f"{article.title}\n{article.text}")
        return _TOLD * sum(word in page for word in said) < len(said)


def _words(title: str) -> frozenset[str]:
    return frozenset(word for word in words(title) if sum(map(str.isalpha, word)) >= _WORD)

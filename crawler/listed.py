"""Whether a page is what was listed: a site that is down or has lost a page often answers 200 with something else.

What a page says of itself (an error, a wall) is extraction's to read; here it is held against its Listing and its neighbours.
"""

import hashlib
from dataclasses import dataclass, field

from news.model import Article, Listing
from news.text import fold, letters, words

TELLING = 150
"""Words above which a text is an article though it shares no word with its headline: templates are short. None of the 517 articles
of shared/data/extraction whose title is known shares none, and 13 are so short; of those known by their address alone, 2 of 91 share
none, both transcribed into another script."""
_ENOUGH = 3  # words of a headline without which nothing can be told
_WORD = 4  # letters of a word that means something


@dataclass(slots=True)
class TextBook:
    """The texts that each source gave in this run, by their hashes, and under which headline."""

    _given: dict[tuple[str, bytes], frozenset[str]] = field(default_factory=dict)

    def is_other(self, listing: Listing, article: Article) -> bool:
        """Whether the page tells something else than was listed: it shares no word with the headline, or has the very text that
        another headline of the source led to.
        """
        said = _words(listing.title)
        key = (listing.source_id, hashlib.blake2b(letters(article.text).encode("utf-8", "replace"), digest_size=16).digest())
        given = self._given.setdefault(key, said)
        if said and given and given != said:
            return True
        if len(said) < _ENOUGH or len(article.text.split()) > TELLING:
            return False
        page = f"{article.title}\n{article.text}"
        # A headline in another script is a transcription or a translation, of which nothing can be told.
        return _is_latin(listing.title) == _is_latin(page) and not any(word in fold(page) for word in said)


def _is_latin(text: str) -> bool:
    """Whether most of the letters are Latin ones."""
    own = [char for char in text if char.isalpha()]
    return sum(char < "\u0250" for char in own) * 2 > len(own)


def _words(title: str) -> frozenset[str]:
    return frozenset(word for word in words(title) if sum(map(str.isalpha, word)) >= _WORD)

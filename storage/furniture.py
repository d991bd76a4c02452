"""The lines of each source's latest pages, as keys (news.lines), and which of them are the site's furniture.

A ring of pages: what a redesign takes off the site is forgotten as new pages push the old ones out.
"""

from collections import Counter
from collections.abc import Collection, Iterable

import numpy as np

from storage.connection import Connection

# Of 20,987 lines of 2,621 real articles (../shared/data/arabic, the sources with 40 texts and more, by date) a ring of 60 pages
# and four witnesses call 15 furniture: 13 are datelines and "more…", two are a day's figures in the same words, which half of the
# pages would not have shown. With three witnesses it would be 25. Real furniture is on nearly all pages of a site.
PAGES = 60
"""Latest pages of a source that are remembered, some 400 bytes each."""
FEWEST = 4
"""Pages among these that show a line which is furniture."""
FEWEST_OF_PROSE, SHARE_OF_PROSE = 6, 0.5
"""The same of a line that is prose, and the share of the pages: agencies end one report in three with the same background."""


class Furniture:
    """The private table _page_lines. Raises ArchiveError where SQLite fails."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, source_id: str) -> frozenset[int]:
        """The keys of the lines that this source's pages repeat."""
        rows = self._connection.rows("SELECT labels, prose FROM _page_lines WHERE source_id = ?", (source_id,))
        labels = Counter(key for row in rows for key in _keys(row[0]))
        prose = Counter(key for row in rows for key in _keys(row[1]))
        enough = max(FEWEST_OF_PROSE, SHARE_OF_PROSE * len(rows))
        return frozenset(key for key, pages in labels.items() if pages >= FEWEST) | {key for key, pages in prose.items() if pages >= enough}

    def learn(self, source_id: str, story_id: str, opening: int, labels: Collection[int], prose: Collection[int]) -> None:
        """Remembers a page's lines: those of its article, and those left out as furniture before.

        `opening`: of its first paragraph. A page that tells a remembered story, or begins as a remembered page, is no second
        witness.
        """
        told = self._connection.row(
            "SELECT 1 FROM _page_lines WHERE source_id = ? AND (story_id = ? OR opening = ?)", (source_id, story_id, opening)
        )
        if told is not None or not (labels or prose):
            return
        self._connection.run(
            "INSERT INTO _page_lines (source_id, story_id, opening, labels, prose) VALUES (?, ?, ?, ?, ?)",
            (source_id, story_id, opening, _blob(labels), _blob(prose)),
        )
        self._connection.run(
            "DELETE FROM _page_lines WHERE source_id = ?1 AND id <= (SELECT id FROM _page_lines WHERE source_id = ?1"
            " ORDER BY id DESC LIMIT 1 OFFSET ?2)",
            (source_id, PAGES),
        )


def _blob(keys: Iterable[int]) -> bytes:
    return np.array(sorted(set(keys)), dtype="<i8").tobytes()


def _keys(blob: bytes) -> list[int]:
    found: list[int] = np.frombuffer(blob, dtype="<i8").tolist()
    return found

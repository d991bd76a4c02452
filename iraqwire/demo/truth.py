"""What is true of the replica newsroom's pages, and how an archive's stories are scored against it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Literal

from iraqwire.demo.press import Derived

PageKind = Literal["article", "index", "forbidden", "gone", "off_beat", "about"]


@dataclass(frozen=True, slots=True)
class PageTruth:
    """What an address is. `story`: the text it tells; `derived`: what was done to that; `origin`: the address it was taken
    from, empty for an original; `holds`: of a page made of several stories, those; `paragraphs`: the story as printed there.
    """

    url: str
    kind: PageKind
    outlet: str
    story: str = ""
    derived: Derived = "original"
    origin: str = ""
    title: str = ""
    language: str = ""
    holds: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()


Truth = Mapping[str, PageTruth]
"""By address, as it is finally fetched and without tracking parameters."""


@dataclass(frozen=True, slots=True)
class Score:
    """Sameness over pairs of true articles, and what became of the rest.

    `true_pairs`: that tell one story; `made_pairs`: that the archive holds for one; `right_pairs`: both. `welded` and `missed` name
    the pairs that are wrong (a pair with a refused page is missed). `hidden`: true stories that were archived but whose every
    article lies in a story led by another text. `refused`: true articles that are not in the archive. `strays`: pages in it
    that are no article.
    """

    true_pairs: int
    made_pairs: int
    right_pairs: int
    hidden: tuple[str, ...]
    refused: tuple[str, ...]
    strays: tuple[str, ...]
    welded: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]

    @property
    def precision(self) -> float:
        """Share of the pairs made that are right; 1 where none was made."""
        return self.right_pairs / self.made_pairs if self.made_pairs else 1.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that were made; 1 where there are none."""
        return self.right_pairs / self.true_pairs if self.true_pairs else 1.0


def score(truth: Truth, story_of: Mapping[str, str], leads: Mapping[str, str]) -> Score:
    """An archive against the truth.

    `story_of`: the archive's story id of each article's address. `leads`: the address of each story's lead.
    """
    articles = {url: page.story for url, page in truth.items() if page.kind == "article"}
    archived = {url: story_of[url] for url in articles if url in story_of}
    true_pairs = _pairs(articles)
    made_pairs = _pairs(archived)
    right_pairs = true_pairs & made_pairs
    return Score(
        true_pairs=len(true_pairs),
        made_pairs=len(made_pairs),
        right_pairs=len(right_pairs),
        hidden=_hidden(articles, archived, leads),
        refused=tuple(sorted(articles.keys() - archived.keys())),
        strays=tuple(sorted(story_of.keys() - articles.keys())),
        welded=tuple(sorted(made_pairs - true_pairs)),
        missed=tuple(sorted(true_pairs - made_pairs)),
    )


def _pairs(group_of: Mapping[str, str]) -> set[tuple[str, str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for url, group in sorted(group_of.items()):
        groups[group].append(url)
    return {pair for urls in groups.values() for pair in combinations(urls, 2)}


def _hidden(articles: Mapping[str, str], archived: Mapping[str, str], leads: Mapping[str, str]) -> tuple[str, ...]:
    shown: dict[str, bool] = {}
    for url, made in archived.items():
        own = articles[url]
        shown[own] = shown.get(own, False) or articles.get(leads.get(made, "")) == own
    return tuple(sorted(story for story, is_shown in shown.items() if not is_shown))


def copies(truth: Truth) -> int:
    """How many true articles a reader need not see: all but one of each story."""
    stories = [page.story for page in truth.values() if page.kind == "article"]
    return len(stories) - len(set(stories))


def story_ids(truth: Truth, kinds: Iterable[PageKind] = ("article",)) -> frozenset[str]:
    """The true stories told on pages of these kinds."""
    wanted = frozenset(kinds)
    return frozenset(page.story for page in truth.values() if page.kind in wanted and page.story)


def true_pair_count(truth: Truth) -> int:
    """How many pairs of true articles tell one story."""
    sizes: dict[str, int] = defaultdict(int)
    for page in truth.values():
        if page.kind == "article":
            sizes[page.story] += 1
    return sum(comb(size, 2) for size in sizes.values())

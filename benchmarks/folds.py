"""Five judges beside the shipped ones, each of which saw four fifths of the sites: a page of ../shared is judged by one that did not
see its site, a page of tests/extraction/pages by one that did not see its structure. benchmarks/training.py writes their numbers.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from crawler.extraction.choice import Judges, load_judges, save_judges
from news.urls import host, site_of

FOLDS = 5
_NUMBERS = Path(__file__).with_name("folds")


def fold_of(url: str) -> int:
    """The fold that the site of this address is in."""
    return fold_of_name(site_of(host(url)))


def fold_of_name(name: str) -> int:
    """The fold that a site or a structure of pages is in."""
    return int(sha256(name.encode()).hexdigest(), 16) % FOLDS


def judges_for(url: str) -> Judges:
    """The judges that saw no page of this address's site."""
    return judges_without(fold_of(url))


def write_judges(fold: int, judges: Judges) -> None:
    """Keeps the judges that saw no page of this fold."""
    _NUMBERS.mkdir(exist_ok=True)
    save_judges(judges, _file(fold))


@cache
def judges_without(fold: int) -> Judges:
    """The judges that saw no page of this fold."""
    return load_judges(_file(fold))


def _file(fold: int) -> Path:
    return _NUMBERS / f"{fold}.npz"

"""Five judges beside the shipped ones, each of which saw four fifths of the sites: a page of ../shared is judged by one that did not
see its site. benchmarks/training.py writes their numbers.
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
    return int(sha256(site_of(host(url)).encode()).hexdigest(), 16) % FOLDS


def judges_for(url: str) -> Judges:
    """The judges that saw no page of this address's site."""
    return _judges(fold_of(url))


def write_judges(fold: int, judges: Judges) -> None:
    """Keeps the judges that saw no page of this fold."""
    _NUMBERS.mkdir(exist_ok=True)
    save_judges(judges, _file(fold))


@cache
def _judges(fold: int) -> Judges:
    return load_judges(_file(fold))


def _file(fold: int) -> Path:
    return _NUMBERS / f"{fold}.npz"

"""Which lines are the article's: two judgements of boosted trees over what `measures` tells, their numbers in choice.npz.

benchmarks/training.py makes the numbers. Trees are oblivious (one question a level for all of a level's nodes), so that a page's
lines go through all of them in a few operations of numpy, without the library that trained them.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crawler.extraction.measures import Figures

_SHIPPED = Path(__file__).with_name("choice.npz")


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted oblivious trees. `columns` and `borders`: (trees, depth), what each level asks; `leaves`: (trees, 2 ** depth), log odds."""

    columns: NDArray[np.int16]
    borders: NDArray[np.float32]
    leaves: NDArray[np.float32]
    bias: float

    def probabilities(self, figures: Figures) -> Figures:
        """For each row of figures, 0 to 1."""
        leaf = np.zeros((len(figures), len(self.columns)), np.uint8)
        for level in range(self.columns.shape[1]):
            leaf |= (figures[:, self.columns[:, level]] > self.borders[:, level]).astype(np.uint8) << np.uint8(level)
        odds = self.leaves[np.arange(len(self.columns)), leaf].sum(axis=1) + self.bias
        return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


@dataclass(frozen=True, slots=True)
class Judges:
    """`first` judges lines by the page alone, `second` beside trafilatura's choice."""

    first: Trees
    second: Trees


def load_judges(file: Path) -> Judges:
    """The judges of a file of numbers, as `save_judges` wrote it."""
    with np.load(file, allow_pickle=False) as numbers:
        first, second = (
            Trees(
                numbers[f"{name}_columns"].astype(np.int16),
                numbers[f"{name}_borders"].astype(np.float32),
                numbers[f"{name}_leaves"].astype(np.float32),
                float(numbers[f"{name}_bias"]),
            )
            for name in ("first", "second")
        )
    return Judges(first, second)


def save_judges(judges: Judges, file: Path) -> None:
    """Writes the numbers of two judges into one file."""
    numbers: dict[str, NDArray[np.generic]] = {}
    for name, trees in (("first", judges.first), ("second", judges.second)):
        numbers |= {
            f"{name}_columns": trees.columns,
            f"{name}_borders": trees.borders,
            f"{name}_leaves": trees.leaves,
            f"{name}_bias": np.array(trees.bias),
        }
    np.savez_compressed(file, **numbers)  # type: ignore[arg-type]  # numpy's stub takes a flag of its own for one of them


@cache
def shipped_judges() -> Judges:
    """The judges that come with the project."""
    return load_judges(_SHIPPED)

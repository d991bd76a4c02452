"""Thirty days of the press through the real intake: copies shown in 100 entries of the feed, stories wrongly hidden in 1,000.

    python -m benchmarks stream

Seeds A to V have chosen thresholds; W to Z are for reporting, and are not to be read for choosing.
"""

import time
from typing import Any

from benchmarks.stream.press import DAYS, stream
from benchmarks.stream.reading import read
from benchmarks.stream.truth import figures

SEEDS = ("A", "W")


def run() -> dict[str, Any]:
    """Of each seed the figures of `truth.figures`, and the seconds it took."""
    return {seed: _measured(seed) for seed in SEEDS}


def _measured(seed: str, days: int = DAYS) -> dict[str, Any]:
    made = stream(seed, days)
    begun = time.perf_counter()
    found = figures(made, read(made))
    return found | {"seconds": round(time.perf_counter() - begun, 1)}

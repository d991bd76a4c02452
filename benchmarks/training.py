"""Makes crawler/extraction/choice.npz, the numbers that judge a page's lines, and says what they are worth.

Run as `python -m benchmarks.training`; it needs the extra `train` and the pages of ../shared, beside which it takes the Arabic and
Kurdish ones of tests/extraction/pages. Five folds over sites and structures: each page is judged by trees that saw no page of its own
(benchmarks.folds), and the figures printed are those of whole extraction with them. What is shipped was trained on all pages. The first
judge's verdicts that the second is trained by are of the other folds too.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from catboost import CatBoostClassifier
from numpy.typing import NDArray

from benchmarks.alignment import shares
from benchmarks.beside import PageSet, page_set, scores
from benchmarks.folds import FOLDS, fold_of, write_judges
from benchmarks.replicas import as_page_set, replicas
from crawler.extraction import choice
from crawler.extraction.body import UNLIKELY, beside_trafilatura, drop_unlikely, read_lines
from crawler.extraction.choice import Judges, Trees, save_judges
from crawler.extraction.consent import drop_consent_boxes
from crawler.extraction.context import PageContext
from crawler.extraction.forms import drop_form_boxes
from crawler.extraction.links import Links
from crawler.extraction.lists import take_lists
from crawler.extraction.measures import Figures, Measures, Stated
from crawler.extraction.metadata import read_metadata
from crawler.extraction.page import read_page
from crawler.extraction.parse import parse
from news.clock import system_clock
from news.errors import NotAnArticle

SETS = ("aeb", "fundus", "wcxb")
NUMBERS = Path(choice.__file__).with_name("choice.npz")
# Chosen by the folds among 200 to 600 trees of depth 4 to 6: what more trees gain is below what another split into folds changes.
FIRST = {"iterations": 80, "depth": 5, "learning_rate": 0.25}
SECOND = {"iterations": 300, "depth": 5, "learning_rate": 0.08, "rsm": 0.4, "bootstrap_type": "Bernoulli", "subsample": 0.7}
_SHORT_PAGE = 50  # words: a page counts as one whatever its length, but no line for more than a page
_SCALE, _FLOOR = 200.0, 0.2


@dataclass
class Row:
    """A page to train by. `figures` are the first judge's, `beside` the second's; `likely` the first judge's verdict by the other folds."""

    pages: PageSet
    key: str
    fold: int
    truth: NDArray[np.bool_]
    weight: Figures
    measures: Measures
    likely: Figures = field(default_factory=lambda: np.zeros(0, np.float32))
    beside: Figures = field(default_factory=lambda: np.zeros((0, 0), np.float32))


def read_rows() -> list[Row]:
    """The pages of all sets, measured."""
    rows = []
    made = {page.name: page.fold for page in replicas()}
    for name in (*SETS, "replicas"):
        pages = as_page_set() if name == "replicas" else page_set(name)
        if pages is None:
            raise SystemExit(f"../shared has no pages {name!r} to train by")
        for key in pages.pages:
            try:
                tree, stated = _prepared(pages, key)
            except NotAnArticle:
                continue
            lines, _ = read_lines(tree)
            if not lines:
                continue
            share, words = shares([line.text for line in lines], pages.truth[key]["articleBody"])
            length = max(_SHORT_PAGE, len(pages.truth[key]["articleBody"].split()))
            rows.append(
                Row(
                    pages,
                    key,
                    made[key] if name == "replicas" else fold_of(pages.url(key)),
                    np.array(share) > 0.5,
                    np.array(words, np.float32) / length * _SCALE + _FLOOR,
                    Measures(lines, stated),
                )
            )
    return rows


def _prepared(pages: PageSet, key: str) -> tuple[Any, Stated]:
    """A page's tree as read_body is handed it, and what the page states."""
    url = pages.url(key)
    tree = parse(pages.pages[key], url)
    meta = read_metadata(tree, url, PageContext(), system_clock())
    take_lists(tree, Links(tree, url))
    drop_form_boxes(tree)
    drop_consent_boxes(tree)
    return tree, Stated(meta.title, meta.description, meta.body)


def train(rows: Sequence[Row], second: bool = False) -> Trees:
    """Trees of one judge."""
    learner = CatBoostClassifier(verbose=0, random_seed=1, allow_writing_files=False, **(SECOND if second else FIRST))
    weeded = [row.likely >= UNLIKELY if second else np.full(len(row.truth), True) for row in rows]
    figures = np.concatenate([(row.beside if second else row.measures.figures)[mask] for row, mask in zip(rows, weeded, strict=True)])
    truth, weight = (
        np.concatenate([column[mask] for column, mask in zip(columns, weeded, strict=True)])
        for columns in ([row.truth for row in rows], [row.weight for row in rows])
    )
    learner.fit(figures, truth, sample_weight=weight)
    return _exported(learner)


def _exported(learner: CatBoostClassifier) -> Trees:
    file = Path("model.json")
    with TemporaryDirectory() as folder:
        learner.save_model(str(Path(folder) / file), format="json")
        model = json.loads((Path(folder) / file).read_text(encoding="utf-8"))
    trees = model["oblivious_trees"]
    depth = max(len(tree["splits"]) for tree in trees)
    columns = np.zeros((len(trees), depth), np.int16)
    borders = np.full((len(trees), depth), np.inf, np.float32)  # a level that asks nothing is never passed
    leaves = np.zeros((len(trees), 2**depth), np.float32)
    for place, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            columns[place, level], borders[place, level] = split["float_feature_index"], split["border"]
        leaves[place, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, (bias,) = model["scale_and_bias"]
    return Trees(columns, borders, leaves * scale, bias)


def main() -> None:
    """Trains the judges, prints their figures as JSON, writes their numbers."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    rows = read_rows()
    others = [[row for row in rows if row.fold != fold] for fold in range(FOLDS)]
    firsts = [train(chosen) for chosen in others]
    for row in rows:
        row.likely = firsts[row.fold].probabilities(row.measures.figures)
        tree, _ = _prepared(row.pages, row.key)
        lines, elements = read_lines(tree)
        drop_unlikely(lines, elements, row.likely)
        row.beside = beside_trafilatura(row.measures, row.likely, tree, row.pages.url(row.key))
    judges = [Judges(first, train(chosen, second=True)) for first, chosen in zip(firsts, others, strict=True)]
    for fold, kept in enumerate(judges):
        write_judges(fold, kept)
    print(json.dumps({"extract": _figures(rows, judges), "lost_to_the_first": _lost(rows)}, indent=1))
    save_judges(Judges(train(rows), train(rows, second=True)), NUMBERS)


def _figures(rows: Sequence[Row], judges: Sequence[Judges]) -> dict[str, Any]:
    """The scores of whole extraction, each page judged by its own fold's judges."""
    folds = {(row.pages.name, row.key): row.fold for row in rows}
    found: dict[str, Any] = {}
    for pages in {row.pages.name: row.pages for row in rows}.values():
        bodies: dict[str, Any] = {}
        for key, body in pages.pages.items():
            try:
                article = read_page(body, pages.url(key), PageContext(), system_clock, judges[folds.get((pages.name, key), 0)])
            except NotAnArticle:
                continue
            bodies[key] = {"articleBody": article.text}
        found[pages.name] = {
            name: score for name, score in scores(pages.truth, bodies).items() if name in ("f1", "precision", "recall", "accuracy")
        }
    return found


def _lost(rows: Sequence[Row]) -> dict[str, float]:
    """What UNLIKELY takes off: a share of the articles' text, and of all lines."""
    weeded = np.concatenate([row.likely < UNLIKELY for row in rows])
    text = np.concatenate([row.weight * row.truth for row in rows])
    return {"text": round(float(text[weeded].sum() / text.sum()), 5), "lines": round(float(weeded.mean()), 3)}


if __name__ == "__main__":
    main()

"""The page sets and tools beside the project: pages with their truth, and the scorer and replay server as modules."""

import gzip
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

SHARED = Path(__file__).parents[1].parent / "shared"


@dataclass(frozen=True, slots=True)
class PageSet:
    """Saved pages by key, and what is true of each ("url", "articleBody" …)."""

    name: str
    folder: Path
    truth: dict[str, dict[str, Any]]
    pages: dict[str, bytes]

    def url(self, key: str) -> str:
        return self.truth[key].get("url") or f"http://unknown.example/{key}"


def page_set(name: str) -> PageSet | None:
    """A set of shared/data/extraction, None where it is not there."""
    folder = SHARED / "data" / "extraction" / name
    if not (folder / "ground-truth.json").is_file():
        return None
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    files = {key: folder / "html" / f"{key}.html.gz" for key in truth}
    return PageSet(name, folder, truth, {key: gzip.decompress(file.read_bytes()) for key, file in files.items() if file.is_file()})


def tool(name: str) -> ModuleType:
    """A script of shared/tools as a module."""
    spec = importlib.util.spec_from_file_location(name, SHARED / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scores(truth: dict[str, Any], predictions: dict[str, Any]) -> dict[str, Any]:
    """Body F1, precision and recall, and the shares of titles, dates and authors that are right, as score_extraction gives them."""
    scorer = tool("score_extraction")
    body, _ = scorer.score(truth, predictions)
    return {name: round(value, 4) for name, value in (body | scorer.metadata(truth, predictions)).items()}

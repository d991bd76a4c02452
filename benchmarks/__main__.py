"""Runs the benchmarks named, or all of them, and writes their figures as one JSON object.

    python -m benchmarks [NAME …] [--out FILE]

A benchmark is a module here with `run() -> dict`; the dict is empty where its data does not lie beside the project.
"""

import argparse
import importlib
import json
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

BENCHMARKS = (
    "extraction",
    "crawl_cost",
    "sameness",
    "stream",
    "index_cost",
    "polling",
    "feeds",
    "listings",
    "refusals",
    "furniture",
    "replicas",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}")
    parser.add_argument("--out", type=Path, help="write the figures here instead of to standard output")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    figures: dict[str, object] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    for name in options.names or BENCHMARKS:
        print(f"{name} …", file=sys.stderr, flush=True)
        figures[name] = importlib.import_module(f"benchmarks.{name}").run() or "skipped: its data does not lie beside the project"
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()

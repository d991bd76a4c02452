"""CPU of a command with everything it starts, orphans included.

python -m benchmarks.cpu REPORT COMMAND …     runs it, and writes its seconds of CPU to the file REPORT
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


@dataclass(frozen=True, slots=True)
class Measured:
    """`seconds`: user and system time of the whole tree of processes."""

    seconds: float
    code: int
    output: str


def measured(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Measured:
    """Runs the command to its end under a process of its own, which inherits orphans and waits for them."""
    with tempfile.NamedTemporaryFile("w+", suffix=".json") as report:
        watcher = [sys.executable, "-m", "benchmarks.cpu", report.name, *command]
        done = subprocess.run(
            watcher, stdout=subprocess.PIPE, env=os.environ | dict(environment or {}), cwd=Path(__file__).parents[1], check=False, text=True
        )
        return Measured(json.load(report), done.returncode, done.stdout)


def _watch(report: Path, command: Sequence[str]) -> int:
    with suppress(AttributeError, OSError):  # elsewhere than on Linux orphans go uncounted
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    code = subprocess.call(command)
    with suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    report.write_text(json.dumps(round(used.ru_utime + used.ru_stime, 3)))
    return code


if __name__ == "__main__":
    sys.exit(_watch(Path(sys.argv[1]), sys.argv[2:]))

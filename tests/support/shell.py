"""The front door from outside: commands as a user runs them."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from iraqwire.demo.newsroom import Newsroom


@dataclass(frozen=True, slots=True)
class Demo:
    """What `iraqwire demo --once --json` left and said."""

    folder: Path
    report: dict[str, Any]

    @property
    def archive(self) -> Path:
        return self.folder / "iraqwire.db"

    def newsroom(self) -> Newsroom:
        """The replica it crawled: another instant's has other addresses after midnight."""
        return Newsroom(datetime.fromisoformat(self.report["at"]))


def iraqwire(*arguments: str, cwd: Path, timeout: float = 100) -> subprocess.CompletedProcess[str]:
    """One command, as a user runs it."""
    return subprocess.run(
        [sys.executable, "-m", "iraqwire", *arguments], cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False
    )

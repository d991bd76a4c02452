"""The replica newsroom, crawled once for all tests that only look at what came of it."""

import json

import pytest
from shell import Demo, iraqwire


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    done = iraqwire("demo", "--once", "--json", "--workspace", str(folder / "room"), cwd=folder)
    assert done.returncode == 0, done.stderr
    return Demo(folder / "room", json.loads(done.stdout))

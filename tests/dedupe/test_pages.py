"""Pages with lists, bars and banners: what is text is kept, what were headlines become mentions. A new case is a table in pages/."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from dedupe import tidy

PAGES = Path(__file__).with_name("pages")


def pages() -> list[Any]:
    found = []
    for path in sorted(PAGES.glob("*.toml")):
        found += [pytest.param(page, id=f"{path.stem}: {page['name']}") for page in tomllib.loads(path.read_text(encoding="utf-8"))["page"]]
    return found


@pytest.mark.parametrize("page", pages())
def test_text_is_kept_and_headlines_become_mentions(page: dict[str, Any]) -> None:
    lines = [line if isinstance(line, str) else line[0] for line in page["lines"]]
    links = ["" if isinstance(line, str) else line[1] for line in page["lines"]]
    found = tidy(page["title"], lines, links)
    assert [mention.title for mention in found.mentions] == page["mentions"]
    if "outlets" in page:
        assert [mention.outlet for mention in found.mentions] == page["outlets"]
    assert found.is_index == page.get("index", False)
    if not found.is_index:
        assert [lines[index] for index in found.kept] == [lines[index] for index in page["kept"]]
        addresses = {mention.title: mention.url for mention in found.mentions}
        assert all(addresses.get(line) == url for line, url in zip(lines, links, strict=True) if url)

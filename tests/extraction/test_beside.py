"""Extraction on the real pages and documents that lie beside the project; skipped where they do not."""

import gzip
import html
import importlib.util
import json
import re
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import trafilatura

from crawler.extraction import PageContext, extract
from crawler.extraction.pool import ExtractionPool
from news.errors import NotAnArticle
from news.model import Article

SHARED = Path(__file__).parents[2].parent / "shared"
needs_shared = pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="no ../shared beside the project")
SETS = ("aeb", "fundus")


def seed(number: str) -> list[str]:
    (file,) = (SHARED / "data" / "seeds").glob(f"{number}_*.txt")
    return [" ".join(line.split()) for line in file.read_text(encoding="utf-8").splitlines()]


def dated(line: str) -> bool:
    return line.startswith("- ")


def farm(lines: list[str]) -> bytes:
    """Seed 003 as a WordPress link farm serves it: the paragraphs, the phrase of credit, the linked headline, the list."""
    at = lines.index("Excerpt from:")
    story = "".join(f"<p>{html.escape(line)}</p>" for line in lines[1:at] if line)
    origin = f"<p>{lines[at]}</p><p><a href='https://www.latimes.com/world/x' rel='nofollow'>{html.escape(lines[at + 1])}</a></p>"
    rows = []
    for number, line in enumerate(filter(dated, lines)):
        headline, date = re.fullmatch(r"- (.*?) - (\w+ \d+\w\w, \d{4} \[.*)", line).groups()  # type: ignore[union-attr]
        rows.append(f"<li><a href='http://news.example/{number}'>{html.escape(headline)}</a> - {date}</li>")
    content = f"<div class='entry-content'>{story}{origin}<p>Related Posts</p><ul>{''.join(rows)}</ul></div>"
    title = html.escape(lines[0])
    post = f"<article class='post hentry'><header><h1 class='entry-title'>{title}</h1></header>{content}</article>"
    return f"<!doctype html><html lang='en-US'><head><title>{title} | Iraq Headlines</title></head><body><div id='content'>{post}</div></body></html>".encode()


def relief(lines: list[str]) -> bytes:
    """Seed 000 as an NGO serves it: banners and cards among the sections."""
    parts: list[str] = []
    for line in filter(None, lines):
        if line.startswith("•"):
            parts.append(f"<ul><li>{html.escape(line[1:].strip())}</li></ul>")
        elif line.startswith("Support Our Work"):
            parts.append(f"<div class='cta'><h3>{line}</h3><a class='button' href='/donate'>Donate</a></div>")
        elif line == "Read More":
            parts.append("<div class='card'><a href='/more'>Read More</a></div>")
        else:
            tag = "h2" if len(line) < 70 else "p"
            parts.append(f"<{tag}>{html.escape(line)}</{tag}>")
    page = f"<main><div class='field-body'>{''.join(parts)}</div></main><footer><p>Support Our Work Today around the world</p></footer>"
    return f"<!doctype html><html lang='en'><head><title>The Battle for Mosul, Iraq</title></head><body>{page}</body></html>".encode()


@needs_shared
def test_seed_003_comes_out_as_the_newspapers_story() -> None:
    lines = seed("003")
    found = extract(farm(lines), "http://headlines.example/mosul", PageContext(source_name="Iraq Headlines"))
    text = found.text.split("\n")
    story = lines[1 : lines.index("ALSO") if "ALSO" in lines else lines.index("Excerpt from:")]
    assert [line for line in story if line and line not in text] == []
    assert not [line for line in filter(dated, lines) if line[2:40] in found.text]
    assert sum(bool(mention.outlet and mention.published_on) for mention in found.mentions) >= 78
    assert found.credit is not None
    assert found.credit.outlet == "Los Angeles Times"


@needs_shared
def test_seed_000_keeps_its_sections_and_no_banner() -> None:
    lines = seed("000")
    found = extract(relief(lines), "http://relief.example/mosul")
    assert not [banner for banner in ("Support Our Work", "Read More", "Donate") if banner in found.text]
    assert [line for line in lines if len(line) > 200 and line.lstrip("• ") not in found.text] == []


@cache
def real() -> dict[str, dict[str, tuple[dict[str, Any], bytes]]]:
    sets: dict[str, dict[str, tuple[dict[str, Any], bytes]]] = {}
    for name in SETS:
        folder = SHARED / "data" / "extraction" / name
        truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
        sets[name] = {key: (row, gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes())) for key, row in truth.items()}
    return sets


@needs_shared
def test_bodies_are_at_least_as_right_as_trafilaturas_own() -> None:
    spec = importlib.util.spec_from_file_location("score_extraction", SHARED / "tools" / "score_extraction.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    articles = 0
    with ExtractionPool(2, 60) as pool:
        futures: dict[str, dict[str, Future[Article]]] = {
            name: {key: pool.submit(body, row["url"], PageContext()) for key, (row, body) in pages.items()}
            for name, pages in real().items()
        }
        for name, pages in real().items():
            bare = {key: {"articleBody": _bare(body)} for key, (_, body) in pages.items()}
            ours = {key: {"articleBody": _text(future)} for key, future in futures[name].items()}
            truth = {key: row for key, (row, _) in pages.items()}
            assert scorer.score(truth, ours)[0]["f1"] >= scorer.score(truth, bare)[0]["f1"], name
            articles += sum(bool(page["articleBody"]) for page in ours.values())
    assert articles >= 205


def _bare(body: bytes) -> str:
    document: Any = trafilatura.bare_extraction(body, include_comments=False)
    return document.text if document else ""


def _text(future: "Future[Article]") -> str:
    try:
        return future.result().text
    except NotAnArticle:
        return ""

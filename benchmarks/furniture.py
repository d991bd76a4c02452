"""What the lines that a site repeats are worth: bodies with and without what earlier pages of the same source taught.

Two kinds of site: the outlets of the replica newsroom, and aid agencies whose reports are broken up by banners that no markup tells
from the text, in the manner of shared/data/seeds/000.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.beside import SHARED, scores
from crawler.extraction import PageContext, extract
from crawler.extraction.prose import prose_words
from iraqwire.demo.newsroom import Newsroom
from iraqwire.demo.stories import stories
from iraqwire.learning import learn_lines
from news.errors import NotAnArticle
from news.model import Source
from news.text import letters
from storage import Archive

_SECTION = 3  # paragraphs between two banners
_BANNERS = {
    "en": (
        ("Give today, reach further",),
        (
            "Your gift works wherever disaster strikes",
            "Every coin you give reaches the families who need it, and we publish each year where it went.",
        ),
        (
            "Stories from the field, once a month",
            "Our teams work in nineteen countries, with the people who live there and for as long as they want us.",
        ),
    ),
    "ar": (
        ("تبرع اليوم",),
        ("تبرعك يصل إلى حيث تقع الكارثة", "كل دينار تتبرع به يصل إلى العائلات المحتاجة، وننشر كل عام أين صرف."),
        ("قصص من الميدان كل شهر", "تعمل فرقنا في تسعة عشر بلدا مع الناس الذين يعيشون هناك وما داموا يريدون بقاءنا."),
    ),
}


@dataclass(frozen=True, slots=True)
class _Page:
    source_id: str
    url: str
    body: bytes
    content_type: str
    paragraphs: tuple[str, ...]


def run() -> dict[str, Any]:
    """Of either kind of site: pages, F1 and exact match with and without, lines left out, and first paragraphs lost."""
    if not SHARED.is_dir():
        return {}
    return {"newsroom": _measure(list(_newsroom())), "agencies": _measure(list(_agencies()))}


def _measure(pages: Sequence[_Page]) -> dict[str, Any]:
    truth = {page.url: {"articleBody": "\n".join(page.paragraphs)} for page in pages}
    alone: dict[str, Any] = {}
    taught: dict[str, Any] = {}
    left_out = lost = 0
    with TemporaryDirectory() as folder, Archive(Path(folder) / "bench.db") as archive:
        archive.sources.register([Source(name, name, f"http://{name}.example/") for name in {page.source_id for page in pages}])
        for page in pages:
            context = PageContext(page.content_type, page.source_id)
            try:
                alone[page.url] = {"articleBody": extract(page.body, page.url, context).text}
                known = archive.furniture.of(page.source_id)
                article = extract(page.body, page.url, PageContext(page.content_type, page.source_id, furniture=known))
            except NotAnArticle:
                continue
            taught[page.url] = {"articleBody": article.text}
            left_out += len(article.left_out)
            opening = next((line for line in page.paragraphs if prose_words([line])), "")
            lost += letters(opening) in letters(alone[page.url]["articleBody"]) and letters(opening) not in letters(article.text)
            learn_lines(archive, article, page.url)
    return {
        "pages": len(pages),
        "alone": scores(truth, alone),
        "taught": scores(truth, taught),
        "lines_left_out": left_out,
        "first_paragraphs_lost": lost,
    }


def _newsroom() -> Iterator[_Page]:
    room = Newsroom(datetime.now(UTC))
    for (host, path), resource in sorted(room.resources.items()):
        told = next((truth for scheme in ("https", "http") if (truth := room.truth.get(f"{scheme}://{host}{path}"))), None)
        if told is not None and told.kind == "article" and told.paragraphs:
            yield _Page(told.outlet, told.url, resource.body, resource.content_type, told.paragraphs)


def _agencies() -> Iterator[_Page]:
    """Every story with paragraphs enough as the report of one agency in English, or one in Arabic."""
    now = datetime.now(UTC)
    for number, story in enumerate(stories().values()):
        if story.language not in _BANNERS or len(story.paragraphs) < 2 * _SECTION or story.live:
            continue
        plain = tuple(line.removeprefix("## ") for line in story.paragraphs)
        top, middle, last = _BANNERS[story.language]
        sections = [plain[start : start + _SECTION] for start in range(0, len(plain), _SECTION)]
        lines = [*top, story.title]
        for place, section in enumerate(sections):
            lines += [*section, *(middle if place < len(sections) - 1 else last)]
        body = "".join(f"<p>{escape(line)}</p>" for line in lines)
        day = f"{now - timedelta(days=number):%Y-%m-%d}"
        page = (
            f'<!DOCTYPE html><html lang="{story.language}"><head><title>{escape(story.title)}</title>'
            f'<meta property="article:published_time" content="{day}"></head><body><div><div>{body}</div></div></body></html>'
        )
        yield _Page(f"agency-{story.language}", f"http://agency.example/{number}", page.encode(), "text/html; charset=utf-8", plain)

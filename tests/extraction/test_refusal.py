"""The reasons for which a page is no article."""

import re
from pathlib import Path

import pytest

from crawler.extraction import extract
from crawler.extraction.refusal import REASONS, refuse
from news.errors import NotAnArticle

SOURCES = Path(__file__).parents[2] / "docs" / "sources.md"


def test_the_manual_explains_every_reason() -> None:
    rows = [line.split("|")[1] for line in SOURCES.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    explained = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    assert REASONS.keys() <= explained


NOTICE = "<h1>{}</h1><p>Our servers are being upgraded, and the site is offline. Please come back in an hour, thank you.</p>"
FLASH = "<h1>{}</h1><p>The ministry's servers were down for maintenance on Monday, and its site stayed offline until noon.</p>"
DATED = "<p class='date'>18 November 2026</p>"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (NOTICE.format("Back soon"), "maintenance"),
        (FLASH.format("Ministry's website was down for half a day"), ""),
        (FLASH.format("Ministry's website was down for half a day") + DATED, ""),
        ("<h1>Our canal</h1>" + "".join(f"<figure><img src='/{one}.jpg' width=900><p>The quay, {one}</p></figure>" for one in range(5)), "gallery"),
        ("<h1>Sign up</h1><p>Enter your email and a password to go on.</p><form><input name=mail><input type=password></form>", "blocked"),
    ],
)  # fmt: skip
def test_a_page_nobody_signed_is_none_where_it_speaks_of_its_site_to_its_visitor(body: str, reason: str) -> None:
    page = f"<html><head><title>Kesra</title></head><body><main>{body}</main></body></html>".encode()
    found = ""
    try:
        extract(page, "http://post.example/news/4")
    except NotAnArticle as refused:
        found = refused.reason
    assert found == reason


def test_the_front_of_a_site_is_never_an_article() -> None:
    page = b"<html><body><main><h1>Kesra</h1><p>The ferry returned to the river on Monday after nine weeks.</p></main></body></html>"
    assert extract(page, "http://post.example/news/4").text
    with pytest.raises(NotAnArticle):
        extract(page, "http://post.example/")
    assert extract(page, "").text, "of a saved page nobody says where it was"


def test_a_reason_nobody_knows_is_a_fault() -> None:
    with pytest.raises(ValueError, match="unknown reason 'boring'"):
        refuse("boring", "http://one.example/")

"""Lines that a source's pages repeat leave the body; an article's own first paragraph never does."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import PageContext, extract
from crawler.extraction.body import Block
from crawler.extraction.prose import prose_words
from crawler.extraction.sitewide import part_sites_own
from news.lines import line_keys

BANNER = "Give today, reach further"
PLEDGE = "Your gift works wherever disaster strikes, and four in every five coins go to the field."
STORY = [
    "The pumps of Rahba stood still for a second night while the operator and the grid argued over a bill.",
    "Nurses at the children's hospital say that oxygen arrives every other day and is never enough.",
    "The mayor laid the first stone of a school for nine hundred pupils beside the old mill.",
]


def page(lines: list[str]) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><title>Pumps of Rahba stand still</title></head><body><article><h1>Pumps of Rahba stand still</h1>{body}".encode()


def text_of(lines: list[str], furniture: list[str]) -> tuple[list[str], tuple[str, ...]]:
    article = extract(page(lines), "http://agency.example/1", PageContext(furniture=line_keys(furniture)))
    return article.text.split("\n"), article.left_out


def test_a_repeated_line_leaves_the_text_and_the_html_and_is_named() -> None:
    lines = [STORY[0], BANNER, STORY[1], PLEDGE, STORY[2]]
    article = extract(page(lines), "http://agency.example/1", PageContext(furniture=line_keys([BANNER, PLEDGE])))
    assert article.text.split("\n") == STORY
    assert PLEDGE in article.left_out
    assert BANNER not in article.html
    assert PLEDGE not in article.html


def test_the_first_paragraph_stays_whatever_other_pages_say() -> None:
    text, _ = text_of(STORY, STORY[:1])
    assert text == STORY


def test_a_page_of_nothing_else_keeps_all() -> None:
    lines = [BANNER, "Stories from the field, once a month, by post"]
    text, left_out = text_of(lines, lines)
    assert text == lines
    assert left_out == ()


@given(st.lists(st.sampled_from([*STORY, BANNER, PLEDGE, "", "•"]), max_size=12), st.sets(st.sampled_from([*STORY, BANNER, PLEDGE])))
def test_blocks_are_parted_in_order_and_the_opening_is_the_articles(lines: list[str], furniture: set[str]) -> None:
    blocks = [Block("paragraph", line) for line in lines]
    own, sites = part_sites_own(blocks, line_keys(furniture))
    assert sorted(block.text for block in (*own, *sites)) == sorted(lines)
    opening = next((line for line in lines if prose_words([line])), None)
    assert opening is None or opening in [block.text for block in own]
    if sites:
        assert not line_keys(block.text for block in own if block.text != opening) & line_keys(furniture)

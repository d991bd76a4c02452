"""The lines of a page, what they measure, and the trees that judge them."""

from pathlib import Path

import numpy as np
import pytest
import replicas

from crawler.extraction import extract
from crawler.extraction.body import Block, drop_unlikely, read_body, read_lines, without_pointers
from crawler.extraction.choice import Judges, Trees, load_judges, save_judges, shipped_judges
from crawler.extraction.lines import container_of, page_lines
from crawler.extraction.measures import Measures, Stated
from crawler.extraction.parse import parse

URL = "http://post.example/2026/11/20/kesra"


def texts(body: str) -> list[str]:
    return [line.text for line in page_lines(parse(replicas.document(body)))[0]]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>One <b>bold</b> word.</p><p>Two.</p>", ["One bold word.", "Two."]),
        ("<div>One<br>two<p>three</p>four</div>", ["One", "two", "three", "four"]),
        ("<script>x()</script><p>Text<button>Press</button> on</p><noscript>no</noscript>", ["Text", "on"]),
        ("<table><tr><td>Basra</td><td>41</td></tr><tr><td><p>Erbil</p></td><td>28</td></tr></table>", ["Basra 41", "Erbil", "28"]),
        ("<a href='/a'><h3>Head</h3><span>teaser</span></a> tail", ["Head", "teaser tail"]),
    ],
)
def test_a_line_ends_where_a_block_does(body: str, lines: list[str]) -> None:
    assert texts(body) == lines


def test_a_line_says_where_it_stands_and_what_it_links() -> None:
    body = (
        "<div class='entry-content'><p>Go to <a href='/a'>the page</a> now.</p></div><ul class='related'><li><a href='/b'>B</a></li></ul>"
    )
    (first, second), elements = page_lines(parse(replicas.document(body)))
    assert (first.kind, second.kind) == ("paragraph", "entry")
    assert [run for run in first.runs if run[1]] == [("the page", "/a")]
    assert (first.links, first.linked, second.linked) == (1, len("the page"), 1)
    assert elements[container_of(first)].get("class") == "entry-content"
    assert first.nearby
    assert not first.nearby & second.nearby


def test_trees_ask_each_level_and_add_their_leaves() -> None:
    trees = Trees(
        np.array([[0, 1], [1, 0]], np.int16),
        np.array([[0.5, 2], [0, np.inf]], np.float32),
        np.array([[0, 0.1, 0.2, 0.3], [1, 2, 0, 0]]),
        -1.0,
    )
    odds = np.log(1 / (1 / trees.probabilities(np.array([[1, 3], [0, -1]], np.float32)) - 1))
    assert odds == pytest.approx([0.3 + 2 - 1, 0 + 1 - 1], abs=1e-3)


def test_judges_are_read_as_they_were_written(tmp_path: Path) -> None:
    save_judges(shipped_judges(), tmp_path / "numbers.npz")
    again = load_judges(tmp_path / "numbers.npz")
    assert (again.second.leaves == shipped_judges().second.leaves).all()
    assert again.first.bias == shipped_judges().first.bias


def test_the_shipped_numbers_ask_for_figures_that_are_measured() -> None:
    lines, _ = read_lines(parse(replicas.article()))
    measures = Measures(lines, Stated(replicas.STORY_TITLE))
    likely = shipped_judges().first.probabilities(measures.figures)
    width = measures.beside("", likely).shape[1]
    assert shipped_judges().first.columns.max() < measures.chosen_column
    assert measures.chosen_column < shipped_judges().second.columns.max() < width
    assert np.isfinite(measures.beside("", likely)).all()


def test_an_element_leaves_only_with_all_its_lines() -> None:
    tree = parse(replicas.document("<div id='a'><p>one</p><p>two</p></div><div id='b'><p>three</p></div>"))
    lines, elements = page_lines(tree)
    drop_unlikely(lines, elements, np.array([0.0, 0.9, 0.001], np.float32))
    assert [line.text for line in page_lines(tree)[0]] == ["two"]


def test_where_the_judges_keep_nothing_trafilaturas_choice_stands() -> None:
    never = Trees(np.zeros((1, 1), np.int16), np.full((1, 1), np.inf, np.float32), np.zeros((1, 2), np.float32), -3.0)
    blocks = read_body(parse(replicas.article()), URL, Stated(), Judges(never, never)).blocks
    assert [block.text for block in blocks if block.kind == "paragraph"] == list(replicas.STORY)


def test_links_and_labels_that_end_a_body_are_none_of_it() -> None:
    story = [Block("paragraph", line) for line in replicas.STORY]
    pointers = [
        Block("entry", "A dam in the north", "http://x.example/1"),
        Block("paragraph", "Most read"),
        Block("heading", "More", level=2),
    ]
    assert without_pointers([*story, *pointers]) == story
    assert without_pointers(pointers[:1]) == pointers[:1]


def test_a_link_in_a_paragraph_stays_where_it_stands() -> None:
    line = "The directorate of water resources said in <a href='/letter?id=1'>a letter of two pages</a> that it would publish the figures &amp; maps."
    html = extract(replicas.article((*replicas.STORY, line)), URL).html
    assert (
        'said in <a href="http://post.example/letter?id=1">a letter of two pages</a> that it would publish the figures &amp; maps.</p>'
        in html
    )


def test_text_and_html_say_the_same() -> None:
    after = "<h2>What comes next</h2><p>Read <a href='/a'> the plan </a>, said the mayor of the town, before the council votes on it.</p>"
    found = extract(replicas.article(after=after), URL)
    assert texts(found.html) == found.text.split("\n")

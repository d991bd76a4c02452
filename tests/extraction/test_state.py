"""Pages that show no text: it stands in their scripts, behind a second end of the document, or in an element never closed."""

import json

import pytest
import replicas

from crawler.extraction import extract
from news.errors import NotAnArticle

URL = "http://post.example/kesra"
BODY = replicas.paragraphs(replicas.STORY)
SHELL = "<div id='__next'></div><script src='/_next/main.js'></script>"
TITLE = f"<meta property='og:title' content='{replicas.STORY_TITLE}'>"


def state(*bodies: str) -> str:
    stories = [{"id": number, "title": f"{number}", "contentHtml": body} for number, body in enumerate(bodies)]
    return json.dumps({"props": {"stories": stories}}).replace("<", "\\u003c")


def shell(script: str) -> bytes:
    return replicas.document(SHELL + script, head=TITLE)


@pytest.mark.parametrize(
    "script",
    [
        f"<script id='__NEXT_DATA__' type='application/json'>{state(BODY)}</script>",
        f"<script>self.__next_f.push([1,{json.dumps('7:' + state(BODY))}])</script>",
        f"<script>window.__STATE__ = {state(BODY)}; window.__AGAIN__ = {state(BODY)}</script>",
        f"<script type='application/ld+json'>{json.dumps({'@type': 'NewsArticle', 'articleBody': chr(10).join(replicas.STORY)})}</script>",
    ],
    ids=["json", "pushed", "twice", "json-ld"],
)
def test_the_text_that_a_browser_would_build_is_the_articles(script: str) -> None:
    found = extract(shell(script), URL)
    assert (found.title, found.text.split("\n")) == (replicas.STORY_TITLE, list(replicas.STORY))
    assert found.html.count("<p>") == len(replicas.STORY)


@pytest.mark.parametrize(
    "script",
    [
        f"<script>window.__STATE__ = {state(BODY, BODY.replace('Kesra', 'Ramla'))}</script>",
        '<script>window.__STATE__ = {"contentHtml": "' + "\\u003cp>" * 200 + "</script>",
        f"<script>window.__STATE__ = {state('<p>Home</p><p>Iraq</p>' * 60)}</script>",
    ],
    ids=["several stories", "broken", "labels"],
)
def test_other_states_make_no_article(script: str) -> None:
    with pytest.raises(NotAnArticle):
        extract(shell(script), URL)


def test_a_page_that_shows_its_text_is_read_as_it_is_shown() -> None:
    page = replicas.document(
        f"<article><h1>{replicas.STORY_TITLE}</h1>{BODY}</article><script>{state(BODY.replace('Kesra', 'Ramla'))}</script>"
    )
    assert "Ramla" not in extract(page, URL).text


def test_what_follows_a_first_end_of_the_document_is_read() -> None:
    page = replicas.document("<nav><a href='/'>Home</a></nav></body></html>" + f"<div><h1>{replicas.STORY_TITLE}</h1>{BODY}</div>")
    assert extract(page, URL).text.split("\n") == list(replicas.STORY)


@pytest.mark.parametrize("tag", ["button", "object", "canvas"])
def test_an_element_that_is_never_closed_swallows_no_article(tag: str) -> None:
    page = replicas.document(f"<header><{tag} class='menu'><div>Menu</header><main><h1>{replicas.STORY_TITLE}</h1>{BODY}</main>")
    assert extract(page, URL).text.split("\n") == list(replicas.STORY)

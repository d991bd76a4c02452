"""Whose an address is."""

import pytest

from news.model import Source
from news.sources import SourceIndex


def source(name: str, home: str, *domains: str) -> Source:
    return Source(name, name.title(), home, domains=domains)


INDEX = SourceIndex(
    [
        source("world", "https://www.corporation.example/news", "corporation.example", "corporation.test"),
        source("arabic", "https://www.corporation.example/arabic/"),
        source("post", "https://post.example/iraq", "www.post.test", "https://old-post.example/"),
        source("english", "http://english.one.example/"),
        source("one", "https://www.one.example"),
        source("front", "https://two.example/"),
        source("sport", "https://two.example/sport"),
        source("twin", "https://two.example/"),
        source("here", "http://127.0.0.1:8001/"),
        source("there", "http://127.0.0.1:8002/"),
        source("homeless", ""),
    ]
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://corporation.example/news/articles/1", "world"),
        ("https://www.corporation.example/Arabic/articles/1", "arabic"),
        ("https://corporation.example/amp/arabic/1", "arabic"),
        ("https://www-corporation-example.cdn.ampproject.org/c/s/www.corporation.example/arabic/1.amp", "arabic"),
        ("https://corporation.example/arabica/1", ""),
        ("https://corporation.example/", ""),
        ("https://www.corporation.test/sport/1", "world"),
        ("https://post.example/sport/1", "post"),
        ("https://m.post.test/1", "post"),
        ("https://old-post.example/1", "post"),
        ("https://english.one.example/1", "english"),
        ("https://news.english.one.example/1", "english"),
        ("https://kurdish.one.example/1", "one"),
        ("https://one.example:8080/1", "one"),
        ("https://someone.example/1", ""),
        ("https://example/1", ""),
        ("https://two.example/sport/1", "sport"),
        ("https://two.example/arts/1", "front"),
        ("http://127.0.0.1:8001/1", "here"),
        ("http://127.0.0.1:8002/1", "there"),
        ("mailto:desk@post.example", ""),
        ("", ""),
    ],
)
def test_an_address_is_of_the_source_nearest_to_it(url: str, expected: str) -> None:
    found = INDEX.at(url)
    assert (found.id if found else "") == expected

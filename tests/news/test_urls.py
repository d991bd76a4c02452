"""Addresses as articles are known by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.urls import host, web_url, without_tracking


@pytest.mark.parametrize(
    ("listed", "known"),
    [
        ("https://News.Example/a?utm_source=x&id=7&fbclid=1#top", "https://news.example/a?id=7"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("http://news.example:8080", "http://news.example:8080/"),
        ("https://news.example/a?page=2&x=%D8%A7", "https://news.example/a?page=2&x=%D8%A7"),
        ("https://news.example/?p=12", "https://news.example/?p=12"),
    ],
)
def test_tracking_goes_and_the_rest_stays(listed: str, known: str) -> None:
    assert without_tracking(listed) == known


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    without_tracking(text), host(text), web_url(text, "http://a.example/")


@given(st.from_regex(r"https?://[a-z]{1,8}\.example/[a-z0-9/]{0,12}(\?[a-z]=[a-z0-9]{0,3}(&utm_source=x)?)?", fullmatch=True))
def test_an_address_without_tracking_stays_as_it_is(url: str) -> None:
    assert without_tracking(without_tracking(url)) == without_tracking(url)


def test_links_of_other_schemes_lead_nowhere() -> None:
    assert web_url("javascript:alert(1)", "http://a.example/") == ""
    assert web_url("file:///etc/passwd") == ""
    assert web_url("../b", "http://a.example/x/y") == "http://a.example/b"

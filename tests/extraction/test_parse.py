"""Bytes to trees: encodings, labels, and what no text may hold."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.encoding import decode
from crawler.extraction.parse import parse
from news.errors import NotAnArticle

ARABIC = "أعلنت وزارة الموارد المائية في بغداد اليوم إطلاق المياه إلى الأهوار بعد أسابيع من الجفاف وقال المتحدث إن المناسيب ارتفعت"
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy nad řekou za městem"


def text_of(body: bytes, **known: object) -> str:
    return " ".join(str(parse(body, **known).text_content()).split())  # type: ignore[arg-type]


def page(text: str, declared: str = "") -> str:
    return f"<html><head>{declared}</head><body><p>{text}</p></body></html>"


def test_windows_1256_declared_as_utf_8_is_read_as_arabic() -> None:
    assert text_of(page(ARABIC, '<meta charset="utf-8">').encode("cp1256")) == ARABIC


def test_windows_1256_declared_as_latin_1_is_read_as_arabic() -> None:
    assert text_of(page(ARABIC).encode("cp1256"), content_type="text/html; charset=iso-8859-1") == ARABIC


def test_a_declared_encoding_is_believed_where_the_bytes_do_not_contradict_it() -> None:
    body = page(CZECH, '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">').encode("iso-8859-2")
    assert text_of(body) == CZECH


def test_utf_8_with_a_damaged_byte_stays_utf_8() -> None:
    body = page(ARABIC).encode()
    cut = body.replace("بغداد".encode(), "بغداد".encode()[:-1])
    assert "الموارد المائية" in decode(cut)


def test_a_byte_order_mark_goes_before_everything() -> None:
    assert text_of(b"\xff\xfe" + page(ARABIC, '<meta charset="cp1252">').encode("utf-16-le")) == ARABIC


@pytest.mark.parametrize("entity", ["&#x1F;", "&#31;", "&#0;", "&#xD800;", "&#55296;", "&#xFFFE;", "&#x0B", "\x00", "\x1f", "\ufffe"])
def test_what_no_xml_may_hold_is_taken_out_and_the_text_stays(entity: str) -> None:
    assert text_of(page(f"before{entity} after").encode()) == "before after"


def test_entities_of_windows_characters_are_those_characters() -> None:
    assert text_of(page("the ministry&#146;s &#x93;plan&#148; &#8217; &#233;").encode()) == "the ministry’s “plan” ’ é"


def test_a_self_closed_html_element_does_not_swallow_the_page() -> None:
    body = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd"><html lang="en" /><body><p>here</p></body></html>'
    assert text_of(body.encode()) == "here"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7 <p>x</p>", "text/html"),
        (b"<p>x</p>", "application/pdf"),
        (b"\x89PNG\r\n<p>", ""),
        (b'{"a": 1}', "application/json"),
        (b'<?xml version="1.0"?>\n<rss version="2.0"><channel></channel></rss>', "text/html"),
        (b"plain words, no markup at all", "text/html"),
    ],
)
def test_other_kinds_of_content_are_no_pages(body: bytes, content_type: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        parse(body, "http://a.example/x", content_type)
    assert refused.value.reason == "not_html"
    assert refused.value.url == "http://a.example/x"


@pytest.mark.parametrize("body", [b"", b" \n\t ", b"\x00\x00"])
def test_nothing_is_empty(body: bytes) -> None:
    with pytest.raises(NotAnArticle) as refused:
        parse(body)
    assert refused.value.reason == "empty"


@given(st.one_of(st.binary(max_size=400), st.text(max_size=300).map(lambda text: f"<p>{text}</p>".encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_a_tree_or_refused(body: bytes) -> None:
    with suppress(NotAnArticle):
        parse(body)

"""Pages that are too much: each is an article or a reason, in 300 MB, and long before the deadline."""

import json
import subprocess
import sys

import pytest

SENTENCE = b"<p>The pumps of Rahba stood still for a second night while the operator and the grid argued over a bill nobody had paid.</p>"
STORY = SENTENCE * 6
LARGE = 10_000_000


def filled(piece: bytes, head: bytes = b"<html><body>", tail: bytes = b"</body></html>") -> bytes:
    return head + piece * (LARGE // len(piece)) + tail


PAGES = {
    "paragraphs": filled(SENTENCE),
    "links": filled(b"<a href='/news/12345/pumps'>Pumps of Rahba stand still again</a> "),
    "one_text": filled(b"water and power ", b"<html><body><p>"),
    "rows": filled(b"<tr><td>12</td><td>Rahba</td><td>pumps</td></tr>", b"<html><body><table>"),
    "script": filled(b"x", b"<html><body><script>var a='", b"'</script>" + STORY),
    "attribute": filled(b"x", b"<html><body><div data-x='", b"'></div>" + STORY),
    "comments": filled(b"<!-- x -->", b"<html><body>" + STORY),
    "linked_data": b"<html><head><script type='application/ld+json'>" + b"[" * 1_000_000 + b"</script></head><body>" + STORY,
    "nested": b"<html><body>" + b"<div>" * 50_000 + STORY,
    "nested_bold": b"<html><body>" + b"<b>" * 50_000 + STORY,
    "unclosed_tables": b"<html><body>" + b"<table><tr><td>" * 20_000 + STORY,
    "entities": b"<html><body>" + STORY + b"<p>" + b"&#x1F;&#0;&amp;&bogus;" * 200_000,
    "nul": STORY.replace(b" ", b" \0"),
    "mixed_encodings": b"<html><meta charset=utf-8><body>"
    + "<p>وصلت المضخات إلى الرهبة مساء الأحد بعد تأخير دام شهرين كاملين.</p>".encode("cp1256")
    + STORY * 20,
}
READ = """
import json, resource, sys
from crawler.extraction import extract
from news.errors import NotAnArticle
body = sys.stdin.buffer.read()
try:
    came = len(extract(body, "http://post.example/1").text)
except NotAnArticle as refused:
    came = refused.reason
usage = resource.getrusage(resource.RUSAGE_SELF)
# ru_maxrss counts what the parent had before exec.
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([came, peak / 1024, usage.ru_utime + usage.ru_stime]))
"""
MEGABYTES, SECONDS = 300, 10  # of resident memory; of CPU, the deadline of a page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_too_much_is_an_article_or_a_reason(name: str) -> None:
    done = subprocess.run([sys.executable, "-c", READ], input=PAGES[name], capture_output=True, check=True, timeout=120)
    came, megabytes, seconds = json.loads(done.stdout)
    assert came
    assert megabytes < MEGABYTES
    assert seconds < SECONDS
    if STORY in PAGES[name] and not name.startswith(("nested", "unclosed")):
        assert isinstance(came, int), "the story beside it is read"

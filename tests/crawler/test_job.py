"""What the spiders of one run share."""

from crawler.job import Job
from crawler.ports import EntryFailed, EntryRead, PageSettled


class Nobody:
    def entry_read(self, event: EntryRead) -> None: ...

    def entry_failed(self, event: EntryFailed) -> None: ...

    def page_settled(self, event: PageSettled) -> None: ...


def test_a_page_is_asked_for_once_a_run_in_whatever_form_it_is_listed() -> None:
    job = Job((), Nobody(), options=None)  # type: ignore[arg-type]  # nothing of it is asked here
    assert job.claim("http://a.example/news/7")
    for form in (
        "https://www.a.example/news/7/",
        "http://a.example/news/7?utm_source=x",
        "http://m.a.example/news/7",
        "http://a.example/news/7/amp",
    ):
        assert not job.claim(form)
    assert job.claim("http://a.example/news/8")

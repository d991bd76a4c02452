"""Articles go in with all that is known of them, where their Placement says."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest

from news.errors import ArchiveError
from news.model import Credit, Mention, Placement, Source, Verdict
from news.query import fold_article, parse
from storage import Archive

FULL = {
    "url": "http://a.example/full",
    "html": "<p>One.</p>",
    "canonical_url": "http://a.example/f",
    "language": "ar",
    "authors": ("سارة علي", "B. Author"),
    "published_at": datetime(2026, 11, 19, 8, 30, tzinfo=UTC),
    "published_from": "json-ld",
    "modified_at": datetime(2026, 11, 19, 9, tzinfo=UTC),
    "credit": Credit("Agency", "dateline", "BAGHDAD (Agency)", "A headline", "http://agency.example/1"),
    "clipped": True,
    "mentions": (Mention("Other", "Outlet", date(2025, 9, 6), "http://b.example/"), Mention("Bare")),
}


def test_an_article_comes_back_as_it_went_in(archive: Archive, desk) -> None:
    article = desk.article("Title", "One.\nTwo.", **FULL)
    stored = archive.articles.get(desk.admit("Title", "One.\nTwo.", **FULL))
    assert stored is not None
    assert stored.article == article
    assert (stored.first_seen_at, stored.role, stored.source_kind, stored.source_name) == (desk.now, "original", "news_site", "Outlet A")
    assert stored.source_names == ("Outlet A", "a.example")


def test_what_no_feed_could_carry_is_taken_off(archive: Archive, desk) -> None:
    stored = archive.articles.get(desk.admit("A\x00 title\ud800", "te\x0bxt"))
    assert stored is not None
    assert (stored.article.title, stored.article.text) == ("A title\ufffd", "text")


def test_a_source_and_a_language_that_are_no_text_end_nothing(archive: Archive, desk) -> None:
    odd = Source("od\ud800d", "Outlet \udfff", "http://odd.example/\ud800", ("e\ud800n",), labels=("\ud800",))
    archive.sources.register([odd])
    made = desk.admit(source_id=odd.id, language="e\ud800n", published_from="\ud800")
    stored = archive.articles.get(made)
    assert stored is not None
    assert (stored.article.source_id, stored.article.language, stored.article.published_from) == ("od\ufffdd", "e\ufffdn", "\ufffd")
    assert stored.source_name == "Outlet \ufffd"
    known = archive.sources.get("od\ufffdd")
    assert known is not None
    assert (known.id, known.languages, known.labels) == ("od\ufffdd", ("e\ufffdn",), ("\ufffd",))
    assert archive.sources.all()[-1] == known


def test_an_article_is_found_by_id_and_by_any_form_of_its_address(archive: Archive, desk) -> None:
    made = desk.admit(url="HTTP://A.example:80/x?id=7&utm_source=feed#top")
    stored = archive.articles.get(made)
    assert stored is not None
    assert stored.article.url == "http://a.example/x?id=7"
    for ref in (str(made), "http://a.example/x?id=7", " http://a.example/x?utm_medium=z&id=7 "):
        assert archive.articles.find(ref) == stored
    for ref in ("77", "9" * 30, "http://a.example/", "", "²"):
        assert archive.articles.find(ref) is None


def test_an_address_is_found_as_a_person_types_it(archive: Archive, desk) -> None:
    made = desk.admit(url="https://www.a.example/news/7/?id=3")
    front = desk.admit(url="http://a.example/")
    for ref in (
        "a.example/news/7?id=3",
        "www.a.example/news/7/?id=3",
        "//www.A.example/news/7?id=3",
        "http://a.example/news/7/?utm_source=feed&id=3#comments",
        "https://www.a.example/news/7?id=3",
        "m.a.example/news/7/amp?id=3",
    ):
        assert archive.articles.find(ref) == archive.articles.get(made), ref
    for ref in ("a.example", "www.a.example/", "https://a.example"):
        assert archive.articles.find(ref) == archive.articles.get(front), ref
    for ref in ("a.example/news/7", "a.example/news", "news/7/?id=3", "http://[a", "//", "www.", "ftp://a.example/news/7/x"):
        assert archive.articles.find(ref) is None, ref


def test_a_story_of_its_own(archive: Archive, desk) -> None:
    made = desk.admit()
    story = archive.stories.get(desk.story_of(made))
    assert story is not None
    assert (story.lead.id, story.others, story.first_seen_at, story.updated_at) == (made, (), desk.now, desk.now)


def test_a_story_is_called_after_its_first_address_in_every_archive(tmp_path, desk) -> None:
    first = desk.story_of(desk.admit(url="http://a.example/same"))
    with Archive(tmp_path / "other.db") as other:
        other.sources.register(desk.archive.sources.all())
        mine = type(desk)(other)
        assert mine.story_of(mine.admit(url="http://a.example/same")) == first


def test_a_copy_joins_and_leaves_the_lead(archive: Archive, desk) -> None:
    lead = desk.admit()
    seen = desk.now
    story_id = desk.story_of(lead)
    copy = desk.admit(placement=Placement(story_id, "copy", leads=False, verdicts=((lead, Verdict(True, "contained", "copy")),)))
    story = archive.stories.get(story_id)
    assert story is not None
    assert (story.lead.id, [other.id for other in story.others], story.others[0].role) == (lead, [copy], "copy")
    assert (story.first_seen_at, story.updated_at) == (seen, seen)


def test_a_late_origin_takes_the_lead_and_the_story_stays(archive: Archive, desk) -> None:
    farm = desk.admit()
    seen, story_id = desk.now, desk.story_of(farm)
    origin = desk.admit(placement=Placement(story_id, "original", leads=True, former_lead_role="excerpt"))
    story = archive.stories.get(story_id)
    assert story is not None
    assert (story.lead.id, story.lead.role, story.others[0].id, story.others[0].role) == (origin, "original", farm, "excerpt")
    assert (story.first_seen_at, story.updated_at) == (seen, desk.now)


def test_an_article_can_show_two_stories_to_be_one(archive: Archive, desk) -> None:
    a, b = desk.admit(), desk.admit()
    kept, gone = desk.story_of(a), desk.story_of(b)
    c = desk.admit(placement=Placement(kept, "original", leads=True, absorbed=(gone, kept)))
    story = archive.stories.get(gone)
    assert story is not None
    assert (story.id, story.lead.id, {other.id: other.role for other in story.others}) == (kept, c, {a: "copy", b: "copy"})
    assert archive.stories.counts()["merged"] == 1


def test_chains_of_merged_stories_are_followed(archive: Archive, desk) -> None:
    articles = [desk.admit() for _ in range(4)]
    stories = [desk.story_of(article) for article in articles]
    for survivor, absorbed in ((1, 0), (2, 1), (3, 2)):
        desk.admit(placement=Placement(stories[survivor], "copy", leads=False, absorbed=(stories[absorbed],)))
    story = archive.stories.get(stories[0])
    assert story is not None
    assert (story.id, len(story.others)) == (stories[3], 6)
    joined = desk.admit(placement=Placement(stories[0], "copy", leads=False))
    assert desk.story_of(joined) == stories[3]


def test_verdicts_are_kept_and_never_rewritten(archive: Archive, desk) -> None:
    a, b = desk.admit(), desk.admit()
    first = Verdict(False, "numbers differ", None, 0.25, 0.5, "rule", 3, "4 figures of 9")
    again = Verdict(True, "contained", "excerpt", 0.9, 0.1)
    c = desk.admit(placement=Placement(verdicts=((a, first), (b, again))))
    archive.verdicts.append(a, [(c, again)], desk.now)
    assert [d.verdict for d in archive.verdicts.decisions(a, c)] == [first, again]
    assert archive.verdicts.decisions(c, a) == archive.verdicts.decisions(a, c)
    assert [(d.article_id, d.other_id, d.decided_at) for d in archive.verdicts.of(b)] == [(c, b, desk.now)]


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"url": "http://a.example/1?utm_source=x"}, "http://a.example/1 is in the archive already"),
        ({"source_id": "nobody"}, "'nobody'"),
        ({"placement": Placement("no-such-story", "copy", leads=False)}, "no-such-story"),
        ({"placement": Placement(verdicts=((99, Verdict(True, "x")),))}, "FOREIGN KEY"),
    ],
)
def test_what_cannot_be_admitted_is_named_and_leaves_nothing(archive: Archive, desk, more, named) -> None:
    desk.admit("Marshes", "Words on marshes.")
    before = archive.stories.counts()
    with pytest.raises(ArchiveError, match=named.replace("?", r"\?")):
        desk.admit("Basra", "Words on Basra.", **more)
    assert archive.stories.counts() == before
    assert archive.search(parse("basra")) == []
    assert not archive.ledger.knows("http://a.example/2")


def test_a_failed_piece_undoes_itself_inside_a_larger_one(archive: Archive, desk) -> None:
    with archive.transaction():
        desk.admit("First")
        with pytest.raises(ArchiveError):
            desk.admit("Second", source_id="nobody")
        desk.admit("Third", url="http://a.example/3")
    assert archive.stories.counts()["articles"] == 2
    with suppress(RuntimeError), archive.transaction():
        desk.admit("Fourth", url="http://a.example/4")
        raise RuntimeError
    assert archive.stories.counts()["articles"] == 2


def test_a_changed_page_is_revised_and_what_it_said_is_kept(archive: Archive, desk) -> None:
    made = desk.admit("Old title", "Old words.", **{**FULL, "mentions": ()})
    before = archive.articles.get(made)
    assert before is not None
    archive.topics.record("1", [(made, ["oil"])], desk.now)
    later = desk.now + timedelta(hours=1)
    changed = desk.article("New title", "Fresh words.", url=before.article.url, mentions=(Mention("M"),))
    archive.articles.revise(made, changed, desk.prints("Fresh words."), fold_article("New title", "Fresh words."), seen_at=later)
    after = archive.articles.get(made)
    assert after is not None
    assert (after.article.title, after.article.text, after.article.mentions) == ("New title", "Fresh words.", (Mention("M"),))
    assert (after.article.published_at, after.article.published_from, after.first_seen_at) == (FULL["published_at"], "json-ld", desk.now)
    assert archive._connection.rows("SELECT article_id, seen_at, title, text FROM revisions") == [
        (made, "2026-11-20T13:01:00Z", "Old title", "Old words.")
    ]
    assert [found.id for found in archive.search(parse("fresh"))] == [made]
    assert archive.search(parse("old")) == []
    assert [article_id for article_id, _ in archive.topics.unjudged("1")] == [made]
    assert list(archive.candidates.near(desk.prints("Fresh words."), 5)) == [made]
    assert list(archive.candidates.near(desk.prints("Old words."), 5)) == [made]  # a copy of what it said then is one of it still
    story = archive.stories.get(after.story_id)
    assert story is not None
    assert story.updated_at == later


def test_a_revised_copy_does_not_move_its_story(archive: Archive, desk) -> None:
    lead = desk.admit()
    seen, story_id = desk.now, desk.story_of(lead)
    copy = desk.admit(placement=Placement(story_id, "copy", leads=False))
    article = desk.article("Another", "Another text.")
    archive.articles.revise(copy, article, desk.prints("x"), fold_article("Another", "Another text."), seen_at=desk.now)
    story = archive.stories.get(story_id)
    assert story is not None
    assert story.updated_at == seen


def test_an_unchanged_text_makes_no_revision(archive: Archive, desk) -> None:
    made = desk.admit()
    article = desk.article(html="<p>Now with markup.</p>")
    archive.articles.revise(made, article, desk.prints(article.text), fold_article(article.title, article.text), seen_at=desk.now)
    stored = archive.articles.get(made)
    assert stored is not None
    assert stored.article.html == "<p>Now with markup.</p>"
    assert archive._connection.rows("SELECT * FROM revisions") == []


def test_an_article_that_is_none_cannot_be_revised(archive: Archive, desk) -> None:
    with pytest.raises(ArchiveError, match="no article 5"):
        archive.articles.revise(5, desk.article(), desk.prints("x"), fold_article("", ""), seen_at=desk.now)

"""An outlet's translations of one story are linked, and stay stories of their own."""

from dataclasses import replace

from news.model import Translation
from news.query import fold_article
from storage import Archive


def test_a_translation_leads_to_its_article_whichever_came_first(archive: Archive, desk) -> None:
    english = desk.admit(
        "Water", "Water falls.", url="http://a.example/en/1", translations=(Translation("ar", "http://a.example/ar/1?utm_source=x"),)
    )
    assert archive._connection.rows("SELECT other_id FROM translations") == [(None,)]
    arabic = desk.admit("الماء", "الماء ينخفض.", url="http://a.example/ar/1", translations=(Translation("en", "http://a.example/en/1"),))
    assert archive._connection.rows("SELECT article_id, other_id FROM translations ORDER BY 1") == [(english, arabic), (arabic, english)]
    assert archive.translations.link(english, arabic)
    assert archive.translations.link(arabic, english)
    assert desk.story_of(english) != desk.story_of(arabic)


def test_a_translation_is_read_back_and_follows_its_page(archive: Archive, desk) -> None:
    named = (Translation("ar", "http://a.example/ar/1"), Translation("ckb", "http://a.example/ckb/1"))
    article_id = desk.admit(translations=named)
    stored = archive.articles.get(article_id)
    assert stored is not None
    assert stored.article.translations == named
    changed = replace(stored.article, translations=named[:1])
    archive.articles.revise(article_id, changed, desk.prints(changed.text), fold_article(changed.title, changed.text), seen_at=desk.now)
    assert archive.articles.get(article_id).article.translations == named[:1]  # type: ignore[union-attr]

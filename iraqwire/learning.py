"""What a page teaches about its site: the lines of its article, and those that were left out as the site's before."""

from crawler.extraction.prose import prose_words
from news.lines import line_key, line_keys
from news.model import Article
from storage import Archive


def learn_lines(archive: Archive, article: Article, story_id: str) -> None:
    """Has the archive remember the lines of a page that tells this story."""
    text = article.text.split("\n")
    opening = next((line for line in text if prose_words([line])), text[0])
    prose = [line for line in (*text, *article.left_out) if prose_words([line])]
    labels = line_keys((*text, *article.left_out)) - line_keys(prose)
    archive.furniture.learn(article.source_id, story_id, line_key(opening), labels, line_keys(prose))

"""Whether the text that a feed gives of an item is the article or a taste of it."""

import html
import re

LONGEST = 200_000
"""Characters of HTML. What is longer is a book, or holds pictures as text; cut, it would be whole no more."""
LEAST_WORDS = 60
"""Of what a feed calls the content. WordPress cuts its summaries at 55 words; of 3,421 whole articles (shared/data) 2 % are shorter."""
LEAST_SUMMARY_WORDS = 120
"""Of what it calls a description: more than summaries have. What is cut by characters is cut at 500 at most, some 90 words; 15 % of the
Arabic and Kurdish articles in shared/data are shorter than this, and their pages are fetched as ever."""

_BLOCK_END = re.compile(r"(?i)</(?:p|div|li|h[1-6]|blockquote|td)\s*>|<br\s*/?>|\n\s*\n")
_TAG = re.compile(r"<[^<>]{0,2000}>")
# What WordPress's most used search plug-in writes below summaries and whole texts alike: it says nothing of which this is.
_APPEARED = re.compile(r"(?is)<p>\s*(?:The post\b(?:(?!</p>).){0,600}\bappeared first on\b(?:(?!</p>).){0,400})</p>\s*\Z")
_APPEARED_WORDS = re.compile(r"(?is)\bThe post\b[^\n]{0,300}\bappeared first on\b[^\n]{0,200}\Z")
# fmt: off
_MORE = re.compile("|".join((
    r"read (?:more|on|the (?:full|rest|whole|complete)\b.{0,30})", r"continue reading.{0,120}", r"(?:full|whole) (?:story|article)",
    r"more\b.{0,20}",
    r"click here.{0,60}", r"view (?:original|full|article)\b.{0,30}",
    "(?:إقرأ|اقرأ|أقرأ|قراءة|لقراءة|لمزيد|للمزيد|المزيد|التفاصيل|لمتابعة|أكمل|تابع القراءة|تتمة).{0,60}",
    "(?:زیاتر|درێژە|بۆ خوێندنەوەی|خوێندنەوەی زیاتر|وردەکاری).{0,60}", "(?:zêdetir|bêtir|berdewam|bixwîne|hemû nûçe).{0,60}",
    "(?:devamını oku|lire la suite|weiterlesen|leer más|ادامه).{0,60}",
)), re.IGNORECASE)
# fmt: on
_DOTS = re.compile(r"(?:…|\.\.\.|\[\s*(?:…|\.\.\.|&hellip;)\s*\]|\(\s*(?:…|\.\.\.)\s*\)|\[\+\d+ chars\])[\s\W]{0,10}\Z")
_FULL_STOP = re.compile(r"[.!?؟。।:;؛»”\"'’)\]]\s*\Z")


def whole_text(texts: tuple[str, ...], summaries: tuple[str, ...]) -> str:
    """The HTML of the item's whole text; empty where the feed gives a part only, or more than `LONGEST`."""
    for candidates, least, is_summary in ((texts, LEAST_WORDS, False), (summaries, LEAST_SUMMARY_WORDS, True)):
        for text in sorted(candidates, key=len, reverse=True):
            kept = _APPEARED.sub("", text[: LONGEST + 1]).strip()
            if len(text) <= LONGEST and is_whole(kept, least, is_summary=is_summary):
                return kept
    return ""


def is_whole(text: str, least: int, *, is_summary: bool) -> bool:
    """Long enough for an article, and it ends as one: neither in dots nor in an invitation to read on. A summary must end a sentence
    besides, for cutting at a number of characters is how most are made.
    """
    plain = html.unescape(_TAG.sub(" ", _BLOCK_END.sub("\n", text)))
    lines = [" ".join(line.split()) for line in plain.splitlines() if line.strip()]
    words = sum(line.count(" ") + 1 for line in lines)
    if words < least:
        return False
    ending = _APPEARED_WORDS.sub("", lines[-1]).strip() or (lines[-2] if len(lines) > 1 else "")
    if _DOTS.search(ending) or _invites(ending):
        return False
    return not is_summary or bool(_FULL_STOP.search(ending)) or len(lines) > 3


def _invites(ending: str) -> bool:
    """Whether the last line, or what follows its last sentence, asks the reader elsewhere."""
    last = re.split(r"(?<=[.!?؟…])\s+|…|\[\.\.\.\]|\.\.\.", ending[-300:])[-1].strip(" .»›>→[]()«-–:")
    return bool(last) and _MORE.fullmatch(last) is not None

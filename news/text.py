"""Folding: the one reduction of Arabic, Sorani, Kurmanji and English that search, topics and sameness share.

Tokens agree with what SQLite's `unicode61` makes of folded text, so that a query in Python and one in SQL mean the same.
"""

import re
import unicodedata

# Letter variants by which writers, keyboards and newsrooms of the same language differ; facts: gazetteer normalisation.
# NFKD has already split the hamza and madda forms (أ إ آ ؤ ئ) into letter and mark, and the marks are gone.
_VARIANTS = (
    ("\u0649", "\u064a"),  # ى alef maksura
    ("\u06cc", "\u064a"),  # ی Persian and Kurdish yeh
    ("\u06ce", "\u064a"),  # ێ Sorani yeh with v
    ("\u06d0", "\u064a"),  # ې
    ("\u06a9", "\u0643"),  # ک keheh
    ("\u06aa", "\u0643"),  # ڪ
    ("\u0629", "\u0647"),  # ة teh marbuta
    ("\u06d5", "\u0647"),  # ە Sorani e
    ("\u06be", "\u0647"),  # ھ
    ("\u06c1", "\u0647"),  # ہ
    ("\u0671", "\u0627"),  # ٱ
    ("\u06c6", "\u0648"),  # ۆ
    ("\u0695", "\u0631"),  # ڕ
    ("\u06b5", "\u0644"),  # ڵ
    ("\u0131", "i"),  # ı as typed for Kurmanji on Turkish keyboards
)
_WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_HAS_DIGIT = re.compile(r"[٠-٩۰-۹]")
_WORD = re.compile(r"[^\W_]+")
_INITIALISM = re.compile(r"\b(?:[^\W\d_]\.){2,}(?![^\W_])|\b(?:[^\W\d_]\.){2,}[^\W\d_]\b")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9.]+")


def _dropped(*spans: range) -> re.Pattern[str]:
    """Marks (Mn, Me) and format characters (Cf: joiners, bidi controls) of these code points, and the tatweel."""
    points = (chr(point) for span in spans for point in span if unicodedata.category(chr(point)) in ("Mn", "Me", "Cf"))
    return re.compile(f"[{''.join(map(re.escape, points))}\u0640]+")


# Two patterns because one that reaches beyond the basic plane is ten times slower, and hardly a text needs it.
_DROPPED = _dropped(range(0x10000))
_DROPPED_ASTRAL = _dropped(range(0x10000, 0x20000), range(0xE0000, 0xE0200))  # the planes between hold no marks
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def fold(text: str) -> str:
    """Casefolded, without marks and joiners, letter variants and digits unified. Spacing and punctuation stay. Idempotent."""
    if text.isascii():
        return text.lower()
    folded = _fold_once(text)
    # Casefolding leaves a few characters (U+0345, Cherokee) that fold further; one more pass settles them.
    return folded if folded.casefold() == folded else _fold_once(folded)


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFKD", text)
    text = _DROPPED.sub("", text)
    if _ASTRAL.search(text):
        text = _DROPPED_ASTRAL.sub("", text)
    text = text.casefold()
    for variant, letter in _VARIANTS:
        if variant in text:
            text = text.replace(variant, letter)
    if _HAS_DIGIT.search(text):
        text = western_digits(text)
    return text


def western_digits(text: str) -> str:
    """The text with its Arabic and Persian digits as 0 to 9; no other character, and no length, changes."""
    return text.translate(_WESTERN)


def letters(text: str) -> str:
    """The folded letters and digits alone, spaces deleted: what fingerprints are made of.

    Lost apostrophes and glued words ("realizedit", "Mosuls") change nothing here.
    """
    return "".join(_WORD.findall(fold(text)))


def words(text: str) -> list[str]:
    """The folded words in order, dotted initials joined ("U.N." is `un`). An apostrophe ends a word."""
    if "." in text:
        text = _INITIALISM.sub(lambda found: found[0].replace(".", ""), text)
    return _WORD.findall(fold(text))


def acronyms(text: str) -> frozenset[str]:
    """The Latin words written in capitals ("WHO", "U.N." as "UN"), but for those of lines that are capitals throughout."""
    found: set[str] = set()
    shouted: dict[int, bool] = {}  # by where the line begins
    for match in _CAPITALS.finditer(text):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        parts = match[0].rstrip(".").split(".")
        name = "".join(parts)
        if name in found or before.isalnum() or after.isalnum() or len(name) < 2 or (len(parts) > 1 and max(map(len, parts)) > 1):
            continue
        start = text.rfind("\n", 0, match.start()) + 1
        if start not in shouted:
            end = text.find("\n", start)
            line = text[start : end if end >= 0 else None]
            shouted[start] = line.count(" ") >= 2 and sum(map(str.isupper, line)) > sum(map(str.islower, line))
        if not shouted[start]:
            found.add(name)
    return frozenset(found)


def clean(text: str) -> str:
    """Text as it may be stored and published: no control characters but line ends and tabs, no lone surrogates,
    no noncharacters, bidi controls removed.
    """
    if text.replace("\n", " ").isprintable():  # ten times faster than the pattern, and true of most texts
        return text
    return _UNSAFE.sub(lambda found: "\ufffd" if "\ud800" <= found[0] <= "\udfff" else "", text)


_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")

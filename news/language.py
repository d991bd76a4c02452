"""Which language a text is in, as a BCP 47 tag: exact letter rules for what the beat is written in, a model for all else."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

_SAMPLE = 1200  # characters: more change no answer on the 3,400 texts of shared/data/arabic
_SORANI = 0.03  # of a text's Arabic-script letters
_SHORT = 80  # letters below which the model guesses wildly ("Oil prices fall" is French to it)

_ARABIC_LETTER = re.compile("[\u0621-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff]")
_SORANI_LETTER = re.compile("[ێۆڕڵە]")
_LATIN_LETTER = re.compile("[A-Za-zÀ-ɏḀ-ỿ]")
_CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")
_DEVANAGARI_LETTER = re.compile("[\u0904-\u0939\u0958-\u0961]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")

# Words no text of the language does without and its neighbours do not have.
# fmt: off
_ENGLISH = frozenset((
    "the", "of", "and", "to", "in", "that", "is", "was", "for", "on", "with", "said", "has", "have", "by", "from", "are", "were", "this",
    "which", "his", "their", "you", "your", "they", "but", "not", "can", "it", "who",
))
_ARABIC = frozenset((
    "في", "من", "على", "أن", "إلى", "التي", "الذي", "عن", "مع", "هذا", "هذه", "بعد", "قال", "كما", "قد", "وقال", "وفي", "ومن", "خلال", "ان",
    "الى",
))
_KURMANJI = frozenset(("û", "ku", "li", "di", "ji", "de", "bi", "ya", "yên", "jî", "ê", "wê"))

_ARABIC_SCRIPT = ("ar", "fa", "ur", "ps", "sd", "ug", "az")
# Scripts that belong to one language of the news. Kana before Han: Japanese writes both.
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff]"), 0.05, "ja"), (re.compile("[\uac00-\ud7af]"), 0.3, "ko"), (re.compile("[\u4e00-\u9fff]"), 0.5, "zh"),
    (re.compile("[\u0370-\u03ff]"), 0.5, "el"), (re.compile("[\u0590-\u05ff]"), 0.5, "he"), (re.compile("[\u0e00-\u0e7f]"), 0.5, "th"),
    (re.compile("[\u0530-\u058f]"), 0.5, "hy"), (re.compile("[\u10a0-\u10ff]"), 0.5, "ka"), (re.compile("[\u0980-\u09ff]"), 0.5, "bn"),
    (re.compile("[\u0b80-\u0bff]"), 0.5, "ta"),
)
# Languages whose pages are believed when they name them, the text being in their script and neither English nor Kurmanji.
_LATIN = frozenset((
    "de", "fr", "es", "it", "pt", "nl", "sv", "no", "nb", "nn", "da", "fi", "is", "pl", "cs", "sk", "sl", "hr", "bs", "hu", "ro", "et",
    "lv", "lt", "ca", "eu", "gl", "ga", "cy", "sq", "tr", "id", "ms", "vi", "sw", "tl", "lb", "mt", "af", "so", "ha",
))
_CYRILLIC = frozenset(("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg"))
_DEVANAGARI = frozenset(("hi", "mr", "ne"))
# Names that pages and the model use for what the archive calls otherwise; the model tells eight spoken Arabics apart.
_ALIASES = {
    "ku": "kmr", "kurmanji": "kmr", "sdh": "ckb", "sorani": "ckb",
    "arz": "ar", "ary": "ar", "apc": "ar", "apd": "ar", "ajp": "ar", "arb": "ar", "acm": "ar", "ars": "ar",
}
# fmt: on
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "ps", "ur", "he", "sd", "ug", "yi", "dv"})
_BEAT = ("en", "ar", "ckb", "kmr")


def direction_of(language: str) -> Literal["ltr", "rtl", "auto"]:
    """Which way a text with this BCP 47 tag runs; `auto` where the language is not known."""
    if not language:
        return "auto"
    return "rtl" if language.split("-")[0] in _RIGHT_TO_LEFT or "-arab" in language.lower() else "ltr"


def detect(text: str, hints: Sequence[str] = ()) -> str:
    """The BCP 47 tag of the language (en, ar, ckb for Sorani, kmr for Kurmanji …); empty for a text without letters or hints.

    `hints` are tags that its page or source gave, the likeliest first. They are believed where the script agrees and the
    text is not plainly something else: templates say `en` on Arabic pages, and `tr` on Kurmanji ones. Sorani is told by its
    letters: 3 % or more of the Arabic-script letters are among ێ ۆ ڕ ڵ ە in all of 1,151 Sorani texts and in none of 6,966
    Arabic ones (shared/data/arabic).
    """
    sample = text[:_SAMPLE]
    tags = tuple(dict.fromkeys(tag for hint in hints if (tag := primary(hint))))
    letters = len(_LETTER.findall(sample))
    if not letters:
        return tags[0] if tags else ""
    arabic = len(_ARABIC_LETTER.findall(sample))
    if arabic * 2 > letters:
        if len(_SORANI_LETTER.findall(sample)) >= _SORANI * arabic and _sorani_lines(sample) * 2 > arabic:
            return "ckb"
        return "ar" if _share(sample, _ARABIC) >= 0.08 else _by_model(sample, tags, letters, _ARABIC_SCRIPT)
    if len(_LATIN_LETTER.findall(sample)) * 2 < letters:
        by_script = next((tag for script, least, tag in _SCRIPTS if len(script.findall(sample)) >= least * letters), "")
        said = "" if by_script else _named(sample, tags, letters)
        return by_script or said or _by_model(sample, (), _SHORT)
    words = sample.lower()
    if _share(words, _ENGLISH) >= (0.08 if "en" in tags else 0.15):
        return "en"
    if _share(words, _KURMANJI) >= 0.15 and re.search("[êîû]", words):
        return "kmr"
    return next((tag for tag in tags if tag in _LATIN), "") or _by_model(sample, tags, letters)


def _sorani_lines(sample: str) -> int:
    """Arabic-script letters of the lines that are Sorani: an Arabic report may quote a Kurdish poem."""
    return sum(
        letters
        for line in sample.splitlines()
        if len(_SORANI_LETTER.findall(line)) >= _SORANI * (letters := len(_ARABIC_LETTER.findall(line)))
    )


def primary(tag: str) -> str:
    """The language of a tag as the archive names it: `en` of "en_US", `kmr` of "ku", `ckb` of "ckb-IQ" and of "ku-Arab"."""
    parts = tag.strip().lower().replace("_", "-").split("-")
    if not re.fullmatch(r"[a-z]{2,8}", parts[0]):
        return ""
    if parts[0] == "ku" and ("arab" in parts or "iq" in parts or "ir" in parts):
        return "ckb"
    return _ALIASES.get(parts[0], parts[0])


def _named(sample: str, tags: tuple[str, ...], letters: int) -> str:
    """The language of the hints that is written in the text's script."""
    for script, languages in ((_CYRILLIC_LETTER, _CYRILLIC), (_DEVANAGARI_LETTER, _DEVANAGARI)):
        if len(script.findall(sample)) * 2 > letters:
            return next((tag for tag in tags if tag in languages), "")
    return ""


def _share(text: str, among: frozenset[str]) -> float:
    words = _WORD.findall(text)
    return sum(word in among for word in words) / len(words) if words else 0.0


def _by_model(sample: str, tags: tuple[str, ...], letters: int, script: tuple[str, ...] = ()) -> str:
    likely = [tag for tag in (tags or _BEAT if letters < _SHORT else script) if not script or tag in script]
    if len(likely) == 1:
        return likely[0]
    ranked = [(_ALIASES.get(label, label), score) for label, score in _model().rank(sample)]
    return str(([pair for pair in ranked if pair[0] in likely] or ranked)[0][0])


@lru_cache(maxsize=1)
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # 0.7 s of CPU, which most texts never need

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

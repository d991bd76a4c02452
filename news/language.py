"""Which language a text is in, as a BCP 47 tag: exact letter rules for what the beat is written in, a model for all else."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

_SAMPLE = 1200  # characters: more change no answer on the 3,400 texts of shared/data/arabic
_SHORT = 200  # letters below which the model guesses wildly ("Oil prices fall" is French to it)

_ARABIC_LETTER = re.compile("[\u0621-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff]")
_SORANI_LETTER = re.compile("[ێۆڕڵە]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")

# Words no text of the language does without and its neighbours do not have.
# fmt: off
_ENGLISH = frozenset((
    "the", "of", "and", "to", "in", "that", "is", "was", "for", "on", "with", "said", "has", "have", "by", "from", "are", "were", "this",
    "which", "his", "their",
))
_ARABIC = frozenset((
    "في", "من", "على", "أن", "إلى", "التي", "الذي", "عن", "مع", "هذا", "هذه", "بعد", "قال", "كما", "قد", "وقال", "وفي", "ومن", "خلال", "ان",
    "الى",
))
_KURMANJI = frozenset(("û", "ku", "li", "di", "ji", "de", "bi", "ya", "yên", "jî", "ê", "wê"))

_ARABIC_SCRIPT = ("ar", "fa", "ur", "ps", "sd", "ug", "az")
# Names that pages and the model use for what the archive calls otherwise; the model tells eight spoken Arabics apart.
_ALIASES = {
    "ku": "kmr", "kurmanji": "kmr", "sdh": "ckb", "sorani": "ckb",
    "arz": "ar", "ary": "ar", "apc": "ar", "apd": "ar", "ajp": "ar", "arb": "ar", "acm": "ar", "ars": "ar",
}
# fmt: on
_BEAT = ("en", "ar", "ckb", "kmr")


def detect(text: str, hints: Sequence[str] = ()) -> str:
    """The BCP 47 tag of the language (en, ar, ckb for Sorani, kmr for Kurmanji …); empty for a text without letters or hints.

    `hints` are tags that its page or source gave, the likeliest first. They settle short texts, and nothing else: templates
    say `en` on Arabic pages. Sorani is told by its letters: 3 % or more of the Arabic-script letters are among ێ ۆ ڕ ڵ ە in all
    of 1,151 Sorani texts and in none of 6,966 Arabic ones (shared/data/arabic).
    """
    sample = text[:_SAMPLE]
    tags = tuple(dict.fromkeys(tag for hint in hints if (tag := primary(hint))))
    letters = len(_LETTER.findall(sample))
    if not letters:
        return tags[0] if tags else ""
    arabic = len(_ARABIC_LETTER.findall(sample))
    if arabic * 2 > letters:
        if len(_SORANI_LETTER.findall(sample)) >= 0.03 * arabic:
            return "ckb"
        return "ar" if _share(sample, _ARABIC) >= 0.08 else _by_model(sample, tags, letters, _ARABIC_SCRIPT)
    words = sample.lower()
    if _share(words, _ENGLISH) >= 0.15:
        return "en"
    if _share(words, _KURMANJI) >= 0.15 and re.search("[êîû]", words):
        return "kmr"
    return _by_model(sample, tags, letters)


def primary(tag: str) -> str:
    """The language of a tag as the archive names it: `en` of "en_US", `kmr` of "ku", `ckb` of "ckb-IQ" and of "ku-Arab"."""
    parts = tag.strip().lower().replace("_", "-").split("-")
    if not re.fullmatch(r"[a-z]{2,8}", parts[0]):
        return ""
    if parts[0] == "ku" and ("arab" in parts or "iq" in parts or "ir" in parts):
        return "ckb"
    return _ALIASES.get(parts[0], parts[0])


def warm() -> None:
    """Loads the model now (0.7 s of CPU) rather than at the first text that needs it."""
    _model()


def _share(text: str, among: frozenset[str]) -> float:
    words = _WORD.findall(text)
    return sum(word in among for word in words) / len(words) if words else 0.0


def _by_model(sample: str, tags: tuple[str, ...], letters: int, script: tuple[str, ...] = ()) -> str:
    model = _model()
    ranked = [(_ALIASES.get(label, label), score) for label, score in model.rank(sample)]
    if letters < _SHORT:
        likely = set(tags or _BEAT)
        ranked = [(label, score) for label, score in ranked if label in likely and (not script or label in script)] or ranked
    elif script:
        ranked = [(label, score) for label, score in ranked if label in script] or ranked
    return str(ranked[0][0])


@lru_cache(maxsize=1)
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # numpy and 0.7 s of unpacking, which most texts never need

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

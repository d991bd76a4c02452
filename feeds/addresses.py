"""What a feed is called and where it is served: `ID.atom`, or `ID.LANG.atom` for one language."""

import re

ALL = "all"
"""The feed that holds every story; no topic may take this id."""

FOLDER = "feeds"
BEAT_LANGUAGES = ("en", "ar", "ckb", "kmr")
"""Subscribable for every topic once the archive has any text in them; other languages where a topic has a story."""

_NAMES = {"en": "English", "ar": "Arabic", "ckb": "Sorani", "kmr": "Kurmanji", "tr": "Turkish", "fa": "Persian", "syc": "Syriac"}
_OWN_NAMES = {"en": "English", "ar": "العربية", "ckb": "کوردی", "kmr": "Kurdî", "tr": "Türkçe", "fa": "فارسی"}
_TOPIC_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", re.IGNORECASE)
_FILE = re.compile(rf"{_TOPIC_ID.pattern}(\.{_LANGUAGE.pattern})?\.atom", re.IGNORECASE)


def feed_name(topic_id: str, language: str = "") -> str:
    return f"{topic_id}.{language}" if language else topic_id


def file_name(topic_id: str, language: str = "") -> str:
    return f"{feed_name(topic_id, language)}.atom"


def feed_url(base_url: str, topic_id: str, language: str = "") -> str:
    return f"{base_url.rstrip('/')}/{FOLDER}/{file_name(topic_id, language)}"


def page_url(base_url: str, topic_id: str) -> str:
    base = base_url.rstrip("/")
    return f"{base}/" if topic_id == ALL else f"{base}/topic/{topic_id}"


def is_topic_id(text: str) -> bool:
    return bool(_TOPIC_ID.fullmatch(text))


def is_language(tag: str) -> bool:
    """Whether a tag may be part of a file's name."""
    return bool(_LANGUAGE.fullmatch(tag))


def is_feed_file(name: str) -> bool:
    return bool(_FILE.fullmatch(name))


def language_name(tag: str) -> str:
    return _NAMES.get(tag, tag)


def own_name(tag: str) -> str:
    """The language's name in itself, as its readers look for it."""
    return _OWN_NAMES.get(tag, tag)

"""What outlets do to a text when they carry it, by chance: pure functions from Version to Version over `iraqwire.demo.editing`.

How often each is done is `habits`' to say. Edited copies and updates are made about as hard as facts/near-duplicates.md reads real ones:
against the first page of its story, containment of .3 and .4 finds .92 and .83 of edited copies (there .93 and .78), and .82 and .64 of
updates and corrections (there .82 and .47).
"""

import re
from dataclasses import replace
from random import Random

from benchmarks.stream.events import Event
from iraqwire.demo import editing
from iraqwire.demo.editing import Version

_SENTENCE = re.compile(r"(?<=[.؟!”»]) (?=\S)")
_FIGURE = re.compile(r"(?<![\d.,])[1-9]\d{1,2}(?![\d,])")
_MARKS = "\u064e\u064f\u0650\u0651\u0652"
_VARIANTS = str.maketrans({"أ": "ا", "إ": "ا", "ى": "ي", "ة": "ه"})
_PERSIAN = str.maketrans({"ی": "ي", "ک": "ك"})


def spelled_otherwise(version: Version, language: str, rng: Random) -> Version:
    """Letters as another keyboard or desk writes them: variants, marks, tatweel."""
    if language == "en":
        return version
    how = rng.choice(("variants", "marks", "tatweel"))
    return Version(
        _respelled(version.title, language, how, rng), tuple(_respelled(part, language, how, rng) for part in version.paragraphs)
    )


def _respelled(text: str, language: str, how: str, rng: Random) -> str:
    if how == "variants":
        return text.translate(_VARIANTS if language == "ar" else _PERSIAN)
    if how == "tatweel":
        return re.sub(r"(?<=[سشعفقلمنهبتج])(?=[اوينهر])", lambda _: "ـ" if rng.random() < 0.1 else "", text)
    if language == "ckb":
        return text.replace(" و ", " و\u200c ")
    return re.sub(r"(?<=[بتثجحخدرسشعفقكلمن])(?=[بتثجحخدرسشعفقكلمن])", lambda _: rng.choice(_MARKS) if rng.random() < 0.15 else "", text)


def edited(version: Version, event: Event, rng: Random) -> Version:
    """Another desk's version: sentences left out, cut, put in other words or left alone; often a new headline and a line of its own."""
    strength = rng.betavariate(5.0, 8.2)
    paragraphs = [
        " ".join(_edit_sentence(one, event, rng, strength) for one in _SENTENCE.split(part)).strip() for part in version.paragraphs
    ]
    kept = [part for index, part in enumerate(paragraphs) if part and (index < 1 or rng.random() > strength * 0.5)]
    if rng.random() < strength:
        kept.insert(rng.randint(1, len(kept)) if kept else 0, event.say("added", rng))
    if rng.random() < 0.3:
        kept = _joined(kept)
    title = event.say("headline", rng) if rng.random() < 0.7 else version.title
    return Version(title, tuple(kept) or version.paragraphs[:1])


def _edit_sentence(sentence: str, event: Event, rng: Random, strength: float) -> str:
    chance = rng.random() / max(0.05, strength)
    if chance < 0.2:
        return ""
    if chance < 0.42:
        return _reworded(sentence, event, rng)
    if chance < 0.7:
        return _cut(sentence)
    if chance < 1.4:
        return swapped(sentence, event)
    return sentence


def _reworded(sentence: str, event: Event, rng: Random) -> str:
    """Another sentence with the figures of this one: an editor changes words, not figures."""
    figures = iter(_FIGURE.findall(sentence))
    return _FIGURE.sub(lambda found: next(figures, found[0]), event.say("sentence", rng))


def _cut(sentence: str) -> str:
    """The sentence without what follows its last comma."""
    head, comma, tail = sentence.rpartition("، " if "، " in sentence else ", ")
    return head + "." if comma and len(head) > 40 and not any(mark in tail for mark in "”»") else sentence


def swapped(text: str, event: Event) -> str:
    for old, new in event.words.swaps:
        text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text)
    return text


def _joined(paragraphs: list[str]) -> list[str]:
    return [" ".join(paragraphs[index : index + 2]) for index in range(0, len(paragraphs), 2)]


def machine_rewritten(version: Version, event: Event, rng: Random) -> Version:
    """The same said in another wording, sentence by sentence."""

    def another(sentence: str) -> str:
        parts = re.split(r"(?:,|،) ", sentence.rstrip("."))
        rng.shuffle(parts)
        comma = ", " if event.language == "en" else "، "
        return swapped(comma.join(" ".join(word for word in part.split() if rng.random() > 0.12) for part in parts), event) + "."

    return Version(event.say("headline", rng), tuple(" ".join(map(another, _SENTENCE.split(part))) for part in version.paragraphs))


def updated(version: Version, event: Event, rng: Random) -> Version:
    """A later version by the one who wrote the text: other figures, a part of it left, a new top or new paragraphs."""
    kept_share = rng.choice((0.8, 0.5, 0.45, 0.42, 0.38, 0.34))
    paragraphs = [part for part in version.paragraphs if rng.random() < kept_share] or list(version.paragraphs[:1])
    changes = []
    for part in paragraphs:
        for figure in _FIGURE.findall(part):
            if rng.random() < 0.25:
                changes.append((figure, str(int(figure) + rng.randint(1, 9))))
    kept = editing.edited(replace(version, paragraphs=tuple(paragraphs)), (), [])
    body = kept.paragraphs
    for old, new in changes[:6]:
        body = tuple(re.sub(rf"(?<![\d.,]){old}(?![\d,])", new, part, count=1) for part in body)
    grown = max(1, round(len(version.paragraphs) * (1.1 - kept_share) * rng.uniform(0.5, 1.1)))
    added = [(rng.randint(0 if rng.random() < 0.3 else 1, len(body)), event.say("sentence", rng)) for _ in range(grown)]
    told = editing.update(Version(version.title, body), [], added)
    if rng.random() < 0.3:
        told = replace(told, paragraphs=(event.say("correction", rng), *told.paragraphs))
    return editing.retitle(told, event.say("headline", rng) if rng.random() < 0.5 else "")


def correction(version: Version, event: Event, rng: Random) -> Version:
    """The same text with a figure or two put right, and often a note that says so."""
    paragraphs = list(version.paragraphs)
    figures = [(index, found) for index, part in enumerate(paragraphs) for found in _FIGURE.findall(part)]
    for index, old in rng.sample(figures, min(len(figures), rng.randint(1, 2))):
        paragraphs[index] = re.sub(rf"(?<![\d.,]){old}(?![\d,])", str(int(old) + rng.randint(1, 7)), paragraphs[index], count=1)
    note = (event.say("correction", rng),) if rng.random() < 0.6 else ()
    return Version(version.title, (*note, *paragraphs))


def grown(take: Version, event: Event, rng: Random, length: int) -> Version:
    """The full story after its first take: the take's sentences, some of them rewritten, and much more."""
    paragraphs = [swapped(part, event) if rng.random() < 0.4 else part for part in take.paragraphs]
    count = sum(len(part.split()) for part in paragraphs)
    while count < length:
        paragraphs.append(" ".join(event.say("sentence", rng) for _ in range(rng.choice((1, 2)))))
        count += len(paragraphs[-1].split())
    return Version(take.title if rng.random() < 0.4 else event.say("headline", rng), tuple(paragraphs))


def excerpt(version: Version, event: Event, rng: Random) -> Version:
    """The beginning, from 40 words to three fifths, under the same headline or another."""
    version = _without_note(version)
    words = sum(len(part.split()) for part in version.paragraphs)
    cut = editing.excerpt(version, max(40, int(words * rng.uniform(0.15, 0.6))))
    cut = cut if cut.paragraphs else replace(version, paragraphs=version.paragraphs[:1])
    return editing.retitle(cut, event.say("headline", rng) if rng.random() < 0.35 else "")


def brief(version: Version, event: Event, rng: Random) -> Version:
    """The first paragraph or two, alone, under a headline of the carrier's own."""
    return Version(event.say("headline", rng), _without_note(version).paragraphs[: rng.choice((1, 2))])


def _without_note(version: Version) -> Version:
    """The text without the note "(Corrects …)" at its top, which no other outlet prints."""
    noted = version.paragraphs[0].startswith("(") and len(version.paragraphs) > 1
    return replace(version, paragraphs=version.paragraphs[noted:])

"""Which topics a text belongs to. A topic selects within the beat: what the beat's query leaves out belongs to none.

Queries hold thousands of spellings and a text a few hundred words, so each query is first pruned to the terms whose words
the text holds; `news.query` then judges what is left, and alone decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from feeds.topics import Topics
from news.query import About, And, FoldedText, Node, Not, Or, Term, Text, Within, matches


def judge(topics: Topics, folded: FoldedText) -> tuple[str, ...]:
    """The ids of the topics whose query a text of the beat meets, in the topics' order."""
    text = Text(folded)
    possible = _vocabulary(topics).possible(text)
    if not matches(_pruned(topics.beat, possible), text):
        return ()
    return tuple(topic.id for topic, node in zip(topics.topics, topics.nodes, strict=True) if matches(_pruned(node, possible), text))


def in_beat(topics: Topics, folded: FoldedText) -> bool:
    """Whether a text counts as our news at all."""
    text = Text(folded)
    return matches(_pruned(topics.beat, _vocabulary(topics).possible(text)), text)


def _walk(node: Node) -> Iterator[Node]:
    """The node and all below it, the terms of `about(…)` left in their About."""
    yield node
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _walk(part)
        case Not(part) | Within(_, part):
            yield from _walk(part)


_NEVER = Or(())


def _pruned(node: Node, possible: frozenset[int]) -> Node:
    """A query that gives the same answer for a text which holds none but the `possible` terms."""
    match node:
        case Term():
            return node if id(node) in possible else _NEVER
        case About(terms):
            return About(tuple(term for term in terms if id(term) in possible))
        case Or(parts):
            return Or(tuple(part for part in (_pruned(part, possible) for part in parts) if part is not _NEVER))
        case And(parts):
            return And(tuple(_pruned(part, possible) for part in parts))
        case Not(part):
            return Not(_pruned(part, possible))
        case Within(zone, part):
            return Within(zone, _pruned(part, possible))


class _Vocabulary:
    """The words by which the terms of several queries begin."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._by_word: dict[str, set[int]] = defaultdict(set)
        prefixes: dict[str, set[int]] = defaultdict(set)
        for node in nodes:
            for part in _walk(node):
                for term in part.terms if isinstance(part, About) else (part,) if isinstance(part, Term) else ():
                    for form in term.forms:
                        first, *more = form.split()
                        (prefixes if term.prefix and not more else self._by_word)[first].add(id(term))
        self._head = min(map(len, prefixes), default=1)
        self._prefixes: dict[str, list[tuple[str, set[int]]]] = defaultdict(list)
        for prefix, terms in prefixes.items():
            self._prefixes[prefix[: self._head]].append((prefix, terms))
        self._by_word.default_factory = self._prefixes.default_factory = None

    def possible(self, text: Text) -> frozenset[int]:
        """The ids, as `id()` gives them, of the terms whose first word the text holds."""
        found: set[int] = set()
        for word in text.sets[0] | text.sets[1] | text.sets[2]:
            if word in self._by_word:
                found |= self._by_word[word]
            for prefix, terms in self._prefixes.get(word[: self._head], ()):
                if word.startswith(prefix):
                    found |= terms
        return frozenset(found)


@lru_cache(maxsize=4)
def _vocabulary(topics: Topics) -> _Vocabulary:
    return _Vocabulary((topics.beat, *topics.nodes))

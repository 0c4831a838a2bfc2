"""Every place in an article where a state, body or group of the knowledge base is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from attache.actors.knowledge import LONGEST_ALIAS, Alias, Knowledge
from attache.reader.words import split_words
from attache.reading import Reading, Span


@dataclass(frozen=True, slots=True)
class Hit:
    """An alias as it stands in the text; ``words`` are indices into the article's words, end exclusive."""

    span: Span
    words: tuple[int, int]
    alias: Alias


_SLACK = 2  # characters: with diacritics folded a name may grow shorter
#: The words of an article, and the known names among them.
Names = tuple[list[Span], list[Hit]]


def find_names(reading: Reading, knowledge: Knowledge) -> Names:
    text = reading.article.text
    words = [word for sentence in reading.sentences for word in split_words(text, *sentence.span)]
    return words, find_hits(text, words, knowledge, reading.article.published_on)


def find_hits(text: str, words: Sequence[Span], knowledge: Knowledge, on: date | None) -> list[Hit]:
    """Longest names first from left to right, none inside another. Names begin with a capital or
    with "al-", but for a few that are written small ("the pope"); that keeps the look-ups few."""
    hits: list[Hit] = []
    at = 0
    while at < len(words):
        hit = _hit_at(text, words, at, knowledge, on) if _may_begin(text, words, at, knowledge) else None
        if hit is None:
            at += 1
        else:
            hits.append(hit)
            at = hit.words[1]
    if not any(hit.alias.name in _KOREAS and hit.span.of(text) not in _HALVES for hit in hits):
        hits = [hit for hit in hits if hit.span.of(text) not in _HALVES]
    return hits


def is_seat_of_courts(hit: Hit, text: str) -> bool:
    """The Hague: the courts there are international, and what they rule on happened elsewhere."""
    return hit.span.of(text).casefold() == "the hague"


def _may_begin(text: str, words: Sequence[Span], at: int, knowledge: Knowledge) -> bool:
    word = words[at].of(text)
    return word[0].isupper() or word[:3] == "al-" or word in knowledge.small_names


def _hit_at(text: str, words: Sequence[Span], at: int, knowledge: Knowledge, on: date | None) -> Hit | None:
    start, longest = words[at].start, knowledge.longest_alias(words[at].of(text))
    for end in range(min(len(words), at + LONGEST_ALIAS) if longest else at, at, -1):
        if words[end - 1].end - start > longest + _SLACK:
            continue
        span = Span(start, words[end - 1].end)
        surface = span.of(text)
        if "\n" in surface:
            continue
        alias = knowledge.alias(surface, on)
        if alias is None or _ordinary_word(text, words, at, end, surface):
            continue
        if end == at + 1 and _is_in_known_name(text, words, at, knowledge):
            continue
        if alias.basis == "metonym" and _lies_elsewhere(text, span, alias, knowledge):
            continue
        return Hit(span, (at, end), alias)
    return None


_BEHIND = re.compile(r", (?P<name>[A-Z][\w-]+(?: [A-Z][\w-]+)?)")


def _lies_elsewhere(text: str, span: Span, alias: Alias, knowledge: Knowledge) -> bool:
    """Whether the text puts a city into another state than the one whose seat bears its name ("Tripoli, Lebanon")."""
    behind = _BEHIND.match(text, span.end)
    state = knowledge.alias(behind["name"], None) if behind else None
    return state is not None and state.basis == "name" and state.is_state and state.code != alias.code


def _is_in_known_name(text: str, words: Sequence[Span], at: int, knowledge: Knowledge) -> bool:
    """Whether the word is the first or the last of a known person's two names ("Luís Montenegro")."""
    for first in (at - 1, at):
        if not 0 <= first < len(words) - 1 or not text[words[first + 1].start].isupper():
            continue
        name = text[words[first].start : words[first + 1].end]
        if name.count(" ") == 1 and knowledge.person(name):
            return True
    return False


# "the North" is a Korea where the text names one of them.
_HALVES = frozenset({"North", "South", "The North", "The South"})
_KOREAS = frozenset({"North Korea", "South Korea"})
# States and bodies whose names are also words, family names or parts of firms' names.
_AMBIGUOUS = frozenset(
    {"Quad", "Meta", "Apple", "Wagner", "Congress", "Commonwealth", "Chad", "Jordan", "Georgia", "London"}
)
# "Latin American states" are not the United States', "New Jersey" is not Jersey.
_OTHER_NAMES = {
    name: frozenset({"Latin", "South", "Central", "North"})
    for name in ("America", "American", "Americans", "America's")
}
_BEFORE_A_STATE = frozenset({"in", "of", "to", "from", "with", "by", "for", "against", "and", "between", "the"})
# "Israel Katz" is a person; "Israel Defense Forces", "English Channel" are not.
_FIRST_NAMES = frozenset({"Israel", "English"})
_NO_FAMILY_NAMES = frozenset(
    [
        "Defense",
        "Defence",
        "Air",
        "Police",
        "Security",
        "Navy",
        "Army",
        "Foreign",
        "Prime",
        "Prison",
        "Channel",
        "Court",
        "Parliament",
        "Premier",
    ]
)


def _ordinary_word(text: str, words: Sequence[Span], at: int, end: int, surface: str) -> bool:
    """True where a one-word name is part of a person's or firm's name ("Michael Jordan", "Israel Katz"), or of a sum
    of money ("US$5")."""
    if text[words[end - 1].end : words[end - 1].end + 1] == "$":
        return True
    before = words[at - 1].of(text) if at and text[words[at - 1].end : words[at].start] == " " else ""
    if before in _OTHER_NAMES.get(surface, ()) or before == "New":
        return True
    after = words[end].of(text) if end < len(words) and text[words[end - 1].end : words[end].start] == " " else ""
    if surface in _HALVES and after[:1].isupper():
        return True  # "South Kordofan"
    if surface in _FIRST_NAMES:
        return len(after) > 2 and after[0].isupper() and after not in _NO_FAMILY_NAMES
    if surface in _AMBIGUOUS:
        return len(before) > 2 and before[0].isupper() and before.lower() not in _BEFORE_A_STATE
    return False

"""Persons of an article, with what the text says of them beside their full name: title before it, apposition
before or after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attache.actors.hits import Hit
from attache.actors.knowledge import Knowledge, plain
from attache.actors.phrase import NAME_PARTICLES, NO_NAMES, NOT_OWNER, TITLE_WORDS, Phrase, joins_names, parse_phrase
from attache.dates.grammar import MONTHS, WEEKDAYS
from attache.reading import Sentence, Span

_DETERMINERS = frozenset({"the", "a", "an", "his", "her", "its", "their", "our"})
_SENT = frozenset(
    {"ambassador", "ambassadors", "envoy", "representative", "emissary", "adviser", "advisor", "delegate"}
)
_LONGEST_TITLE = 9  # words before a name that can be its title
_LONGEST_APPOSITION = 14
_BREAKS = frozenset({",", ";", ":", "(", ")", "“", "”", '"', ".", "—", "–"})
_NOT_IN_TITLE = frozenset(
    """
        said says told met with by and that to as but when after before while who whom which where because
        for against between on at including like including urged accused asked called has have had is was
        were will
        """.split()
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the article introduces him or her; ``title`` is the phrase that gives country and office."""

    name: Span
    surface: str
    last: str
    title: Phrase | None


def find_persons(
    text: str,
    words: Sequence[Span],
    sentences: Sequence[Sentence],
    hits: Sequence[Hit],
    knowledge: Knowledge,
) -> list[Person]:
    """Persons in order of appearance, one entry for each mention by a name of two words or more, or by a title
    and a name."""
    taken = {at for hit in hits for at in range(*hit.words)}
    persons: list[Person] = []
    first_of_sentence = {sentence.span.start for sentence in sentences}
    at = 0
    while at < len(words):
        if not text[words[at].start].isupper():  # most words: no name begins here
            at += 1
            continue
        end = _name_end(text, words, at, taken)
        if end - at < 1 or (end - at == 1 and words[at].start in first_of_sentence):
            at = max(end, at + 1)
            continue
        title = _title_before(text, words, at, hits, knowledge) or _apposition_after(text, words, end, hits, knowledge)
        if title is None:
            title = _apposition_before(text, words, at, hits, knowledge)
        if end - at >= 2 or title is not None:
            span = Span(words[at].start, words[end - 1].end)
            persons.append(Person(span, span.of(text), plain(words[end - 1].of(text)), title))
        at = end
    return sorted(persons + _short_mentions(text, words, persons, taken), key=lambda person: person.name)


def _short_mentions(text: str, words: Sequence[Span], persons: Sequence[Person], taken: set[int]) -> list[Person]:
    """Later mentions by one part of the name ("Wei said": the family name may come first), also at a sentence's
    start; ``last`` is then the last part of the full name."""
    known: dict[str, Person] = {}
    for person in persons:
        for part in plain(person.surface).split():
            if len(part) > 2 and part not in NAME_PARTICLES:
                known.setdefault(part, person)
    inside = {start for person in persons for start in range(*person.name)}
    found = []
    for at, word in enumerate(words):
        surface = word.of(text)
        if at in taken or word.start in inside or not surface[0].isupper():
            continue
        earlier = known.get(plain(surface))
        if earlier is not None and earlier.name.end <= word.start:
            found.append(Person(word, surface, earlier.last, None))
    return found


def _name_end(text: str, words: Sequence[Span], at: int, taken: set[int]) -> int:
    """End of the run of name words that starts at ``at``; ``at`` itself where no name starts there."""
    end, last = at, at
    while end < len(words) and end - at < 9:
        word = words[end].of(text)
        gap = text[words[end - 1].end : words[end].start] if end > at else ""
        lower = word.lower()
        if end in taken or "\n" in gap or (gap not in ("", " ") and end > at) or lower in WEEKDAYS:
            break
        if end == at and lower in MONTHS:  # "Teresa May" is a name
            break
        if word[0].isupper() and lower not in TITLE_WORDS and (end > at or lower not in NO_NAMES):
            last = end + 1
        elif not (end > at and (lower in NAME_PARTICLES or joins_names(text, words, end))):
            break
        end += 1
    return last


def _title_before(
    text: str, words: Sequence[Span], at: int, hits: Sequence[Hit], knowledge: Knowledge
) -> Phrase | None:
    begin = at
    while begin > 0 and at - begin < _LONGEST_TITLE:
        word = words[begin - 1].of(text)
        gap = text[words[begin - 1].end : words[begin].start]
        # A full stop inside an abbreviation ("U.S.", "Gen.") does not end the title.
        if "\n" in gap or (word in _BREAKS and not (word == "." and len(words[begin - 2].of(text)) <= 3)):
            break
        if word.lower() in _NOT_IN_TITLE:
            break
        begin -= 1
    if begin == at or not _ends_a_title(words[at - 1].of(text).lower(), at - 1, hits, knowledge):
        return None
    return _useful(text, words, _last_owner(text, words, begin, at, hits), at, hits, knowledge)


def _last_owner(text: str, words: Sequence[Span], begin: int, end: int, hits: Sequence[Hit]) -> int:
    """Where a title begins: of several states the last one is its own ("Peru's congress rebuked Mexican president
    X"), but not one that it is sent to ("Russia's ambassador to the UK")."""
    for hit in hits:
        at = hit.words[0]
        if at and words[at - 1].of(text).lower() == "the":
            at -= 1
        before = words[at - 1].of(text).lower() if at else ""
        if begin <= hit.words[0] and hit.words[1] <= end and before not in NOT_OWNER:
            begin = hit.words[0]
    return begin


def _ends_a_title(word: str, at: int, hits: Sequence[Hit], knowledge: Knowledge) -> bool:
    """ "bombed" in "Russian jets bombed Gori" ends none, so Gori is nobody's name."""
    return (
        knowledge.agent(word) is not None
        or (word in TITLE_WORDS and word not in _DETERMINERS)
        or any(hit.words[0] <= at < hit.words[1] for hit in hits)
    )


def _apposition_after(
    text: str, words: Sequence[Span], end: int, hits: Sequence[Hit], knowledge: Knowledge
) -> Phrase | None:
    """ ", a spokesman for the ministry," after the name."""
    if end + 1 >= len(words) or words[end].of(text) != ",":
        return None
    stop = end + 1
    while stop < len(words) and stop - end <= _LONGEST_APPOSITION:
        word = words[stop].of(text)
        if (
            (word in _BREAKS and word != ".")
            or word.lower() in {"said", "who", "told", "says"}
            or "\n" in text[words[stop - 1].end : words[stop].start]
        ):
            break
        if word == "." and len(words[stop - 1].of(text)) > 3:
            break
        stop += 1
    lead = words[end + 1].of(text)
    if lead.lower() in {"a", "an", "the", "one", "former", "who"} or lead[0].isupper() or knowledge.agent(lead.lower()):
        return _useful(text, words, end + 1, stop, hits, knowledge)
    return None


def _apposition_before(
    text: str, words: Sequence[Span], at: int, hits: Sequence[Hit], knowledge: Knowledge
) -> Phrase | None:
    """ "Iran's foreign minister, Abbas Araghchi": the phrase before the comma."""
    if at < 2 or words[at - 1].of(text) != ",":
        return None
    begin = at - 1
    while begin > 0 and at - begin < _LONGEST_APPOSITION:
        word = words[begin - 1].of(text)
        gap = text[words[begin - 1].end : words[begin].start]
        if word in _BREAKS and not (word == "." and len(words[begin - 2].of(text)) <= 3):
            break
        to_whom = word.lower() == "to" and begin > 1 and words[begin - 2].of(text).lower() in _SENT
        if "\n" in gap or (word.lower() in _NOT_IN_TITLE and not to_whom):
            break
        begin -= 1
    return _useful(text, words, _last_owner(text, words, begin, at - 1, hits), at - 1, hits, knowledge)


def _useful(
    text: str, words: Sequence[Span], begin: int, end: int, hits: Sequence[Hit], knowledge: Knowledge
) -> Phrase | None:
    """The phrase, where it says a kind of office; a bare country or nothing at all is no title."""
    if begin >= end:
        return None
    phrase = parse_phrase(text, words, begin, end, hits, knowledge)
    return phrase if phrase.agent is not None else None

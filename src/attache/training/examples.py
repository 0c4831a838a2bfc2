"""Annotated texts to training examples: one window each, with a label for every output of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from attache.actors.context import Named
from attache.corpus.load import AnnotatedEvent, AnnotatedText
from attache.corpus.parties import annotated_reading, resolver_of
from attache.ontology import CONTEXTS, EVENT_TYPES, SECTORS, STATUSES, TYPE_MODES
from attache.reader.labels import CUE_ROLES, EVENT_ROLES, MENTION_KINDS, ROLES, TRIGGER_INSIDE
from attache.reader.windows import Window, build_windows
from attache.reading import Span

IGNORE = -100
Ints = npt.NDArray[np.int64]


@dataclass(slots=True)
class Example:
    """A window with labels.

    mention, trigger, cue   int64 [words]; IGNORE where the annotation does not say
    attributes              word -> (status, background, modes, contexts) of the event it triggers
    sectors                 word -> sectors of the party mention that begins there
    roles                   word -> int64 [words, roles] of the trigger or cue that begins there
    same                    groups of words that trigger one event
    named                   words at which the text names a state or body
    kin                     words of a party that its own words do not place, and which of ``named`` do; none: no state
    """

    window: Window
    mention: Ints
    trigger: Ints
    cue: Ints
    attributes: dict[int, tuple[int, int, tuple[int, ...], tuple[int, ...]]] = field(default_factory=dict)
    sectors: dict[int, tuple[int, ...]] = field(default_factory=dict)
    roles: dict[int, Ints] = field(default_factory=dict)
    same: list[list[int]] = field(default_factory=list)
    named: list[int] = field(default_factory=list)
    kin: list[tuple[list[int], list[int]]] = field(default_factory=list)


def build_examples(texts: Iterable[AnnotatedText], tokenizer: Tokenizer) -> list[Example]:
    examples = []
    for text in texts:
        reading = annotated_reading(text)
        named = resolver_of(reading).context.named
        for window in build_windows(text.text, reading.sentences, tokenizer):
            examples.append(_example(text, window))
            _add_kin(text, window, named, examples[-1])
    return examples


def _add_kin(text: AnnotatedText, window: Window, named: Sequence[Named], example: Example) -> None:
    """Whose people they are, for parties whose own words do not say. A party of a state that the window does not
    name is left out: nothing there could tell."""
    at = {words[0]: name.code for name in named if (words := _words_in(window, name.span))}
    example.named = sorted(at)
    done: set[Span] = set()
    for event in text.events:
        for filler in (*event.actor, *event.recipient, *([event.said_by] if event.said_by else [])):
            words = _words_in(window, filler.span)
            if not words or not filler.who or filler.span in done or at.keys() & set(words):
                continue
            done.add(filler.span)
            codes = {who.code for who in filler.who if who.code}
            right = [word for word in example.named if at[word] in codes]
            if right or not codes:
                example.kin.append((words, right))


def _words_in(window: Window, span: Span) -> list[int]:
    return [at for at, word in enumerate(window.words) if word.overlaps(span)]


def _tag(tags: Ints, words: list[int], begin: int, inside: int) -> None:
    for at in words:
        tags[at] = inside
    if words:
        tags[words[0]] = begin


def _example(text: AnnotatedText, window: Window) -> Example:
    count = len(window.words)
    cue = np.full(count, 0 if text.gives_every_statement else IGNORE, np.int64)
    example = Example(window, np.zeros(count, np.int64), np.zeros(count, np.int64), cue)
    _add_mentions(text, window, example)
    for event in text.events:
        _add_event(event, window, example)
    for statement in text.statements:
        words = _words_in(window, statement.cue) if statement.cue else []
        if not words:
            continue
        _tag(example.cue, words, 1, 2)
        row = _row(example, words[0], CUE_ROLES)
        fillers = (
            ("speaker", statement.speaker),
            ("content", statement.content),
            ("addressee", statement.addressee),
        )
        for role, span in fillers:
            if span is not None:
                _tag(row[:, ROLES.index(role)], _words_in(window, span), 1, 2)
    return example


def _add_event(event: AnnotatedEvent, window: Window, example: Example) -> None:
    mentions = []
    for number, span in enumerate((event.trigger, *event.also)):
        words = _words_in(window, span)
        if not words or example.trigger[words].any():
            continue  # another window's, or a word that already triggers an event
        _tag(example.trigger, words, 1 + EVENT_TYPES.index(event.event), TRIGGER_INSIDE)
        mentions.append(words[0])
        example.attributes[words[0]] = (
            STATUSES.index(event.status),
            int(event.background),
            tuple(TYPE_MODES.index((event.event, mode)) for mode in event.mode),
            tuple(CONTEXTS.index(context) for context in event.context),
        )
        if number == 0:
            _fill_roles(event, window, _row(example, words[0], EVENT_ROLES))
    if mentions:
        example.same.append(mentions)


def _row(example: Example, word: int, wanted: frozenset[str]) -> Ints:
    """The word's role labels, with ``wanted`` opened; a verb that is both cue and trigger has all of them."""
    row = example.roles.get(word)
    if row is None:
        row = example.roles[word] = np.full((len(example.mention), len(ROLES)), IGNORE, np.int64)
    for number, role in enumerate(ROLES):
        if role in wanted:
            row[:, number] = 0
    return row


def _fill_roles(event: AnnotatedEvent, window: Window, row: Ints) -> None:
    spans: list[tuple[str, Span | None]] = [("place", event.loc), ("time", event.when)]
    spans += [("actor", filler.span) for filler in event.actor]
    spans += [("recipient", filler.span) for filler in event.recipient]
    spans += [("disputed_by", filler.span) for filler in event.disputed_by]
    spans += [("said_by", event.said_by.span if event.said_by else None)]
    for role, span in spans:
        if span is not None:
            _tag(row[:, ROLES.index(role)], _words_in(window, span), 1, 2)


def _add_mentions(text: AnnotatedText, window: Window, example: Example) -> None:
    """Parties, places and times of all slots; a span that is both party and place counts as party."""
    party: dict[Span, tuple[str, ...]] = {}
    other: list[tuple[Span, str]] = []
    for event in text.events:
        fillers = (
            *event.actor,
            *event.recipient,
            *event.disputed_by,
            *([event.said_by] if event.said_by else []),
        )
        for filler in fillers:
            party[filler.span] = filler.who[0].sector if filler.who else ()
        other += [(event.loc, "place")] if event.loc else []
        other += [(event.when, "time")] if event.when else []
    for statement in text.statements:
        if statement.speaker:
            party.setdefault(statement.speaker, ())
    for chain in text.chains:
        known = [party[span] for span in chain if span in party]
        if known:
            for span in chain:
                party.setdefault(span, known[0])
    for span, kind in other:
        number = MENTION_KINDS.index(kind)
        _tag(example.mention, _words_in(window, span), 1 + 2 * number, 2 + 2 * number)
    # Longer spans first, so that the shorter name inside a longer phrase does not cut it in two.
    taken: set[int] = set()
    for span in sorted(party, key=lambda s: s.start - s.end):
        words = _words_in(window, span)
        if not words or taken.intersection(words):
            continue
        taken.update(words)
        _tag(example.mention, words, 1, 2)
        if party[span]:
            sectors = tuple(SECTORS.index(sector) for sector in party[span])
            example.sectors.update(dict.fromkeys(words, sectors))

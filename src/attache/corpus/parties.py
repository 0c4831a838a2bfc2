"""The annotated parties of a text with a resolver that knows the annotators' spans and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from attache.actors.context import Beside
from attache.actors.knowledge import load_knowledge
from attache.actors.resolve import ActorResolver
from attache.corpus.load import AnnotatedText, Filler
from attache.places.gazetteer import load_gazetteer
from attache.places.resolve import PlaceResolver
from attache.reading import Mention, Reading
from attache.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class AnnotatedParty:
    """A party of an event as the resolver is asked for it: ``near`` is the country of the event's place."""

    filler: Filler
    near: str | None
    beside: Beside

    @property
    def codes(self) -> set[str | None]:
        return {who.code for who in self.filler.who}


def annotated_reading(text: AnnotatedText) -> Reading:
    """Sentences and party mentions of a text: parties of events, and those who say something."""
    reading = Reading(text.article())
    reading.sentences = split_sentences(text.text)
    spans = {filler.span for event in text.events for filler in (*event.actor, *event.recipient)}
    spans |= {event.said_by.span for event in text.events if event.said_by}
    spans |= {statement.speaker for statement in text.statements if statement.speaker}
    reading.mentions = [Mention(span, "party", 1.0) for span in sorted(spans)]
    return reading


def resolver_of(reading: Reading) -> ActorResolver:
    return ActorResolver(reading, load_knowledge(), load_gazetteer())


def annotated_parties(text: AnnotatedText, resolver: ActorResolver) -> Iterator[AnnotatedParty]:
    """Actors and recipients of every event, each in sight of the other side."""
    spans = [event.loc for event in text.events if event.loc]
    places = PlaceResolver(text.text, load_gazetteer(), load_knowledge(), resolver.codes(), spans)
    for event in text.events:
        place = places.resolve(event.loc) if event.loc else None
        near = place.code if place else None
        for role, side, other in (
            ("actor", event.actor, event.recipient),
            ("recipient", event.recipient, event.actor),
        ):
            known = frozenset(who.code for filler in other for who in filler.who if who.code)
            beside = Beside(event.event, role, known, frozenset(filler.span for filler in other))
            for filler in side:
                yield AnnotatedParty(filler, near, beside)

"""Where the reader disagrees with the corpus, the surest disagreements first: what an annotator should look at again.

A reader trained on the corpus has learned what most of it says; where it is sure of something else, one of the two
is wrong, and often it is the corpus (Northcutt, Jiang and Chuang 2021, Confident Learning, JAIR 70).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from attache import pipeline
from attache.corpus.load import AnnotatedText
from attache.corpus.score import CodedEvent, Score, from_annotation, from_reading
from attache.ontology import EVENT_TYPES
from attache.reader.decode import softmax
from attache.reader.model import Output, Reader
from attache.reading import Event, Reading, Span

Kind = Literal["only the corpus", "only the reader", "type", "parties", "status", "background"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One disagreement on the event at ``span``. ``weight`` is how sure the reader is of its side, from 0 to 1."""

    text: AnnotatedText
    span: Span
    kind: Kind
    corpus: str
    reader: str
    weight: float


def review(texts: Iterable[AnnotatedText], reader: Reader) -> Iterator[Doubt]:
    """The disagreements of every text, in the order of the texts."""
    for text in texts:
        yield from _doubts(text, reader)


def _doubts(text: AnnotatedText, reader: Reader) -> Iterator[Doubt]:
    reading = pipeline.split(Reading(text.article()))
    seen = list(reader.outputs(reading))
    events = pipeline.resolve(reader.read(reading, seen), reader.calibration).events
    ours = [from_annotation(event) for event in text.events]
    theirs = [from_reading(event) for event in events]
    read = {id(coded): event for coded, event in zip(theirs, events, strict=True)}
    pairs = Score().add(ours, theirs)
    for one, other in pairs:
        yield from _of_pair(text, one, other, read[id(other)])
    matched = {id(event) for pair in pairs for event in pair}
    free = [event for event in theirs if id(event) not in matched]
    for event in (event for event in ours if id(event) not in matched):
        rival = next((o for o in free if any(a.overlaps(b) for a in event.triggers for b in o.triggers)), None)
        if rival is not None:
            free.remove(rival)
            yield Doubt(text, event.triggers[0], "type", event.event, rival.event, read[id(rival)].confidence)
        else:
            likely = max(_probability(seen, span, event.event) for span in event.triggers)
            yield Doubt(text, event.triggers[0], "only the corpus", _parties(event), "no event", 1 - likely)
    for event in free:
        yield Doubt(text, event.triggers[0], "only the reader", "no event", _parties(event), read[id(event)].confidence)


def _of_pair(text: AnnotatedText, one: CodedEvent, other: CodedEvent, event: Event) -> Iterator[Doubt]:
    span, sure = one.triggers[0], dict(event.confidences)
    if (one.actor, one.recipient) != (other.actor, other.recipient):
        certain = min((entity.confidence for entity in (*event.actor, *event.recipient)), default=0.5)
        yield Doubt(text, span, "parties", _parties(one), _parties(other), event.confidence * certain)
    if one.status != other.status:
        yield Doubt(text, span, "status", one.status, other.status, sure.get("status", 0.5))
    if one.background != other.background:
        kinds = ("news", "background")
        yield Doubt(
            text, span, "background", kinds[one.background], kinds[other.background], sure.get("background", 0.5)
        )


def _parties(event: CodedEvent) -> str:
    sides = ("+".join(sorted(codes)) or "-" for codes in (event.actor, event.recipient))
    return f"{event.event} {' > '.join(sides)}"


def _probability(seen: list[Output], span: Span, event: str) -> float:
    """How likely the reader holds it that a word of ``span`` triggers an event of this type."""
    column, best = 1 + EVENT_TYPES.index(event), 0.0
    for window, logits in seen:
        at = [number for number, word in enumerate(window.words) if word.overlaps(span)]
        if at:
            best = max(best, float(softmax(logits["trigger"][at])[:, column].max()))
    return best

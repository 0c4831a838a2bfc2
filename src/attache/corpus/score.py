"""Compare two codings of the same texts, slot by slot: a reader against the corpus, or two annotators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from attache.corpus.load import AnnotatedEvent, AnnotatedText, Filler
from attache.events.confidence import WHOLE
from attache.reading import Entity, Event, Span

SLOTS = ("event", "actor", "recipient", "date", "status", "said_by", WHOLE)  # those that ``judged`` judges


@dataclass(frozen=True, slots=True)
class CodedEvent:
    """What is compared of an event. Codes are the set of a side's country codes; unresolved parties are left out."""

    event: str
    triggers: tuple[Span, ...]
    actor: frozenset[str]
    recipient: frozenset[str]
    status: str
    background: bool
    date: tuple[date, date] | None
    mode: frozenset[str]
    said_by: str | None
    place: Span | None = None  # the words that name it
    date_told: bool = True  # False where the annotator left the date out, which is another thing than no date


def from_text(text: AnnotatedText) -> list[CodedEvent]:
    """The annotated events of a text."""
    told = "date" not in text.partial
    return [replace(from_annotation(event), date_told=told or event.date is not None) for event in text.events]


def from_annotation(event: AnnotatedEvent) -> CodedEvent:
    def codes(fillers: Iterable[Filler]) -> frozenset[str]:
        return frozenset(who.code for filler in fillers for who in filler.who if who.code)

    said_by = event.said_by.who[0].code if event.said_by and event.said_by.who else None
    return CodedEvent(
        event.event,
        (event.trigger, *event.also),
        codes(event.actor),
        codes(event.recipient),
        event.status,
        event.background,
        event.date,
        frozenset(event.mode),
        said_by,
        event.loc,
    )


def from_reading(event: Event) -> CodedEvent:
    def codes(entities: Iterable[Entity]) -> frozenset[str]:
        return frozenset(entity.code for entity in entities if entity.code)

    return CodedEvent(
        event.event,
        (event.event_text, *event.also),
        codes(event.actor),
        codes(event.recipient),
        event.status,
        event.background,
        (event.date.first, event.date.last) if event.date else None,
        frozenset(event.mode),
        event.said_by.code if event.said_by else None,
        event.event_loc.span if event.event_loc else None,
    )


@dataclass(slots=True)
class Score:
    """Counts over texts. ``slots`` counts agreement on pairs of events that were found by both."""

    gold: int = 0
    found: int = 0
    matched: int = 0
    with_codes: int = 0
    slots: dict[str, list[int]] = field(default_factory=dict)  # agreed, of so many

    def add(self, gold: list[CodedEvent], found: list[CodedEvent]) -> list[tuple[CodedEvent, CodedEvent]]:
        """Count one text; returns the matched pairs. Events match by type and an overlapping trigger (of any
        mention); of several matches the one with the same codes is taken."""
        self.gold += len(gold)
        self.found += len(found)
        free = list(found)
        pairs: list[tuple[CodedEvent, CodedEvent]] = []
        for event in gold:
            candidates = [other for other in free if _match(event, other)]
            if not candidates:
                continue
            best = max(candidates, key=lambda other: (_same_codes(event, other), event.triggers[0] in other.triggers))
            free.remove(best)
            pairs.append((event, best))
            self.matched += 1
            self.with_codes += _same_codes(event, best)
            for slot in ("actor", "recipient", "status", "background", "date", "mode", "said_by"):
                if slot != "date" or event.date_told:
                    count = self.slots.setdefault(slot, [0, 0])
                    count[0] += getattr(event, slot) == getattr(best, slot)
                    count[1] += 1
            count = self.slots.setdefault("place", [0, 0])
            count[0] += _same_place(event.place, best.place)
            count[1] += 1
        return pairs

    def f1(self, right: int) -> float:
        return 2 * right / (self.gold + self.found) if self.gold + self.found else 0.0

    def summary(self) -> dict[str, float | int]:
        """Figures: F1 of events and of type with codes; precision, recall; each slot's share over matched events."""
        return {
            "events": self.gold,
            "found": self.found,
            "event_f1": round(self.f1(self.matched), 4),
            "event_precision": round(self.matched / self.found, 4) if self.found else 0.0,
            "event_recall": round(self.matched / self.gold, 4) if self.gold else 0.0,
            "codes_f1": round(self.f1(self.with_codes), 4),
        } | {slot: round(right / max(1, of), 4) for slot, (right, of) in self.slots.items()}


def _match(one: CodedEvent, other: CodedEvent) -> bool:
    return one.event == other.event and any(a.overlaps(b) for a in one.triggers for b in other.triggers)


def _same_place(one: Span | None, other: Span | None) -> bool:
    """Whether both name the place by words in common, or neither names one."""
    return one.overlaps(other) if one is not None and other is not None else one is other


def _same_codes(one: CodedEvent, other: CodedEvent) -> bool:
    return one.actor == other.actor and one.recipient == other.recipient


def agreement(first: Iterable[AnnotatedText], second: Iterable[AnnotatedText]) -> Score:
    """Two annotators on the texts that both have."""
    others = {text.id: text for text in second}
    score = Score()
    for text in first:
        if text.id in others:
            score.add(from_text(text), from_text(others[text.id]))
    return score


def judged(text: AnnotatedText, events: Sequence[Event]) -> dict[str, list[tuple[float, bool]]]:
    """For each slot of the events found in a text, confidence and whether it was right; "event and parties" for the
    event as a whole. Slots are judged on events that the annotator has, too, and where there is a value."""
    coded = [from_reading(event) for event in events]
    found = {id(one): event for one, event in zip(coded, events, strict=True)}
    pairs = Score().add(from_text(text), coded)
    right = {id(other): one for one, other in pairs}
    judgement: dict[str, list[tuple[float, bool]]] = {"event": [], WHOLE: []}
    for one in coded:
        event, gold = found[id(one)], right.get(id(one))
        sure = dict(event.confidences)
        judgement["event"].append((sure["event"], gold is not None))
        judgement[WHOLE].append((event.confidence, gold is not None and _same_codes(gold, one)))
        if gold is None:
            continue
        for slot in ("actor", "recipient", "status", "date", "said_by"):
            told = slot != "date" or gold.date is not None or "date" not in text.partial
            if getattr(one, slot) and told:
                judgement.setdefault(slot, []).append((sure[slot], getattr(gold, slot) == getattr(one, slot)))
    return judgement


def gap(scores: list[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: how far confidence and share are apart in bins of equal width, weighed by size."""
    values = np.array(scores, float)
    at = np.minimum((values[:, 0] * bins).astype(int), bins - 1)
    parts = [values[at == number] for number in range(bins)]
    return float(sum(abs(p[:, 0].mean() - p[:, 1].mean()) * len(p) for p in parts if len(p)) / len(values))

"""``python benchmarks/errors.py [--split dev] [--markdown]``: where events and their parties are lost, by type, by slot and by group
of hard cases. Read on dev: what is learned from it goes into rules and texts, so the test split stays out of it.

type    events annotated and found, F1, and of the found ones how many have both sides right; what a missed one was taken for
slot    of the found events whose actor or recipient is wrong, why: the words are the annotated ones and the country is another,
        nobody was found, somebody was where nobody is, other words
group   recall and both sides right by what makes an event hard: a noun for a trigger, the passive, a status other than actual,
        history, a party without a name, a pronoun, several parties, a later window, a headline, the kind of text"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from attache.corpus.load import AnnotatedEvent, AnnotatedText, Filler, texts_by_split
from attache.corpus.score import CodedEvent, Score, from_reading, from_text
from attache.mentions.antecedents import is_pronoun
from attache.ontology import EVENT_TYPES
from attache.pipeline import load_coder, read
from attache.reader.labels import MAX_PIECES
from attache.reader.model import STANDARD
from attache.reading import Entity, Event, Span
from results import record

_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|being|be)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_NOUN_BEFORE = re.compile(r"\b(?:the|an?|of|its|his|their|this|these|new|joint|\w+['’]s)\s+(?:\w+\s+)?$", re.IGNORECASE)
_CHARACTERS = MAX_PIECES * 4  # of a first window, about


def slot_error(gold: Sequence[Filler], found: Iterable[Span]) -> str:
    """Why a side's codes are wrong."""
    spans, told = [filler.span for filler in gold], list(found)
    if not spans:
        return "somebody where nobody is"
    if not told:
        return "nobody found"
    hits = [any(span.overlaps(other) for other in told) for span in spans]
    extra = [other for other in told if not any(other.overlaps(span) for span in spans)]
    if all(hits) and not extra:
        return "the right words, another country"
    return "some of the words" if any(hits) else "other words"


def groups(text: AnnotatedText, event: AnnotatedEvent) -> Iterator[str]:
    before = text.text[max(0, event.trigger.start - 40) : event.trigger.start]
    passive = bool(_PASSIVE.search(before))
    if passive:
        yield "passive"
    elif _NOUN_BEFORE.search(before):
        yield "a noun tells it"
    yield "background" if event.background else "news"
    if event.status != "actual":
        yield event.status
    parties = [*event.actor, *event.recipient]
    if any(is_pronoun(filler.span.of(text.text)) for filler in parties):
        yield "a pronoun for a party"
    if any(not any(c.isupper() for c in filler.span.of(text.text)[1:]) for filler in parties):
        yield "a party without a name"
    if len(event.actor) > 1 or len(event.recipient) > 1 or any(len(filler.who) > 1 for filler in parties):
        yield "several parties on a side"
    if any(not who.code for filler in parties for who in filler.who):
        yield "a party of no state"
    if not event.recipient:
        yield "no recipient"
    if event.trigger.start > _CHARACTERS:
        yield "beyond the first window"
    first_line = text.text.split("\n", 1)[0]
    if "\n" in text.text and event.trigger.start < len(first_line) < 120:
        yield "headline"
    yield "authored" if text.authored else "portal" if text.id[:2] == "20" else "news article"


def analyse(texts: Sequence[AnnotatedText], reader: str, show: str = "") -> dict[str, Any]:
    """The tables. Sides that are wrong in the way ``show`` are printed."""
    coder = load_coder(reader)
    by_type: dict[str, Counter[str]] = {name: Counter() for name in EVENT_TYPES}
    by_group: dict[str, Counter[str]] = defaultdict(Counter)
    slots: dict[str, Counter[str]] = {"actor": Counter(), "recipient": Counter()}
    for text in texts:
        gold, annotated = from_text(text), text.events
        events = read(text.article(), coder).events
        found = [from_reading(event) for event in events]
        matched = {id(one): other for one, other in Score().add(gold, found)}
        event_of: dict[int, Event] = {id(one): event for one, event in zip(found, events, strict=True)}
        for one in found:
            by_type[one.event]["found"] += 1
        for one, event in zip(gold, annotated, strict=True):
            other = matched.get(id(one))
            right = other is not None and (one.actor, one.recipient) == (other.actor, other.recipient)
            for count in (by_type[one.event], *(by_group[name] for name in groups(text, event))):
                count["annotated"] += 1
                count["matched"] += other is not None
                count["right"] += right
            if other is None:
                by_type[one.event][f"as {_taken_for(one, found) or 'nothing'}"] += 1
                continue
            for side in ("actor", "recipient"):
                if getattr(one, side) != getattr(other, side):
                    spans = [entity.span for entity in getattr(event_of[id(other)], side)]
                    error = slot_error(getattr(event, side), spans)
                    slots[side][error] += 1
                    if error == show:
                        _print_side(text, event, side, getattr(event_of[id(other)], side))
    return {
        "type": {name: _figures(count) for name, count in by_type.items()},
        "slot": {side: dict(count.most_common()) for side, count in slots.items()},
        "group": {name: _figures(by_group[name]) for name in sorted(by_group, key=lambda n: -by_group[n]["annotated"])},
    }


def _print_side(text: AnnotatedText, event: AnnotatedEvent, side: str, found: Sequence[Entity]) -> None:
    told = ", ".join(
        f"{f.span.of(text.text)!r} {'+'.join(who.code or '-' for who in f.who)}" for f in getattr(event, side)
    )
    read = ", ".join(f"{entity.span.of(text.text)!r} {entity.code or '-'}" for entity in found)
    start = max(0, event.trigger.start - 300)
    around = (
        f"{text.text[start : event.trigger.start]}[{event.trigger.of(text.text)}]{text.text[event.trigger.end :][:200]}"
    )
    print(f"{text.id} {event.event} {side}: {told} | read: {read}\n    {' '.join(around.split())}")


def _taken_for(one: CodedEvent, found: Iterable[CodedEvent]) -> str | None:
    """The type of an event that was found at the words of one that was missed."""
    return next((o.event for o in found if any(a.overlaps(b) for a in one.triggers for b in o.triggers)), None)


def _figures(count: Counter[str]) -> dict[str, Any]:
    annotated, found, matched = count["annotated"], count["found"], count["matched"]
    figures: dict[str, Any] = {"annotated": annotated, "recall": round(matched / max(1, annotated), 3)}
    if found:
        figures |= {"found": found, "f1": round(2 * matched / (annotated + found), 3)}
    figures["sides_right"] = round(count["right"] / max(1, matched), 3)
    if missed := {name[3:]: n for name, n in count.most_common() if name.startswith("as ")}:
        figures["missed_as"] = missed
    return figures


def markdown(figures: dict[str, Any]) -> str:
    lines = [
        "| type | annotated | F1 | both sides right, of those found | the missed ones were taken for |",
        "|---|---|---|---|---|",
    ]
    for name, row in sorted(figures["type"].items(), key=lambda item: -item[1]["annotated"]):
        missed = ", ".join(f"{other} {n}" for other, n in list(row.get("missed_as", {}).items())[:4])
        lines.append(f"| {name} | {row['annotated']} | {row.get('f1', 0):.2f} | {row['sides_right']:.2f} | {missed} |")
    lines += ["", "| what is wrong of a side | actor | recipient |", "|---|---|---|"]
    for name in sorted({*figures["slot"]["actor"], *figures["slot"]["recipient"]}):
        lines.append(
            f"| {name} | {figures['slot']['actor'].get(name, 0)} | {figures['slot']['recipient'].get(name, 0)} |"
        )
    lines += ["", "| events with | annotated | found | both sides right, of those found |", "|---|---|---|---|"]
    for name, row in figures["group"].items():
        lines.append(f"| {name} | {row['annotated']} | {row['recall']:.2f} | {row['sides_right']:.2f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--reader", default=STANDARD)
    parser.add_argument(
        "--show", default="", help="print the sides that are wrong in this way, as the table of sides calls it"
    )
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    figures = analyse(texts_by_split(options.corpus, options.texts)[options.split], options.reader, options.show)
    print(markdown(figures) if options.markdown else json.dumps(figures, indent=1))
    if options.record:
        record("errors", {"reader": options.reader, "split": options.split, **figures})


if __name__ == "__main__":
    main()

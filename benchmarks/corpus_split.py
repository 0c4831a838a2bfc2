"""Quality on the corpus's held-out texts: ``python benchmarks/corpus_split.py [--split test] [--show 20]``.

Events are matched by type and overlapping trigger. "codes" counts an event as right where its type, the set of its
actors' country codes and the set of its recipients' are all right.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from attache.corpus.load import AnnotatedText, load_corpus, texts_by_split
from attache.corpus.score import CodedEvent, Score, agreement, from_reading, from_text
from attache.pipeline import load_coder, read
from attache.reader.model import STANDARD
from attache.reading import Reading
from results import record


def check_spans(reading: Reading) -> None:
    text = reading.article.text
    for event in reading.events:
        spans = [
            event.event_text,
            event.sentence,
            *event.also,
            *(e.span for e in (*event.actor, *event.recipient)),
        ]
        assert all(0 <= s.start < s.end <= len(text) for s in spans), event


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--split", default="test")
    parser.add_argument("--show", type=int, default=0, help="print so many wrong events")
    parser.add_argument("--reader", default=STANDARD, help="as for attache code")
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/results")
    options = parser.parse_args()
    coder = load_coder(options.reader)
    texts = texts_by_split(options.corpus, options.texts)[options.split]
    parts = {"all": Score(), "portal": Score(), "authored": Score()}
    wrong: list[str] = []
    for text in texts:
        reading = read(text.article(), coder)
        check_spans(reading)
        gold = from_text(text)
        found = [from_reading(event) for event in reading.events]
        pairs = parts["all"].add(gold, found)
        parts["authored" if text.authored else "portal"].add(gold, found)
        wrong += [line(text, "missed", e) for e in gold if all(e is not g for g, _ in pairs)]
        wrong += [line(text, "invented", e) for e in found if all(e is not f for _, f in pairs)]
        wrong += [
            f"{line(text, 'codes', g)} but {sorted(f.actor)} -> {sorted(f.recipient)}"
            for g, f in pairs
            if (g.actor, g.recipient) != (f.actor, f.recipient)
        ]
    figures: dict[str, object] = {"reader": options.reader, "split": options.split, "texts": len(texts)}
    for name, score in parts.items():
        print(name, score.summary())
        figures[name] = score.summary()
    second = load_corpus(options.corpus / "second", options.texts)
    if second.texts and options.split == "test":
        both = agreement(texts, second.texts)
        print(f"two annotators ({len(second.texts)} texts)", both.summary())
        figures["annotators"] = both.summary()
    for shown in random.Random(0).sample(wrong, min(options.show, len(wrong))):
        print(shown)
    if options.record:
        record("corpus_split", figures)


def line(text: AnnotatedText, what: str, event: CodedEvent) -> str:
    trigger = event.triggers[0]
    around = text.text[max(0, trigger.start - 70) : trigger.end + 70].replace("\n", " ")
    return f"{text.id} {what} {event.event} [{trigger.of(text.text)}] {sorted(event.actor)} -> {sorted(event.recipient)}: ...{around}..."


if __name__ == "__main__":
    main()

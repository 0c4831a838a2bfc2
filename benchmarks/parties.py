"""``python benchmarks/parties.py [--record]``: given the annotators' spans, for how many parties of train and dev the resolver finds
all country codes, by what it decided from. The test split stays out: these figures are for working on the resolver."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from attache.actors.context import Beside
from attache.actors.knowledge import load_knowledge
from attache.actors.resolve import ActorResolver
from attache.corpus.load import AnnotatedText, load_corpus, read_splits
from attache.places.gazetteer import load_gazetteer
from attache.places.resolve import resolve_place
from attache.reading import Article, Mention, Reading
from attache.sentences import split_sentences
from results import record


def count(text: AnnotatedText, found: Counter[str], right: Counter[str]) -> None:
    reading = Reading(Article(text.id, text.text, text.id, published=text.published.isoformat()))
    reading.sentences = split_sentences(text.text)
    spans = {filler.span for event in text.events for filler in (*event.actor, *event.recipient)}
    spans |= {event.said_by.span for event in text.events if event.said_by}
    spans |= {statement.speaker for statement in text.statements if statement.speaker}
    reading.mentions = [Mention(span, "party", 1.0) for span in sorted(spans)]
    gazetteer = load_gazetteer()
    resolver = ActorResolver(reading, load_knowledge(), gazetteer)
    for event in text.events:
        place = resolve_place(event.loc, text.text, gazetteer, resolver.codes()[:5]) if event.loc else None
        for role, side, other in (
            ("actor", event.actor, event.recipient),
            ("recipient", event.recipient, event.actor),
        ):
            codes = frozenset(who.code for filler in other for who in filler.who if who.code)
            beside = Beside(event.event, role, codes, frozenset(filler.span for filler in other))
            for filler in side:
                entities = resolver.resolve(filler.span, place.code if place else None, beside=beside)
                ok = {who.code for who in filler.who} == {entity.code for entity in entities}
                for name in ("all", entities[0].basis if entities[0].code else "null"):
                    found[name] += 1
                    right[name] += ok


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/results")
    options = parser.parse_args()
    split = dict(read_splits(options.corpus))
    counts = {name: (Counter[str](), Counter[str]()) for name in ("train", "dev")}
    for text in load_corpus(options.corpus, options.texts).texts:
        part = split.get(text.id, "train")
        if part in counts:
            count(text, *counts[part])
    figures = {
        part: {name: {"parties": found[name], "right": round(right[name] / found[name], 3)} for name in sorted(found)}
        for part, (found, right) in counts.items()
    }
    print(json.dumps(figures, indent=1))
    if options.record:
        record("parties", figures)


if __name__ == "__main__":
    main()

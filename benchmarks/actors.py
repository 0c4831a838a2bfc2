"""``python benchmarks/actors.py [--split dev]``: with the annotators' spans and sides, whom the resolver takes the parties of the
test split to be. All of the reader is used but its spans (whose people a party is comes from the same pass).

country    share of parties whose countries are exactly the annotated ones
sector     share of parties, where one is annotated, whose primary sector is it
name       share of persons, bodies and groups that the knowledge base has by the annotated name, found under it
precision  share of the parties that were given a country whose countries are right; given: how many of those annotated with one were
confident  precision and given of those with confidence of .5 and more, the default threshold of ``--min-confidence`` in watches"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from attache import pipeline
from attache.actors.knowledge import load_knowledge, plain
from attache.corpus.load import AnnotatedText, texts_by_split
from attache.corpus.parties import annotated_parties, annotated_reading, resolver_of
from attache.reader.model import STANDARD, load_reader
from results import record

SURE = 0.5


def count(text: AnnotatedText, reader: str, counts: Counter[str], show: bool) -> None:
    known = load_knowledge()
    reading = annotated_reading(text)
    read = load_reader(reader).read(pipeline.split(annotated_reading(text)))
    reading.kinships = read.kinships
    resolver = resolver_of(reading)
    for party in annotated_parties(text, resolver):
        entities = resolver.resolve(party.filler.span, party.near, beside=party.beside)
        codes, given = party.codes, {entity.code for entity in entities}
        counts["parties"] += 1
        counts["country"] += codes == given
        if given != {None}:
            counts["given"] += 1
            counts["given right"] += codes == given
            if min(entity.confidence for entity in entities) >= SURE:
                counts["sure"] += 1
                counts["sure right"] += codes == given
        counts["coded"] += codes != {None}
        sectors = {who.sector[:1] for who in party.filler.who if who.sector}
        if sectors:
            counts["sectors"] += 1
            counts["sector"] += sectors == {entity.sector[:1] for entity in entities}
        names = {plain(who.name) for who in party.filler.who if who.name and who.code}
        if len(names) == 1:
            (name,) = names
            alias = known.alias(name, text.published)
            if known.person(name) or (alias and not alias.is_state):
                counts["names"] += 1
                right = name in {plain(entity.name or "") for entity in entities} or (
                    alias is not None and alias.name in {entity.name for entity in entities}
                )
                counts["name"] += right
        if show and codes != given:
            told = sorted(f"{e.code} {'+'.join(e.sector)} by {e.basis}" for e in entities)
            print(f"{text.id} {party.filler.span.of(text.text)!r}: {sorted(map(str, codes))}, found {told}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--split", choices=("train", "dev", "test"), default="test")
    parser.add_argument("--reader", default=STANDARD)
    parser.add_argument("--show", action="store_true", help="print the parties whose country is wrong")
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/results")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    for text in texts_by_split(options.corpus, options.texts)[options.split]:
        count(text, options.reader, counts, options.show)

    def share(part: str, whole: str) -> float:
        return round(counts[part] / max(1, counts[whole]), 3)

    figures = {
        "split": options.split,
        "parties": counts["parties"],
        "country": share("country", "parties"),
        "sector": share("sector", "sectors"),
        "name": share("name", "names"),
        "names": counts["names"],
        "precision": share("given right", "given"),
        "given": share("given", "coded"),
        "confident precision": share("sure right", "sure"),
        "confident given": share("sure", "coded"),
    }
    print(json.dumps(figures, indent=1))
    if options.record:
        record("actors", figures)


if __name__ == "__main__":
    main()

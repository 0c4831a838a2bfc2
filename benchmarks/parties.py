"""``python benchmarks/parties.py [--record]``: given the annotators' spans, for how many parties of train and dev the resolver finds
all country codes, by what it decided from. The test split stays out: these figures are for working on the resolver."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from attache.corpus.load import AnnotatedText, texts_by_split
from attache.corpus.parties import annotated_parties, annotated_reading, resolver_of
from results import record


def count(text: AnnotatedText, found: Counter[str], right: Counter[str]) -> None:
    resolver = resolver_of(annotated_reading(text))
    for party in annotated_parties(text, resolver):
        entities = resolver.resolve(party.filler.span, party.near, beside=party.beside)
        ok = party.codes == {entity.code for entity in entities}
        for name in ("all", entities[0].basis if entities[0].code else "null"):
            found[name] += 1
            right[name] += ok


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/results")
    options = parser.parse_args()
    texts = texts_by_split(options.corpus, options.texts)
    counts = {name: (Counter[str](), Counter[str]()) for name in ("train", "dev")}
    for part, counters in counts.items():
        for text in texts[part]:
            count(text, *counters)
    figures = {
        part: {name: {"parties": found[name], "right": round(right[name] / found[name], 3)} for name in sorted(found)}
        for part, (found, right) in counts.items()
    }
    print(json.dumps(figures, indent=1))
    if options.record:
        record("parties", figures)


if __name__ == "__main__":
    main()

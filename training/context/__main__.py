"""Learn the weights of attache.actors.context: ``python -m training.context``. Writes src/attache/data/context.tsv.

Examples are the parties of the corpus's train split that the resolver decides by context alone, and "it" and "they",
that have one country or none. A conditional logit over the countries of each article, full batch; learned once without a quarter of
the texts, to see how it does on them, and once with all. Under two minutes on 2 cores.
"""

from __future__ import annotations

import argparse
import zlib
from collections import Counter
from pathlib import Path

import numpy as np

from attache.actors.context import NO_COUNTRY
from attache.corpus.load import AnnotatedText, load_corpus, read_splits
from attache.corpus.parties import annotated_parties, annotated_reading, resolver_of

_SELDOM = 4  # parties; what is seen less often is not learned

Example = tuple[list[dict[str, float]], int]  # features of each candidate, and the right one


def examples_of(text: AnnotatedText) -> list[Example]:
    reading = annotated_reading(text)
    resolver = resolver_of(reading)
    found: list[Example] = []
    for party in annotated_parties(text, resolver):
        filler = party.filler
        (entity, *others) = resolver.resolve(filler.span, party.near)
        guess = resolver.guess(filler.span, party.near, party.beside)
        decided = entity.basis == "context" and (entity.code or entity.reason == "unknown")
        if len(party.codes) != 1 or others or not (decided or guess is not None):
            continue
        sentence = reading.sentence_at(filler.span.start)
        rows = resolver.context.features(
            filler.span, sentence, filler.who[0].sector, party.near, party.beside, guess or frozenset()
        )
        right = next(iter(party.codes)) or NO_COUNTRY
        if right in rows and len(rows) > 1:
            found.append((list(rows.values()), list(rows).index(right)))
    return found


def learn(examples: list[Example], *, decay: float = 2.0, rounds: int = 300) -> dict[str, float]:
    often = Counter(name for rows, _ in examples for row in rows for name in row)
    names = sorted(name for name, count in often.items() if count >= _SELDOM)
    column = {name: at for at, name in enumerate(names)}
    features = np.zeros((sum(len(rows) for rows, _ in examples), len(names)), np.float32)
    group = np.repeat(np.arange(len(examples)), [len(rows) for rows, _ in examples])
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    right = starts + np.array([at for _, at in examples])
    for at, row in enumerate(row for rows, _ in examples for row in rows):
        for name, value in row.items():
            if name in column:
                features[at, column[name]] = value
    weights = np.zeros(len(names), np.float64)
    step = np.zeros_like(weights)
    for _ in range(rounds):
        scores = features @ weights
        scores = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        share = scores / np.add.reduceat(scores, starts)[group]
        share[right] -= 1
        gradient = features.T @ share / len(examples) + decay * weights / len(examples)
        step = 0.9 * step - 1.0 * gradient
        weights += step
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True) if abs(weight) > 1e-3}


def accuracy(examples: list[Example], weights: dict[str, float]) -> float:
    right = 0
    for rows, gold in examples:
        scores = [sum(weights.get(name, 0.0) * value for name, value in row.items()) for row in rows]
        right += scores.index(max(scores)) == gold
    return right / max(1, len(examples))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("src/attache/data/context.tsv"))
    options = parser.parse_args()
    split = dict(read_splits(options.corpus))
    by_split: dict[str, list[Example]] = {"train": [], "dev": []}
    quarters: dict[bool, list[Example]] = {False: [], True: []}
    for text in load_corpus(options.corpus, options.texts).texts:
        name = split.get(text.id, "train")
        if name in by_split:
            found = examples_of(text)
            by_split[name] += found
            if name == "train":
                quarters[zlib.crc32(text.id.encode()) % 4 == 0] += found
    print(f"a quarter held out: {accuracy(quarters[True], learn(quarters[False])):.3f} of {len(quarters[True])} right")
    weights = learn(by_split["train"])
    for name, examples in by_split.items():
        print(f"{name}: {len(examples)} parties, {accuracy(examples, weights):.3f} right")
    lines = ["feature\tweight", *(f"{name}\t{weight}" for name, weight in sorted(weights.items()))]
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Learn the weights of attache.actors.context: ``python -m training.context``. Writes src/attache/data/context.tsv.

Examples are the parties of the corpus's train split that the resolver decides by context alone, and "it" and "they",
that have one country or none. A conditional logit over the countries of each article, by L-BFGS; learned once without a quarter of
the texts, to see how it does on them, and once with all. Under a minute on 2 cores.
"""

from __future__ import annotations

import argparse
import zlib
from collections import Counter
from pathlib import Path

import torch
from torch import Tensor

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


def learn(examples: list[Example], *, decay: float = 2.0, rounds: int = 200) -> dict[str, float]:
    often = Counter(name for rows, _ in examples for row in rows for name in row)
    names = sorted(name for name, count in often.items() if count >= _SELDOM)
    column = {name: at for at, name in enumerate(names)}
    cells = [
        (number, column[name], value)
        for number, row in enumerate(row for rows, _ in examples for row in rows)
        for name, value in row.items()
        if name in column
    ]
    row, feature = (torch.tensor([cell[at] for cell in cells]) for at in (0, 1))
    value = torch.tensor([cell[2] for cell in cells], dtype=torch.float64)
    group = torch.repeat_interleave(torch.tensor([len(rows) for rows, _ in examples]))
    starts = torch.cumsum(torch.tensor([0, *(len(rows) for rows, _ in examples[:-1])]), 0)
    right = starts + torch.tensor([at for _, at in examples])
    weights = torch.zeros(len(names), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=rounds, history_size=20, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        scores = torch.zeros(len(group), dtype=torch.float64).index_add(0, row, weights[feature] * value)
        top = torch.zeros(len(examples), dtype=torch.float64).scatter_reduce(0, group, scores.detach(), "amax")
        total = torch.zeros_like(top).index_add(0, group, (scores - top[group]).exp())
        found = (total.log() + top - scores[right]).sum() + decay / 2 * (weights * weights).sum()
        found.backward()
        return found

    optimizer.step(loss)
    return {name: round(weight, 4) for name, weight in zip(names, weights.tolist(), strict=True) if abs(weight) > 1e-3}


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

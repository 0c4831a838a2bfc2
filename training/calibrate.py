"""Learn the curves of attache.events.confidence from the dev split: ``python -m training.calibrate``. Writes
src/attache/data/calibration.tsv and prints how far confidence and truth are apart, learned and measured on two halves.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np

from attache.corpus.load import texts_by_split
from attache.corpus.score import SLOTS, gap, judged
from attache.events.confidence import Calibration, Curve
from attache.pipeline import resolve, split
from attache.reader.model import load_reader
from attache.reading import Reading

_OF_A_BIN = 60  # scores, at least, that share one point of a curve

Judged = dict[str, list[tuple[float, bool]]]


def scores_of_dev(corpus: Path, texts: Path) -> Iterator[tuple[str, Judged]]:
    """For each text its id and, for each slot, the uncalibrated scores with whether they were right."""
    reader = load_reader()
    for text in texts_by_split(corpus, texts)["dev"]:
        reading = resolve(reader.read(split(Reading(text.article()))), Calibration({}))
        yield text.id, judged(text, reading.events)


def curve(scores: list[tuple[float, bool]]) -> Curve:
    """Isotonic regression on bins of equal scores and their neighbours: rising scores and the share that was right."""
    bins: list[list[tuple[float, bool]]] = [[]]
    for _, same in groupby(sorted(scores), key=lambda pair: pair[0]):
        if len(bins[-1]) >= _OF_A_BIN:
            bins.append([])
        bins[-1] += same
    blocks: list[list[float]] = []  # of bins: score, share, weight
    for part in bins:
        score, share = np.array(part, float).mean(0)
        blocks.append([score, share, len(part)])
        while len(blocks) > 1 and blocks[-2][1] >= blocks[-1][1]:
            one, other = blocks.pop(), blocks.pop()
            weight = one[2] + other[2]
            blocks.append([(one[at] * one[2] + other[at] * other[2]) / weight for at in (0, 1)] + [weight])
    return [round(b[0], 4) for b in blocks], [round(b[1], 4) for b in blocks]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("src/attache/data/calibration.tsv"))
    options = parser.parse_args()
    halves: list[Judged] = [{slot: [] for slot in SLOTS} for _ in range(2)]
    for text_id, found in scores_of_dev(options.corpus, options.texts):
        for slot, values in found.items():
            halves[zlib.crc32(text_id.encode()) % 2][slot] += values
    lines = ["slot\tscore\tshare"]
    for slot in SLOTS:
        one, other = halves[0][slot], halves[1][slot]
        apart = []
        for learned, measured in ((one, other), (other, one)):
            calibration = Calibration({slot: curve(learned)})
            apart.append(gap([(calibration(slot, score), right) for score, right in measured]))
        raw = gap([*one, *other])
        print(f"{slot:<18} {len(one) + len(other):>5} scores, apart by {raw:.3f} before, {np.mean(apart):.3f} after")
        lines += [f"{slot}\t{score}\t{share}" for score, share in zip(*curve([*one, *other]), strict=True)]
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

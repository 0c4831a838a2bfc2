"""Learn the curves of attache.events.confidence from the dev split: ``python -m attache.training.calibrate``.
Writes calibration.tsv beside the reader.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import numpy as np

from attache.corpus.load import AnnotatedText, texts_by_split
from attache.corpus.score import SLOTS, gap, judged
from attache.events.confidence import Calibration, Curve
from attache.pipeline import resolve, split
from attache.reader.model import CALIBRATION, STANDARD, Reader, load_reader
from attache.reading import Reading

_OF_A_BIN = 60  # scores, at least, that share one point of a curve

Judged = dict[str, list[tuple[float, bool]]]


def scores_of(reader: Reader, texts: Iterable[AnnotatedText]) -> Iterator[tuple[str, Judged]]:
    """For each text its id and, for each slot, the uncalibrated scores with whether they were right."""
    for text in texts:
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


def calibrate(reader: Reader, texts: Iterable[AnnotatedText]) -> list[tuple[str, int, float, float]]:
    """Write the curves beside the reader. Returns for each slot the number of scores, and how far they and the truth
    are apart before and after, where learned on one half of the texts and measured on the other."""
    halves: list[Judged] = [{slot: [] for slot in SLOTS} for _ in range(2)]
    for text_id, found in scores_of(reader, texts):
        for slot, values in found.items():
            halves[zlib.crc32(text_id.encode()) % 2][slot] += values
    lines, told = ["slot\tscore\tshare"], []
    for slot in SLOTS:
        one, other = halves[0][slot], halves[1][slot]
        if not one or not other:
            continue  # too few to learn from: the scores stay as they are
        apart = []
        for learned, measured in ((one, other), (other, one)):
            calibration = Calibration({slot: curve(learned)})
            apart.append(gap([(calibration(slot, score), right) for score, right in measured]))
        told.append((slot, len(one) + len(other), gap([*one, *other]), float(np.mean(apart))))
        lines += [f"{slot}\t{score}\t{share}" for score, share in zip(*curve([*one, *other]), strict=True)]
    (reader.folder / CALIBRATION).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--reader", default=STANDARD)
    options = parser.parse_args()
    dev = texts_by_split(options.corpus, options.texts)["dev"]
    for slot, count, before, after in calibrate(load_reader(options.reader), dev):
        print(f"{slot:<18} {count:>5} scores, apart by {before:.3f} before, {after:.3f} after")


if __name__ == "__main__":
    main()

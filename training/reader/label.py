"""What teachers think of the texts: ``python -m training.reader.label --teachers A.pt B.pt``. Soft labels go to ``--out``.

Raw texts are read by all teachers. The annotated ones are read by those that had not seen them in training: teacher ``n``
(the first is 0) left out fold ``n % FOLDS``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from attache.training.batch import moved
from attache.training.distil import SoftBatch, soft_labels
from attache.training.fit import device_of, load_net
from attache.training.net import ReaderNet
from training.reader.gathered import FOLDS, Prepared, Thoughts, load_prepared, save


def think(teachers: Sequence[ReaderNet], prepared: Prepared, share: tuple[int, int] = (0, 1)) -> Thoughts:
    """The soft labels of every batch, or of every so many ``share[1]``-th from ``share[0]`` on."""
    device = device_of()
    nets = [net.to(device).eval() for net in teachers]

    def label(batch: SoftBatch) -> SoftBatch:
        return moved(batch, torch.device("cpu"))

    first, of = share
    raw = {at: label(soft_labels(nets, moved(prepared.raw[at], device))) for at in range(first, len(prepared.raw), of)}
    rounds = []
    for batches in prepared.rounds:
        found: dict[int, SoftBatch] = {}
        for at in range(first, len(batches), of):
            part, batch = batches[at]
            unseen = [net for number, net in enumerate(nets) if number % FOLDS == part % FOLDS]
            if unseen:
                found[at] = label(soft_labels(unseen, moved(batch.windows, device)))
        rounds.append(found)
    return Thoughts(raw, rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepared", type=Path, default=Path("training/work/prepared.xz"))
    parser.add_argument("--teachers", type=Path, nargs="+", required=True)
    parser.add_argument("--share", type=int, nargs=2, default=(0, 1), help="which of how many shares of the batches")
    parser.add_argument("--out", type=Path, default=Path("training/work/thoughts.pt"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    nets = [load_net(path, strict=False) for path in options.teachers]
    save(think(nets, load_prepared(options.prepared), tuple(options.share)), options.out)


if __name__ == "__main__":
    main()

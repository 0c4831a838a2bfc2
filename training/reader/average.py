"""The mean of the weights of several readers of one line: ``python -m training.reader.average A.pt B.pt --out C.pt``.

A reader that goes on from another stays near enough to it for the mean of both to be a reader, and a steadier one
than either (docs/decisions/0007-kin-and-average.md). A head that the first lacks is taken from those that have it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from attache.training.net import shape_of


def average(states: Sequence[dict[str, Tensor]], shares: Sequence[float] | None = None) -> dict[str, Tensor]:
    """The mean of each weight over the states that have it, with equal ``shares`` where none are given."""
    each = list(zip(states, shares or [1.0] * len(states), strict=True))
    mean: dict[str, Tensor] = {}
    for name in dict.fromkeys(name for state in states for name in state):
        found = [(state[name], share) for state, share in each if name in state]
        mean[name] = sum((value * share for value, share in found), torch.zeros(())) / sum(share for _, share in found)
    return mean


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("--shares", type=float, nargs="*", help="of each reader, such as 0.3 0.7; equal without")
    parser.add_argument("--out", type=Path, default=Path("training/work/reader.pt"))
    options = parser.parse_args()
    saved = [torch.load(path, weights_only=True) for path in options.weights]
    if len({shape_of(each["state"]) for each in saved}) > 1:
        raise SystemExit("These readers differ in their layers; only readers of one line have a mean.")
    torch.save({**saved[0], "state": average([each["state"] for each in saved], options.shares)}, options.out)


if __name__ == "__main__":
    main()

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


def average(states: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    names = dict.fromkeys(name for state in states for name in state)
    return {name: torch.stack([state[name] for state in states if name in state]).mean(0) for name in names}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=Path("training/work/reader.pt"))
    options = parser.parse_args()
    saved = [torch.load(path, weights_only=True) for path in options.weights]
    if len({shape_of(each["state"]) for each in saved}) > 1:
        raise SystemExit("These readers differ in their layers; only readers of one line have a mean.")
    torch.save({**saved[0], "state": average([each["state"] for each in saved])}, options.out)


if __name__ == "__main__":
    main()

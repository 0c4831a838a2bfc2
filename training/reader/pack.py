"""Weights in a quarter of their size, for the way between machines: a matrix as int8 with a scale for each of its rows, as
the shipped graph holds it, all else as float16: ``python -m training.reader.pack``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

WORDS = "encoder.word.weight"
Packed = dict[str, tuple[Tensor, Tensor] | Tensor]


def pack(state: Mapping[str, Tensor]) -> Packed:
    return {name: _packed(value.detach().cpu()) for name, value in state.items()}


def _packed(value: Tensor) -> tuple[Tensor, Tensor] | Tensor:
    if value.dim() != 2:
        return value.half()
    scale = value.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
    return (value / scale).round().to(torch.int8), scale


def unpack(packed: Packed) -> dict[str, Tensor]:
    return {
        name: value[0].float() * value[1] if isinstance(value, tuple) else value.float()
        for name, value in packed.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", help="weights of readers; with --unpack, packed ones")
    parser.add_argument("--to", type=Path, required=True, help="a folder; files keep their names")
    parser.add_argument("--unpack", action="store_true")
    parser.add_argument(
        "--words", type=Path, required=True, help="the adapted encoder; with --unpack, its packed embeddings"
    )
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    words = torch.load(options.words, weights_only=True)
    if not options.unpack:
        torch.save(pack({WORDS: words["word.weight"]}), options.to / "words.pt")
    for path in options.files:
        saved = torch.load(path, weights_only=True)
        if options.unpack:
            saved["state"] = unpack({**words, **saved["state"]})
        else:
            # Readers of one encoder share the embeddings of its word pieces, half of all weights.
            same = torch.equal(saved["state"][WORDS], words["word.weight"])
            saved["state"] = pack({name: value for name, value in saved["state"].items() if not same or name != WORDS})
        torch.save(saved, options.to / path.name)


if __name__ == "__main__":
    main()

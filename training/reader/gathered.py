"""What is gathered before a reader is trained, and how it lies in files: the texts as tensors (``training.reader.prepare``) and
what teachers think of them (``training.reader.label``)."""

from __future__ import annotations

import lzma
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from attache.corpus.load import AnnotatedText
from attache.training.batch import Batch, Windows
from attache.training.distil import SoftBatch
from training.reader.pack import Packed

PARTS = 20  # of the annotated texts, by their ids: what is left out for one purpose or another is whole parts
FOLDS = 5  # teacher n, the first being 0, leaves out the parts of fold n % FOLDS


@dataclass(frozen=True, slots=True)
class AdaptBatch:
    """links int64 [windows, words] of O, B, I, IGNORE where there are none to know; category int64 [windows]."""

    windows: Windows
    links: Tensor
    category: Tensor


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that training reads.

    rounds     the annotated texts in batches, several times: as they are, then with the states of every other text renamed.
               Each batch has the number of its part
    raw        the windows of the texts that nobody annotated, as they are and renamed
    adapt      all windows, with what the adaptation of the encoder learns of them
    dev        the texts of the dev split, to score with
    base       the weights of the base encoder; tokenizer: its word pieces
    """

    rounds: list[list[tuple[int, Batch]]]
    raw: list[Windows]
    adapt: list[AdaptBatch]
    categories: int
    dev: list[AnnotatedText]
    base: Packed
    tokenizer: str

    def word_pieces(self) -> Tokenizer:
        return Tokenizer.from_str(self.tokenizer)


@dataclass(frozen=True, slots=True)
class Thoughts:
    """Soft labels by the number of their batch: of raw text, and of each round of the annotated texts."""

    raw: dict[int, SoftBatch]
    rounds: list[dict[int, SoftBatch]]


class _Pickler(pickle.Pickler):
    """Tensors as arrays: each tensor of its own accord would be an archive of its own."""

    def reducer_override(self, value: object) -> Any:
        if isinstance(value, Tensor):
            return torch.from_numpy, (value.numpy().copy(),)
        return NotImplemented


def save(value: Prepared | Thoughts, path: Path) -> None:
    """Write to ``path``, packed where it ends in ``.xz``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(path, "wb", preset=1) if path.suffix == ".xz" else path.open("wb") as file:
        _Pickler(file, protocol=5).dump(value)


def load_prepared(path: Path) -> Prepared:
    """What ``save`` wrote. It is a pickle: only of a file that you made."""
    return _load(path)  # type: ignore[no-any-return]


def load_thoughts(paths: list[Path]) -> Thoughts:
    """Several shares of thoughts put together. They are pickles, too."""
    some: list[Thoughts] = [_load(path) for path in paths]
    return Thoughts(
        {at: soft for each in some for at, soft in each.raw.items()},
        [
            {at: soft for part in parts for at, soft in part.items()}
            for parts in zip(*(each.rounds for each in some), strict=True)
        ],
    )


def _load(path: Path) -> Any:
    with lzma.open(path) if path.suffix == ".xz" else path.open("rb") as file:
        return pickle.load(file)

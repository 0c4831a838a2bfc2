"""Everything that training reads, as tensors in one file: ``python -m training.reader.prepare``.

It takes a minute on a CPU, and a GPU that is paid for by the minute need not wait for it, nor have the corpus.
"""

from __future__ import annotations

import argparse
import random
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import torch
from tokenizers import Tokenizer

from attache.corpus.load import AnnotatedText, texts_by_split
from attache.reader.windows import Window, build_windows
from attache.sentences import split_sentences
from attache.training.base import load_base
from attache.training.batch import Batch, Windows, batched, grouped, pad
from attache.training.examples import build_examples
from training.reader.adapt import adapt_batches
from training.reader.gathered import PARTS, Prepared, save
from training.reader.pack import pack
from training.reader.raw import RawText, raw_texts
from training.reader.vary import renamed, varied


@dataclass(frozen=True, slots=True)
class _Windowed:
    window: Window


def part_of(text_id: str) -> int:
    return zlib.crc32(text_id.encode()) % PARTS


def round_of(texts: Iterable[AnnotatedText], tokenizer: Tokenizer, pieces: int, seed: int) -> list[tuple[int, Batch]]:
    parts: dict[int, list[AnnotatedText]] = {}
    for text in texts:
        parts.setdefault(part_of(text.id), []).append(text)
    shuffle = random.Random(seed)
    return [
        (part, batch)
        for part, some in sorted(parts.items())
        for batch in batched(build_examples(some, tokenizer), pieces, shuffle)
    ]


def _bare(text: str) -> AnnotatedText:
    return AnnotatedText("", "", date.today(), text, (), (), ())


def raw_windows(raws: Iterable[RawText], tokenizer: Tokenizer, pieces: int, seed: int) -> list[Windows]:
    """The windows of raw texts, as they are and with other states."""
    shuffle = random.Random(seed)
    texts = [raw.text for raw in raws]
    texts += [renamed(_bare(text), shuffle).text for text in texts]
    windows = [_Windowed(window) for text in texts for window in build_windows(text, split_sentences(text), tokenizer)]
    return [pad([each.window for each in group]) for group in grouped(windows, pieces, shuffle)]


def prepare(options: argparse.Namespace) -> Prepared:
    base = load_base()
    texts = texts_by_split(options.corpus, options.texts)
    known = {text.id for some in texts.values() for text in some}
    held_out = {text.id for split in ("dev", "test", "late") for text in texts[split]}
    raws = list(raw_texts(options.texts))
    rounds = []
    for number in range(options.rounds):
        shuffle = random.Random(number)
        some = varied(texts["train"], options.vary, shuffle) if number else iter(texts["train"])
        rounds.append(round_of(some, base.tokenizer, options.pieces, number))
        print(f"round {number + 1}: {len(rounds[-1])} batches", flush=True)
    written = [RawText(t.id, t.text) for t in texts["train"] if t.id not in {raw.id for raw in raws}]
    readable = [*(raw for raw in raws if raw.id not in held_out), *written]
    adapt, categories = adapt_batches(readable, base.tokenizer, options.adapt_pieces)
    unread = [raw for raw in raws if raw.id not in known]
    raw = raw_windows(unread, base.tokenizer, options.pieces, 0)
    return Prepared(rounds, raw, adapt, len(categories), texts["dev"], pack(base.state), base.tokenizer.to_str())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("training/work/prepared.xz"))
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--vary", type=float, default=0.5, help="share of texts whose states are renamed")
    parser.add_argument("--pieces", type=int, default=1600, help="word pieces a batch, padding included")
    parser.add_argument("--adapt-pieces", type=int, default=4000, help="and of the encoder's adaptation")
    options = parser.parse_args()
    prepared = prepare(options)
    save(prepared, options.out)
    print(f"{len(prepared.raw)} batches of raw text, {len(prepared.adapt)} to adapt on; {options.out}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()

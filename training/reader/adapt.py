"""Adapt the base encoder to news: ``python -m training.reader.adapt``. Weights of the encoder go to ``--out``.

Three tasks on the raw texts of ``shared/data/train``, none of which needs our annotation: masked word pieces, the
spans that the portal's editors linked (names of parties and places), and the portal's category of the report. Texts
of the corpus's dev and test splits are left out.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from attache.corpus.load import read_splits
from attache.reader.windows import Window, build_windows
from attache.reading import Span
from attache.sentences import split_sentences
from attache.training.base import Base, load_base
from attache.training.examples import IGNORE
from attache.training.fit import Mask, batches, collate, learning_rate
from attache.training.net import Encoder
from training.reader.raw import raw_texts


@dataclass(slots=True)
class Raw:
    """One window of raw text. links: int64 [words] of O, B, I, or None; category: its number, or ``IGNORE``."""

    window: Window
    links: npt.NDArray[np.int64] | None
    category: int


def load_raw(texts: Path, corpus: Path, tokenizer: Tokenizer) -> tuple[list[Raw], list[str]]:
    """The windows of the portal's reports and of GeoVirus's articles, and the names of the categories."""
    held_out = set(read_splits(corpus))
    raws = [raw for raw in raw_texts(texts) if raw.id not in held_out]
    categories = sorted({raw.category for raw in raws if raw.category})
    found: list[Raw] = []
    for raw in raws:
        number = categories.index(raw.category) if raw.category else IGNORE
        for window in build_windows(raw.text, split_sentences(raw.text), tokenizer):
            found.append(Raw(window, _link_tags(window, raw.links) if raw.category else None, number))
    return found, categories


def _link_tags(window: Window, spans: Sequence[Span]) -> npt.NDArray[np.int64]:
    tags = np.zeros(len(window.words), np.int64)
    for span in spans:
        words = [at for at, word in enumerate(window.words) if word.overlaps(span)]
        tags[words] = 2
        tags[words[:1]] = 1
    return tags


class AdaptNet(nn.Module):
    """The encoder with heads for the three tasks; the decoder of pieces shares the input embedding."""

    def __init__(self, base: Base, categories: int) -> None:
        super().__init__()
        self.encoder = Encoder(base.shape)
        self.encoder.load_state_dict(base.state)
        hidden = base.shape.hidden
        self.transform = nn.Sequential(nn.Linear(hidden, hidden), nn.GELU(), nn.LayerNorm(hidden))
        self.bias = nn.Parameter(torch.zeros(self.encoder.word.num_embeddings))
        self.links, self.category = nn.Linear(hidden, 3), nn.Linear(hidden, categories)

    def loss(self, batch: list[Raw], hide: Mask) -> tuple[Tensor, float]:
        """The three losses together, and that of the masked pieces alone (nats a piece)."""
        pieces, mask, first = collate(batch)
        seen = hide(pieces)
        states = self.encoder(seen, mask)
        at = seen != pieces
        logits = self.transform(states[at]) @ self.encoder.word.weight.T + self.bias
        masked = F.cross_entropy(logits, pieces[at])
        total = masked
        tags = torch.full(first.shape, IGNORE)
        for row, raw in enumerate(batch):
            if raw.links is not None:
                tags[row, : len(raw.links)] = torch.from_numpy(raw.links)
        if (tags != IGNORE).any():
            words = states.gather(1, first[:, :, None].expand(-1, -1, states.shape[-1]))
            total = total + F.cross_entropy(self.links(words).flatten(0, 1), tags.flatten(), ignore_index=IGNORE)
            labels = torch.tensor([raw.category for raw in batch])
            total = total + 0.3 * F.cross_entropy(self.category(states[:, 0]), labels, ignore_index=IGNORE)
        return total, masked.item()


def adapt(options: argparse.Namespace) -> None:
    torch.manual_seed(options.seed)
    shuffle = random.Random(options.seed)
    base = load_base()
    hide = Mask(base.tokenizer, options.hide)
    raws, categories = load_raw(options.texts, options.corpus, base.tokenizer)
    net = AdaptNet(base, len(categories))
    heads = [p for name, p in net.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": list(net.encoder.parameters()), "lr": options.lr}, {"params": heads, "lr": 1e-3}], fused=True
    )
    steps = options.epochs * len(list(batches(raws, options.pieces, random.Random(0))))
    schedule = learning_rate(optimizer, steps)
    print(f"{len(raws)} windows, {steps} steps")
    for epoch in range(options.epochs):
        net.train()
        began, losses = time.monotonic(), []
        for batch in _batches(raws, options.pieces, shuffle):
            loss, masked = net.loss(batch, hide)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(masked)
        print(f"epoch {epoch + 1}: masked pieces {np.mean(losses):.3f}, {time.monotonic() - began:.0f} s", flush=True)
        options.out.parent.mkdir(parents=True, exist_ok=True)
        torch.save(net.encoder.state_dict(), options.out)
        if epoch + 1 == options.stop:
            break


def _batches(raws: list[Raw], pieces: int, shuffle: random.Random) -> Iterator[list[Raw]]:
    """As for the reader, without windows too short to mask anything in."""
    yield from batches([raw for raw in raws if len(raw.window.words) > 4], pieces, shuffle)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("training/work/encoder.pt"))
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--stop", type=int, help="leave off after so many epochs of the schedule")
    parser.add_argument("--lr", type=float, default=3e-4)
    parser.add_argument("--pieces", type=int, default=1600, help="word pieces a batch, padding included")
    parser.add_argument("--hide", type=float, default=0.15, help="share of word pieces that are masked")
    parser.add_argument("--seed", type=int, default=0)
    adapt(parser.parse_args())


if __name__ == "__main__":
    main()

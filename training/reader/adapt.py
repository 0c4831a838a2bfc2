"""Adapt the base encoder to news: ``python -m training.reader.adapt``. Weights of the encoder go to ``--out``.

Three tasks on the texts that ``training.reader.prepare`` gathered, none of which needs our annotation: masked word pieces, the
spans that the portal's editors linked (names of parties and places), and the portal's category of the report. Texts of the
corpus's dev and test splits are left out.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from attache.reader.windows import Window, build_windows
from attache.reading import Span
from attache.sentences import split_sentences
from attache.training.batch import grouped, moved, pad
from attache.training.examples import IGNORE
from attache.training.fit import Mask, device_of, learning_rate
from attache.training.net import Encoder, shape_of
from training.reader.gathered import AdaptBatch, Prepared, load_prepared
from training.reader.pack import unpack
from training.reader.raw import RawText


@dataclass(frozen=True, slots=True)
class _Raw:
    window: Window
    links: npt.NDArray[np.int64] | None
    category: int


def adapt_batches(raws: Iterable[RawText], tokenizer: Tokenizer, pieces: int) -> tuple[list[AdaptBatch], list[str]]:
    """The windows of the texts in batches, and the names of the categories."""
    some = list(raws)
    categories = sorted({raw.category for raw in some if raw.category})
    found = [
        _Raw(
            window,
            _link_tags(window, raw.links) if raw.category else None,
            categories.index(raw.category) if raw.category else IGNORE,
        )
        for raw in some
        for window in build_windows(raw.text, split_sentences(raw.text), tokenizer)
    ]
    long_enough = [raw for raw in found if len(raw.window.words) > 4]
    return [_batch(group) for group in grouped(long_enough, pieces, random.Random(0))], categories


def _batch(group: Sequence[_Raw]) -> AdaptBatch:
    windows = pad([raw.window for raw in group])
    links = torch.full(windows.first.shape, IGNORE)
    for row, raw in enumerate(group):
        if raw.links is not None:
            links[row, : len(raw.links)] = torch.from_numpy(raw.links)
    return AdaptBatch(windows, links, torch.tensor([raw.category for raw in group]))


def _link_tags(window: Window, spans: Sequence[Span]) -> npt.NDArray[np.int64]:
    tags = np.zeros(len(window.words), np.int64)
    for span in spans:
        words = [at for at, word in enumerate(window.words) if word.overlaps(span)]
        tags[words] = 2
        tags[words[:1]] = 1
    return tags


class AdaptNet(nn.Module):
    """The encoder with heads for the three tasks; the decoder of pieces shares the input embedding."""

    def __init__(self, encoder: dict[str, Tensor], categories: int) -> None:
        super().__init__()
        shape = shape_of(encoder)
        self.encoder = Encoder(shape)
        self.encoder.load_state_dict(encoder)
        self.transform = nn.Sequential(nn.Linear(shape.hidden, shape.hidden), nn.GELU(), nn.LayerNorm(shape.hidden))
        self.bias = nn.Parameter(torch.zeros(self.encoder.word.num_embeddings))
        self.links, self.category = nn.Linear(shape.hidden, 3), nn.Linear(shape.hidden, categories)

    def loss(self, batch: AdaptBatch, hide: Mask) -> tuple[Tensor, Tensor]:
        """The three losses together, and that of the masked pieces alone (nats a piece)."""
        windows = batch.windows
        seen = hide(windows.pieces)
        states = self.encoder(seen, windows.mask)
        at = seen != windows.pieces
        logits = self.transform(states[at]) @ self.encoder.word.weight.T + self.bias
        masked = F.cross_entropy(logits.float(), windows.pieces[at])
        words = states.gather(1, windows.first[:, :, None].expand(-1, -1, states.shape[-1]))
        links, category = self.links(words).float().flatten(0, 1), self.category(states[:, 0]).float()
        known = (batch.links != IGNORE).sum().clamp(min=1), (batch.category != IGNORE).sum().clamp(min=1)
        total = masked + F.cross_entropy(links, batch.links.flatten(), ignore_index=IGNORE, reduction="sum") / known[0]
        each = F.cross_entropy(category, batch.category, ignore_index=IGNORE, reduction="sum")
        return total + 0.3 * each / known[1], masked.detach()


def adapt(
    prepared: Prepared,
    *,
    epochs: int,
    lr: float,
    hide: float,
    seed: int,
    stop: int | None = None,
    device: torch.device | None = None,
    tell: Callable[[str], None] = print,
) -> dict[str, Tensor]:
    """The weights of the base encoder after ``epochs`` over all batches, or ``stop`` of them."""
    torch.manual_seed(seed)
    shuffle, device = random.Random(seed), device or device_of()
    net = AdaptNet(unpack(prepared.base), prepared.categories).to(device)
    batches = [moved(batch, device) for batch in prepared.adapt]
    mask = Mask(prepared.word_pieces(), hide)
    heads = [p for name, p in net.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": list(net.encoder.parameters()), "lr": lr}, {"params": heads, "lr": 1e-3}], fused=True
    )
    schedule = learning_rate(optimizer, epochs * len(batches))
    for epoch in range(stop or epochs):
        net.train()
        began, losses = time.monotonic(), []
        for batch in shuffle.sample(batches, len(batches)):
            with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
                loss, masked = net.loss(batch, mask)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(masked)
        mean = float(torch.stack(losses).mean())
        tell(f"adapt, epoch {epoch + 1}: masked pieces {mean:.3f}, {time.monotonic() - began:.0f} s")
    return {name: value.cpu() for name, value in net.encoder.state_dict().items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepared", type=Path, default=Path("training/work/prepared.xz"))
    parser.add_argument("--out", type=Path, default=Path("training/work/encoder.pt"))
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--stop", type=int, help="leave off after so many epochs of the schedule")
    parser.add_argument("--lr", type=float, default=3e-4)
    parser.add_argument("--hide", type=float, default=0.15, help="share of word pieces that are masked")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    encoder = adapt(
        load_prepared(options.prepared),
        epochs=options.epochs,
        stop=options.stop,
        lr=options.lr,
        hide=options.hide,
        seed=options.seed,
    )
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(encoder, options.out)


if __name__ == "__main__":
    main()

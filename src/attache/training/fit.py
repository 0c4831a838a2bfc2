"""Fit a reader's net to annotated texts and, where there are teachers, to what they think of raw ones."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from attache.corpus.load import AnnotatedText
from attache.ontology import CONTEXTS, SECTORS, TYPE_MODES
from attache.reader.labels import ROLES
from attache.reader.windows import Window
from attache.training.base import SPECIAL
from attache.training.distil import TAG_WEIGHTS, Soft, head_words, soft_loss
from attache.training.examples import IGNORE, Example, build_examples
from attache.training.net import SIDES, ReaderNet, kinship, shape_of

PARTY_BEGINS, PLACE_BEGINS = 1, 3  # of the mention tags
# Nineteen in twenty events are actual: without a weight the others are learned last (STATUSES: actual, future, hypothetical,
# negated).
STATUS_WEIGHTS = torch.tensor([1.0, 1.5, 2.0, 2.0])


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a net is fitted.

    epochs       times that every annotated text is seen
    lr, head_lr  highest learning rate of the encoder and of what stands on it
    pieces       word pieces of annotated text a step, padding included; soft_pieces: of raw text
    ema          decay of the averaged weights, which are the result; less where there are few steps. 0 averages nothing
    hide         share of word pieces that are masked
    """

    epochs: int = 12
    lr: float = 3e-4
    head_lr: float = 2e-3
    pieces: int = 640
    soft_pieces: int = 640
    ema: float = 0.995
    hide: float = 0.04
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fit is: steps done of all, and the mean loss of the epoch so far."""

    epoch: int
    step: int
    steps: int
    loss: float
    seconds: float


class Windowed(Protocol):
    """Anything that is one window of text with what is to be learned of it."""

    window: Window


W = TypeVar("W", bound=Windowed)


def batches(examples: list[W], pieces: int, shuffle: random.Random) -> Iterator[list[W]]:
    """Batches of about ``pieces`` padded word pieces, of windows of like length, in random order."""
    order = sorted(examples, key=lambda e: len(e.window.pieces) * shuffle.uniform(0.85, 1.15))
    found: list[list[W]] = [[]]
    for example in order:
        longest = max([len(example.window.pieces), *(len(e.window.pieces) for e in found[-1])])
        if found[-1] and longest * (len(found[-1]) + 1) > pieces:
            found.append([])
        found[-1].append(example)
    shuffle.shuffle(found)
    yield from found


def collate(batch: Sequence[Windowed]) -> tuple[Tensor, Tensor, Tensor]:
    pieces = torch.zeros(len(batch), max(len(e.window.pieces) for e in batch), dtype=torch.long)
    mask = torch.zeros_like(pieces)
    first = torch.zeros(len(batch), max(len(e.window.words) for e in batch), dtype=torch.long)
    for row, example in enumerate(batch):
        pieces[row, : len(example.window.pieces)] = torch.from_numpy(example.window.pieces)
        mask[row, : len(example.window.pieces)] = 1
        first[row, : len(example.window.words)] = torch.from_numpy(example.window.first)
    return pieces, mask, first


class Mask:
    """Hides word pieces, so that no single word decides; the special ones stay."""

    def __init__(self, tokenizer: Tokenizer, share: float) -> None:
        self._special = torch.tensor([tokenizer.token_to_id(piece) for piece in SPECIAL])
        self._mask, self._share = tokenizer.token_to_id("[MASK]"), share

    def __call__(self, pieces: Tensor) -> Tensor:
        chosen = (torch.rand(pieces.shape) < self._share) & ~torch.isin(pieces, self._special)
        return torch.where(chosen, self._mask, pieces)


def trigger_words(batch: list[Example]) -> tuple[Tensor, Tensor]:
    """Window and first word of every annotated trigger and cue of a batch."""
    at = [(row, word) for row, example in enumerate(batch) for word in example.roles]
    rows, heads = torch.tensor(at).T if at else torch.zeros(2, 0, dtype=torch.long)
    return rows, heads


def _padded(batch: list[Example], name: str, words: int) -> Tensor:
    labels = torch.full((len(batch), words), IGNORE, dtype=torch.long)
    for row, example in enumerate(batch):
        values = getattr(example, name)
        labels[row, : len(values)] = torch.from_numpy(values)
    return labels


def _many_hot(rows: list[tuple[int, ...]], width: int) -> Tensor:
    hot = torch.zeros(len(rows), width)
    for at, row in enumerate(rows):
        hot[at, list(row)] = 1
    return hot


def loss_of(out: dict[str, Tensor], batch: list[Example]) -> Tensor:
    """The sum of all heads' losses. Tags are averaged over words; attributes and roles over triggers."""
    words = out["mention"].shape[1]
    total = torch.zeros(())
    for name, weight in TAG_WEIGHTS.items():
        labels = _padded(batch, name, words)
        total = (
            total
            + weight
            * F.cross_entropy(out[name].flatten(0, 1), labels.flatten(), ignore_index=IGNORE, reduction="sum")
            / max(1, len(batch))
            / 4
        )
    at = [(row, word) for row, e in enumerate(batch) for word in e.attributes]
    if at:
        rows, cols = torch.tensor(at).T
        values = [e.attributes[word] for e in batch for word in e.attributes]
        status = torch.tensor([v[0] for v in values])
        total = total + F.cross_entropy(out["status"][rows, cols], status, weight=STATUS_WEIGHTS)
        total = total + F.binary_cross_entropy_with_logits(
            out["background"][rows, cols, 0], torch.tensor([float(v[1]) for v in values])
        )
        modes, contexts = ([v[2] for v in values], len(TYPE_MODES)), ([v[3] for v in values], len(CONTEXTS))
        for name, (found, width) in (("mode", modes), ("context", contexts)):
            hot = _many_hot(found, width)
            total = total + F.binary_cross_entropy_with_logits(out[name][rows, cols], hot) * width / 4
    sector_at = [(row, word) for row, e in enumerate(batch) for word in e.sectors]
    if sector_at:
        rows, cols = torch.tensor(sector_at).T
        hot = _many_hot([e.sectors[word] for e in batch for word in e.sectors], len(SECTORS))
        total = total + F.binary_cross_entropy_with_logits(out["sector"][rows, cols], hot) * len(SECTORS) / 4
    role_at = [(row, word) for row, e in enumerate(batch) for word in e.roles]
    if role_at:
        labels = torch.full((len(role_at), words, len(ROLES)), IGNORE, dtype=torch.long)
        for number, (row, word) in enumerate(role_at):
            labels[number, : len(batch[row].mention)] = torch.from_numpy(batch[row].roles[word])
        logits = out["role"].view(len(role_at), words, len(ROLES), 3)
        total = (
            total
            + F.cross_entropy(logits.flatten(0, 2), labels.flatten(), ignore_index=IGNORE, reduction="sum")
            / len(role_at)
            / 1.5
        )
        total = total + _party_loss(out["side"], labels, batch, role_at, each=True)
        total = total + _party_loss(out["look"], labels, batch, role_at)
    return total + _same_loss(out["same"], batch) + _kin_loss(out, batch)


def _kin_loss(out: dict[str, Tensor], batch: list[Example]) -> Tensor:
    """Whose people a party is: the names of states and bodies in its window compete with each other and with none."""
    losses = []
    for row, example in enumerate(batch):
        for words, right in example.kin:
            scores = kinship(out["asks"][row, words], out["gives"][row, example.named])
            wanted = [example.named.index(word) for word in right] or [len(example.named)]
            losses.append(scores.logsumexp(0) - scores[wanted].logsumexp(0))
    return 2 * torch.stack(losses).mean() if losses else torch.zeros(())


def _party_loss(
    score: Tensor, labels: Tensor, batch: list[Example], role_at: list[tuple[int, int]], *, each: bool = False
) -> Tensor:
    """Who is the actor, who the recipient: the mentions of a window compete with each other and with "nobody".
    score float32 [triggers, sides, words]; ``each``: and every mention is decided on by itself, too.

    The tag of each word by itself teaches caution, since most words fill no role; few events lack a side.
    """
    begins = torch.zeros(labels.shape[:2], dtype=torch.bool)
    for number, (row, _) in enumerate(role_at):
        kinds = batch[row].mention
        begins[number, : len(kinds)] = torch.from_numpy((kinds == PARTY_BEGINS) | (kinds == PLACE_BEGINS))
    total = torch.zeros(())
    for side in range(SIDES):
        filled = labels[:, :, side] > 0
        # A filler that is no mention of its own (a name inside a longer one) is not among the candidates.
        known = (labels[:, 0, side] != IGNORE) & ((filled & begins).any(1) | ~filled.any(1))
        if not known.any():
            continue
        candidates = score[known, side].masked_fill(~begins[known], -torch.inf)
        candidates = torch.cat([candidates, candidates.new_zeros(len(candidates), 1)], 1)
        fills = (filled & begins)[known]
        fills = torch.cat([fills, ~fills.any(1, keepdim=True)], 1)
        right = candidates.masked_fill(~fills, -torch.inf).logsumexp(1)
        total = total + (candidates.logsumexp(1) - right).mean()
        if each:
            alone = F.binary_cross_entropy_with_logits(
                score[known, side], (filled & begins)[known].float(), reduction="none"
            )
            total = total + (alone * begins[known]).sum() / len(alone)
    return total


def _same_loss(scores: Tensor, batch: list[Example]) -> Tensor:
    logits, labels = [], []
    for row, example in enumerate(batch):
        group = {word: number for number, words in enumerate(example.same) for word in words}
        for one in group:
            for other in group:
                if one < other:
                    logits.append(scores[row, one, other])
                    labels.append(float(group[one] == group[other]))
    if not logits:
        return torch.zeros(())
    return F.binary_cross_entropy_with_logits(torch.stack(logits), torch.tensor(labels))


def learning_rate(optimizer: torch.optim.Optimizer, steps: int) -> torch.optim.lr_scheduler.LambdaLR:
    """The schedule of a run of ``steps`` steps: up over its first tenth, then down to nothing in a straight line."""
    return torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.1 * steps), max(0.0, (steps - step) / (0.9 * steps)))
    )


def load_net(path: Path, *, strict: bool = True) -> ReaderNet:
    """A saved net; not ``strict``: heads that it was saved without begin anew."""
    saved = torch.load(path, weights_only=True)
    net = ReaderNet(shape_of(saved["state"], saved.get("head", 32)))
    net.load_state_dict(saved["state"], strict=strict)
    return net.eval()


def save_net(net: ReaderNet, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"state": net.state_dict(), "head": net.shape.head}, path)


def _endless(softs: list[Soft], pieces: int, shuffle: random.Random) -> Iterator[list[Soft]]:
    while True:
        yield from batches(softs, pieces, shuffle)


def fit(
    net: ReaderNet,
    texts: Sequence[AnnotatedText],
    tokenizer: Tokenizer,
    recipe: Recipe,
    *,
    softs: Sequence[Soft] = (),
    vary: Callable[[random.Random], Iterable[AnnotatedText]] | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    after_epoch: Callable[[int, float, ReaderNet], None] = lambda *_: None,
) -> ReaderNet:
    """Fit ``net`` and return the average of its last weights.

    vary         the texts of each epoch anew, in place of ``texts``
    after_epoch  called with the epoch, its mean loss and the averaged net so far
    """
    torch.manual_seed(recipe.seed)
    shuffle = random.Random(recipe.seed)
    training = build_examples(texts, tokenizer)
    encoder = list(net.encoder.parameters())
    heads = [p for name, p in net.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": recipe.lr}, {"params": heads, "lr": recipe.head_lr}], weight_decay=0.01, fused=True
    )
    per_epoch = len(list(batches(training, recipe.pieces, random.Random(0))))
    steps = per_epoch * recipe.epochs
    schedule = learning_rate(optimizer, steps)
    decay = min(recipe.ema, 1 - 20 / steps) if steps > 20 else 0.0  # it looks back over the last tenth at most
    average = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(decay)) if recipe.ema else None
    raw = _endless(list(softs), recipe.soft_pieces, shuffle) if softs else None
    mask = Mask(tokenizer, recipe.hide)
    best = net if average is None else average.module
    step = 0
    for epoch in range(1, recipe.epochs + 1):
        net.train()
        began, total, done = time.monotonic(), 0.0, 0
        if vary is not None:
            training = build_examples(vary(shuffle), tokenizer)
        for batch in batches(training, recipe.pieces, shuffle):
            pieces, real, first = collate(batch)
            loss = loss_of(net(mask(pieces), real, first, *trigger_words(batch)), batch)
            if raw is not None:
                taught = next(raw)
                pieces, real, first = collate(taught)
                loss = loss + soft_loss(net(mask(pieces), real, first, *head_words(taught)), taught)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            if average is not None:
                average.update_parameters(net)
            total, done, step = total + loss.item(), done + 1, step + 1
            progress(Progress(epoch, step, steps, total / done, time.monotonic() - began))
        after_epoch(epoch, total / done, best.eval())
    return best.eval()

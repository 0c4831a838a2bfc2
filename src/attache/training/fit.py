"""Fit a reader's net to annotated texts and, where there are teachers, to what they think of them and of raw ones. On a
GPU where there is one."""

from __future__ import annotations

import copy
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from attache.reader.labels import KIN, ROLE_TAGS, ROLES
from attache.training.base import SPECIAL
from attache.training.batch import Batch, Kin, Windows, moved
from attache.training.distil import TAG_WEIGHTS, SoftBatch, soft_loss
from attache.training.examples import IGNORE
from attache.training.net import OF_HEADS, SIDES, ReaderNet, shape_of

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
    trust        share of the loss of an annotated text that is what teachers who had not seen it thought of it
    freeze       1 to leave the embeddings of word pieces as they are
    """

    epochs: int = 12
    lr: float = 3e-4
    head_lr: float = 2e-3
    pieces: int = 640
    soft_pieces: int = 640
    ema: float = 0.995
    hide: float = 0.04
    trust: float = 0.5
    freeze: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fit is: steps done of all, and the mean loss of the epoch so far."""

    epoch: int
    step: int
    steps: int
    loss: float
    seconds: float


class Mask:
    """Hides word pieces, so that no single word decides; the special ones stay."""

    def __init__(self, tokenizer: Tokenizer, share: float) -> None:
        self._special = torch.tensor([tokenizer.token_to_id(piece) for piece in SPECIAL])
        self._mask, self._share = tokenizer.token_to_id("[MASK]"), share

    def __call__(self, pieces: Tensor) -> Tensor:
        chance = torch.rand(pieces.shape, device=pieces.device)
        chosen = (chance < self._share) & ~torch.isin(pieces, self._special.to(pieces.device))
        return torch.where(chosen, self._mask, pieces)


def loss_of(out: dict[str, Tensor], batch: Batch) -> Tensor:
    """The sum of all heads' losses. Tags are averaged over words; attributes and roles over triggers."""
    windows = len(batch.windows.pieces)
    total = out["mention"].new_zeros(())
    for name, weight in TAG_WEIGHTS.items():
        each = F.cross_entropy(
            out[name].flatten(0, 1), batch.tags[name].flatten(), ignore_index=IGNORE, reduction="sum"
        )
        total = total + weight * each / windows / 4
    if batch.events.shape[1]:
        rows, words = batch.events
        weights = STATUS_WEIGHTS.to(total.device)
        total = total + F.cross_entropy(out["status"][rows, words], batch.status, weight=weights)
        background = out["background"][rows, words, 0]
        total = total + F.binary_cross_entropy_with_logits(background, batch.background)
        for name, hot in (("mode", batch.mode), ("context", batch.context)):
            each = F.binary_cross_entropy_with_logits(out[name][rows, words], hot)
            total = total + each * hot.shape[1] / 4
    if batch.parties.shape[1]:
        rows, words = batch.parties
        each = F.binary_cross_entropy_with_logits(out["sector"][rows, words], batch.sector)
        total = total + each * batch.sector.shape[1] / 4
    if len(batch.rows):
        labels = batch.roles.long()
        logits = out["role"].unflatten(2, (len(ROLES), ROLE_TAGS))
        each = F.cross_entropy(logits.flatten(0, 2), labels.flatten(), ignore_index=-1, reduction="sum")
        total = total + each / len(batch.rows) / 1.5
        kinds = batch.tags["mention"][batch.rows]
        begins = (kinds == PARTY_BEGINS) | (kinds == PLACE_BEGINS)
        total = total + _party_loss(out["side"], labels, begins, each=True)
        total = total + _party_loss(out["look"], labels, begins)
    if batch.pairs.shape[1]:
        total = total + F.binary_cross_entropy_with_logits(out["same"][tuple(batch.pairs)], batch.same)
    return total if batch.kin is None else total + _kin_loss(out, batch.kin)


def _kin_loss(out: dict[str, Tensor], kin: Kin) -> Tensor:
    """Whose people a party is: the names of states and bodies in its window compete with each other and with none.
    As ``attache.training.net.kinship``, for all parties of a batch at once."""
    rows, words = kin.rows[:, None], (kin.party >= 0).float()
    query = (out["asks"][rows, kin.party.clamp(min=0)] * words[..., None]).sum(1) / words.sum(1, keepdim=True)
    given = out["gives"][rows, kin.named.clamp(min=0)]
    scores = (given * query[:, None, :-1]).sum(-1) * KIN**-0.5
    scores = torch.cat([scores.masked_fill(kin.named < 0, -torch.inf), query[:, -1:]], 1)
    right = scores.masked_fill(~kin.right, -torch.inf).logsumexp(1)
    return 2 * (scores.logsumexp(1) - right).mean()


def _party_loss(score: Tensor, labels: Tensor, begins: Tensor, *, each: bool = False) -> Tensor:
    """Who is the actor, who the recipient: the mentions of a window compete with each other and with "nobody".
    score float32 [triggers, sides, words]; labels int64 [triggers, words, roles]; begins bool [triggers, words];
    ``each``: and every mention is decided on by itself, too.

    The tag of each word by itself teaches caution, since most words fill no role; few events lack a side.
    """
    total = score.new_zeros(())
    for side in range(SIDES):
        filled = labels[:, :, side] > 0
        fills = filled & begins
        # A filler that is no mention of its own (a name inside a longer one) is not among the candidates.
        known = ((labels[:, 0, side] >= 0) & (fills.any(1) | ~filled.any(1))).float()
        count = known.sum().clamp(min=1)
        candidates = score[:, side].masked_fill(~begins, -torch.inf)
        candidates = torch.cat([candidates, candidates.new_zeros(len(candidates), 1)], 1)
        wanted = torch.cat([fills, ~fills.any(1, keepdim=True)], 1)
        right = candidates.masked_fill(~wanted, -torch.inf).logsumexp(1)
        total = total + ((candidates.logsumexp(1) - right) * known).sum() / count
        if each:
            alone = F.binary_cross_entropy_with_logits(score[:, side], fills.float(), reduction="none")
            total = total + (alone * begins * known[:, None]).sum() / count
    return total


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


def device_of(name: str | None = None) -> torch.device:
    """The device of that name; else a GPU where there is one."""
    return torch.device(name or ("cuda" if torch.cuda.is_available() else "cpu"))


def read_batch(net: ReaderNet, windows: Windows, rows: Tensor, heads: Tensor) -> dict[str, Tensor]:
    """The net's outputs as float32. On a GPU the products are of bfloat16, which halves their time and is exact enough."""
    device = windows.pieces.device.type
    with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
        out = net(windows.pieces, windows.mask, windows.first, rows, heads)
    return {name: value.float() for name, value in out.items()}


def step_loss(net: ReaderNet, batch: Batch, thought: SoftBatch | None, mask: Mask, trust: float) -> Tensor:
    """The loss of one annotated batch: of its labels and, where teachers that had not seen these texts read them, of what
    these thought, which counts for ``trust`` of it. One reading serves both."""
    windows = batch.windows
    hidden = Windows(mask(windows.pieces), windows.mask, windows.first)
    if thought is None:
        return loss_of(read_batch(net, hidden, batch.rows, batch.heads), batch)
    rows, heads = torch.cat([batch.rows, thought.rows]), torch.cat([batch.heads, thought.heads])
    out = read_batch(net, hidden, rows, heads)
    count = len(batch.rows)
    mine = {name: value[:count] if name in OF_HEADS else value for name, value in out.items()}
    theirs = {name: value[count:] if name in OF_HEADS else value for name, value in out.items()}
    return (1 - trust) * loss_of(mine, batch) + trust * soft_loss(theirs, thought)


def _endless(softs: Sequence[SoftBatch], shuffle: random.Random) -> Iterator[SoftBatch]:
    while True:
        yield from shuffle.sample(softs, len(softs))


def fit(
    net: ReaderNet,
    rounds: Sequence[Sequence[Batch]],
    tokenizer: Tokenizer,
    recipe: Recipe,
    *,
    thoughts: Sequence[Sequence[SoftBatch]] | None = None,
    softs: Sequence[SoftBatch] = (),
    device: torch.device | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    after_epoch: Callable[[int, float, ReaderNet], None] = lambda *_: None,
) -> ReaderNet:
    """Fit ``net`` and return the average of its last weights, on the CPU.

    rounds       the annotated texts in batches, a round an epoch in turn: otherwise put together, or with other names
    thoughts     what teachers thought of each batch of each round
    softs        what teachers thought of raw text
    device       a GPU where there is one, if None
    after_epoch  called with the epoch, its mean loss and the averaged net so far
    """
    torch.manual_seed(recipe.seed)
    shuffle = random.Random(recipe.seed)
    device = device or device_of()
    net = net.to(device)
    net.encoder.word.weight.requires_grad_(not recipe.freeze)
    training = [[moved(batch, device) for batch in batches] for batches in rounds]
    thought = [[moved(soft, device) for soft in each] for each in thoughts] if thoughts else None
    raw = _endless([moved(soft, device) for soft in softs], shuffle) if softs else None
    encoder = [weights for weights in net.encoder.parameters() if weights.requires_grad]
    heads = [p for name, p in net.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": recipe.lr}, {"params": heads, "lr": recipe.head_lr}], weight_decay=0.01, fused=True
    )
    steps = sum(len(training[epoch % len(training)]) for epoch in range(recipe.epochs))
    schedule = learning_rate(optimizer, steps)
    decay = min(recipe.ema, 1 - 20 / steps) if steps > 20 else 0.0  # it looks back over the last tenth at most
    average = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(decay)) if recipe.ema else None
    mask = Mask(tokenizer, recipe.hide)
    best = net if average is None else average.module
    step = 0
    for epoch in range(1, recipe.epochs + 1):
        net.train()
        began, total, done = time.monotonic(), torch.zeros((), device=device), 0
        number = (epoch - 1) % len(training)
        for at in shuffle.sample(range(len(training[number])), len(training[number])):
            batch = training[number][at]
            loss = step_loss(net, batch, thought[number][at] if thought else None, mask, recipe.trust)
            if raw is not None:
                taught = next(raw)
                windows = Windows(mask(taught.windows.pieces), taught.windows.mask, taught.windows.first)
                loss = loss + soft_loss(read_batch(net, windows, taught.rows, taught.heads), taught)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            if average is not None:
                average.update_parameters(net)
            total, done, step = total + loss.detach(), done + 1, step + 1
            if device.type == "cpu" or step % 50 == 0:  # to look at a GPU's number is to wait for it
                progress(Progress(epoch, step, steps, float(total) / done, time.monotonic() - began))
        after_epoch(epoch, float(total) / done, copy.deepcopy(best).eval().cpu())
    return best.eval().cpu()

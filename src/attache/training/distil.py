"""Soft labels: what several readers together think of each window, for a student to learn from.

Readers that differ in their seed err in different places; the mean of their probabilities is better than any of
them, and a single reader learns much of it from texts that nobody annotated, and from annotated ones that the teachers
had not seen: annotators err, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from attache.reader.labels import CUE_ROLES, EVENT_ROLES, ROLE_TAGS, ROLES
from attache.training.batch import Windows
from attache.training.net import SIDES, ReaderNet

_LIKELY = 0.15  # probability from which a word is worth scoring roles for
_IS_PARTY = 0.5  # and from which a mention of a party or place begins there
_TAGS = ("mention", "trigger", "cue")
_ANY = ("background", "mode", "context")  # outputs of which several may hold
TAG_WEIGHTS = {"mention": 0.5, "trigger": 1.5, "cue": 0.3}  # of the losses, with labels as with probabilities
_OF_EVENT = torch.tensor([role in EVENT_ROLES for role in ROLES])
_OF_CUE = torch.tensor([role in CUE_ROLES for role in ROLES])


@dataclass(frozen=True, slots=True)
class SoftBatch:
    """Windows with the mean probabilities of the teachers. Nothing is said of padding: there all of them are 0.

    tags          mention, trigger, cue, sector: [windows, words, width]
    rows, heads   int64 [heads]                     window and word of what may trigger an event or introduce a statement
    triggers      [heads], cues [heads]             how likely each does so
    of_head       status, background, mode, context: [heads, width]
    roles         [heads, words, roles, tags]
    begins        bool [heads, words]               a party or place begins there
    sides         [heads, sides, words + 1]         who of them fills each side; the last is nobody
    each          [heads, sides, words]             how likely each fills it, with others or alone
    pairs         int64 [2, pairs]                  heads of one window, by their numbers
    same          [pairs]                           how likely they are one event's
    """

    windows: Windows
    tags: dict[str, Tensor]
    rows: Tensor
    heads: Tensor
    triggers: Tensor
    cues: Tensor
    of_head: dict[str, Tensor]
    roles: Tensor
    begins: Tensor
    sides: Tensor
    each: Tensor
    pairs: Tensor
    same: Tensor


@torch.no_grad()
def soft_labels(teachers: Sequence[ReaderNet], windows: Windows) -> SoftBatch:
    """What the teachers, which are on the device of the windows, think of them."""
    real = windows.first > 0
    nothing = torch.zeros(0, dtype=torch.long, device=real.device)
    outs = [_read(teacher, windows, nothing, nothing) for teacher in teachers]
    tags = {name: _mean([out[name].softmax(-1) for out in outs]) for name in _TAGS}
    tags["sector"] = _mean([out["sector"].sigmoid() for out in outs])
    tags = {name: value * real[..., None] for name, value in tags.items()}
    trigger, cue = tags["trigger"][..., 1:-1].sum(-1), tags["cue"][..., 1]
    rows, heads = torch.nonzero((trigger >= _LIKELY) | (cue >= _LIKELY), as_tuple=True)
    begins = (tags["mention"][..., [1, 3]].sum(-1) >= _IS_PARTY)[rows]
    outs = [_read(teacher, windows, rows, heads) for teacher in teachers]
    roles = _mean([out["role"].unflatten(2, (len(ROLES), ROLE_TAGS)).softmax(-1) for out in outs])
    of_head = {"status": _mean([out["status"][rows, heads].softmax(-1) for out in outs])}
    of_head |= {name: _mean([out[name][rows, heads].sigmoid() for out in outs]) for name in _ANY}
    together = torch.nonzero(torch.triu(rows[:, None] == rows[None], 1), as_tuple=True)
    at = (rows[together[0]], heads[together[0]], heads[together[1]])
    return SoftBatch(
        windows,
        tags,
        rows,
        heads,
        trigger[rows, heads],
        cue[rows, heads],
        of_head,
        roles * real[rows][:, :, None, None],
        begins,
        _mean([_among(out["side"], begins).exp() for out in outs]),
        _mean([out["side"].sigmoid() for out in outs]) * begins[:, None],
        torch.stack(together),
        _mean([out["same"][at].sigmoid() for out in outs]),
    )


def _read(net: ReaderNet, windows: Windows, rows: Tensor, heads: Tensor) -> dict[str, Tensor]:
    out = net(windows.pieces, windows.mask, windows.first, rows, heads)
    return {name: value.float() for name, value in out.items()}


def _mean(values: list[Tensor]) -> Tensor:
    return torch.stack(values).mean(0)


def _among(score: Tensor, begins: Tensor) -> Tensor:
    """Log probabilities of the candidates and, last, of nobody, whose logit is 0. score [heads, sides, words]."""
    chosen = score.masked_fill(~begins[:, None], -torch.inf)
    return torch.cat([chosen, chosen.new_zeros(len(chosen), SIDES, 1)], 2).log_softmax(-1)


def soft_loss(out: dict[str, Tensor], batch: SoftBatch) -> Tensor:
    """As ``attache.training.fit.loss_of``, with probabilities in place of labels."""
    windows = len(batch.windows.pieces)
    total = out["mention"].new_zeros(())
    for name, weight in TAG_WEIGHTS.items():
        total = total - weight * (batch.tags[name] * out[name].log_softmax(-1)).sum() / windows / 4
    party = batch.tags["mention"][..., 1]
    each = F.binary_cross_entropy_with_logits(out["sector"], batch.tags["sector"], reduction="none").sum(-1)
    total = total + (each * party).sum() / party.sum().clamp(min=1) / 4
    rows, heads = batch.rows, batch.heads
    if not len(heads):
        return total
    share = batch.triggers / batch.triggers.sum().clamp(min=1)
    status = -(batch.of_head["status"] * out["status"][rows, heads].log_softmax(-1)).sum(-1)
    total = total + (status * share).sum()
    for name, weight in (("background", 1.0), ("mode", 0.25), ("context", 0.25)):
        each = F.binary_cross_entropy_with_logits(out[name][rows, heads], batch.of_head[name], reduction="none")
        total = total + weight * (each.sum(-1) * share).sum()
    return total + _role_loss(out, batch) + _same_loss(out["same"], batch)


def _role_loss(out: dict[str, Tensor], batch: SoftBatch) -> Tensor:
    of_event, of_cue = _OF_EVENT.to(batch.rows.device), _OF_CUE.to(batch.rows.device)
    logits = out["role"].unflatten(2, (len(ROLES), ROLE_TAGS))
    each = -(batch.roles * logits.log_softmax(-1)).sum(-1).sum(1)  # [heads, roles]
    total = ((each * of_event).sum(-1) * batch.triggers + (each * of_cue).sum(-1) * batch.cues).sum() / 1.5
    there = F.pad(batch.begins, (0, 1), value=True)[:, None]
    for name in ("side", "look"):
        among = _among(out[name], batch.begins).masked_fill(~there, 0.0)
        total = total - ((batch.sides * among).sum(-1).sum(-1) * batch.triggers).sum()
    alone = F.binary_cross_entropy_with_logits(out["side"], batch.each, reduction="none") * batch.begins[:, None]
    total = total + (alone.sum(-1).sum(-1) * batch.triggers).sum()
    return total / (batch.triggers + batch.cues).sum().clamp(min=1)


def _same_loss(scores: Tensor, batch: SoftBatch) -> Tensor:
    one, other = batch.pairs
    if not len(one):
        return scores.new_zeros(())
    weights = batch.triggers[one] * batch.triggers[other]
    found = scores[batch.rows[one], batch.heads[one], batch.heads[other]]
    each = F.binary_cross_entropy_with_logits(found, batch.same, reduction="none")
    return (each * weights).sum() / weights.sum().clamp(min=1)

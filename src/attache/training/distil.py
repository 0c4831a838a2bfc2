"""Soft labels on raw news: what several readers together think of each window, for a student to learn from.

Readers that differ in their seed err in different places; the mean of their probabilities is better than any of
them, and a single reader learns much of it from texts that nobody annotated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from attache.reader.labels import CUE_ROLES, EVENT_ROLES, ROLE_TAGS, ROLES
from attache.reader.windows import Window
from attache.training.net import SIDES, ReaderNet

_LIKELY = 0.15  # probability from which a word is worth scoring roles for
_IS_PARTY = 0.5  # and from which a mention of a party or place begins there
_TAGS = ("mention", "trigger", "cue")
_ANY = ("background", "mode", "context")  # outputs of which several may hold
TAG_WEIGHTS = {"mention": 0.5, "trigger": 1.5, "cue": 0.3}  # of the losses, with labels as with probabilities
_OF_EVENT = torch.tensor([role in EVENT_ROLES for role in ROLES])
_OF_CUE = torch.tensor([role in CUE_ROLES for role in ROLES])


@dataclass(slots=True)
class Soft:
    """A window with the mean probabilities of the teachers.

    tags      mention, trigger, cue: [words, width]; sector [words, sectors]
    heads     int64 [heads]                      words that may trigger an event or introduce a statement
    triggers  [heads], cues [heads]              how likely each does so
    of_head   status, background, mode, context: [heads, width]
    roles     [heads, words, roles, tags]
    begins    int64 [candidates]                 words at which a party or place begins
    sides     [heads, sides, candidates + 1]     who of them fills each side; the last is nobody
    each      [heads, sides, candidates]         how likely each fills it, with others or alone
    same      [heads, heads]
    """

    window: Window
    tags: dict[str, Tensor]
    heads: Tensor
    triggers: Tensor
    cues: Tensor
    of_head: dict[str, Tensor]
    roles: Tensor
    begins: Tensor
    sides: Tensor
    each: Tensor
    same: Tensor


@torch.no_grad()
def soft_labels(teachers: Sequence[ReaderNet], windows: Iterable[Window]) -> list[Soft]:
    return [_label(teachers, window) for window in windows]


def _label(teachers: Sequence[ReaderNet], window: Window) -> Soft:
    pieces, first = torch.from_numpy(window.pieces)[None], torch.from_numpy(window.first)[None]
    every = torch.arange(first.shape[1])
    outs = [teacher(pieces, torch.ones_like(pieces), first, torch.zeros_like(every), every) for teacher in teachers]

    def mean(values: list[Tensor]) -> Tensor:
        return torch.stack(values).mean(0)

    tags = {name: mean([out[name][0].softmax(-1) for out in outs]) for name in _TAGS}
    tags["sector"] = mean([out["sector"][0].sigmoid() for out in outs])
    trigger, cue = (tags[name][:, 1] if name == "cue" else tags[name][:, 1:-1].sum(-1) for name in ("trigger", "cue"))
    heads = torch.nonzero((trigger >= _LIKELY) | (cue >= _LIKELY))[:, 0]
    begins = torch.nonzero(tags["mention"][:, [1, 3]].sum(-1) >= _IS_PARTY)[:, 0]
    roles, sides = [], []
    for out in outs:
        logits = out["role"][heads].view(len(heads), len(every), len(ROLES), ROLE_TAGS)
        roles.append(logits.softmax(-1))
        sides.append(_candidates(out["side"][heads], begins[None].expand(len(heads), -1)))
    of_head = {"status": mean([out["status"][0][heads].softmax(-1) for out in outs])}
    of_head |= {name: mean([out[name][0][heads].sigmoid() for out in outs]) for name in _ANY}
    same = mean([out["same"][0][heads][:, heads].sigmoid() for out in outs])
    return Soft(
        window,
        tags,
        heads,
        trigger[heads],
        cue[heads],
        of_head,
        mean(roles),
        begins,
        mean([_with_nobody(logits).softmax(-1) for logits in sides]),
        mean([logits.sigmoid() for logits in sides]),
        same,
    )


def _candidates(score: Tensor, begins: Tensor) -> Tensor:
    """score [heads, sides, words]; begins int64 [heads, candidates]: logits of the candidates."""
    return score.gather(2, begins[:, None].expand(-1, SIDES, -1))


def _with_nobody(chosen: Tensor) -> Tensor:
    """Logits of the candidates and, last, of nobody."""
    return torch.cat([chosen, chosen.new_zeros(len(chosen), SIDES, 1)], 2)


def head_words(batch: list[Soft]) -> tuple[Tensor, Tensor]:
    """Window and word of every head of a batch."""
    rows = torch.cat([torch.full_like(soft.heads, row) for row, soft in enumerate(batch)])
    return rows, torch.cat([soft.heads for soft in batch])


def soft_loss(out: dict[str, Tensor], batch: list[Soft]) -> Tensor:
    """As ``attache.training.fit.loss_of``, with probabilities in place of labels."""
    total = torch.zeros(())
    for name, weight in TAG_WEIGHTS.items():
        found = torch.cat([out[name][row, : len(soft.tags[name])] for row, soft in enumerate(batch)])
        wanted = torch.cat([soft.tags[name] for soft in batch])
        total = total + weight * F.cross_entropy(found, wanted, reduction="sum") / len(batch) / 4
    party = torch.cat([soft.tags["mention"][:, 1] for soft in batch])
    sectors = torch.cat([out["sector"][row, : len(soft.tags["sector"])] for row, soft in enumerate(batch)])
    wanted = torch.cat([soft.tags["sector"] for soft in batch])
    each = F.binary_cross_entropy_with_logits(sectors, wanted, reduction="none").sum(-1)
    total = total + (each * party).sum() / party.sum().clamp(min=1) / 4
    rows, heads = head_words(batch)
    if not len(heads):
        return total
    events, cues = torch.cat([soft.triggers for soft in batch]), torch.cat([soft.cues for soft in batch])
    share = events / events.sum().clamp(min=1)
    status = F.cross_entropy(
        out["status"][rows, heads], torch.cat([soft.of_head["status"] for soft in batch]), reduction="none"
    )
    total = total + (status * share).sum()
    for name, weight in (("background", 1.0), ("mode", 0.25), ("context", 0.25)):
        wanted = torch.cat([soft.of_head[name] for soft in batch])
        each = F.binary_cross_entropy_with_logits(out[name][rows, heads], wanted, reduction="none").sum(-1)
        total = total + weight * (each * share).sum()
    return total + _role_loss(out, batch, events, cues) + _same_loss(out["same"], batch)


def _role_loss(out: dict[str, Tensor], batch: list[Soft], events: Tensor, cues: Tensor) -> Tensor:
    logits = out["role"].view(len(events), -1, len(ROLES), ROLE_TAGS)
    total = torch.zeros(())
    at = 0
    for soft in batch:
        here = slice(at, at + len(soft.heads))
        at += len(soft.heads)
        if here.start == here.stop:
            continue
        count = soft.roles.shape[1]
        each = -(soft.roles * logits[here, :count].log_softmax(-1)).sum(-1).sum(1)  # [heads, roles]
        total = total + ((each * _OF_EVENT).sum(-1) * events[here] + (each * _OF_CUE).sum(-1) * cues[here]).sum() / 1.5
        begins = soft.begins[None].expand(len(soft.heads), -1)
        side, look = (_candidates(out[name][here], begins) for name in ("side", "look"))
        for score in (side, look):
            among = _with_nobody(score).log_softmax(-1)
            total = total - ((soft.sides * among).sum(-1).sum(-1) * events[here]).sum()
        alone = F.binary_cross_entropy_with_logits(side, soft.each, reduction="none").sum(-1).sum(-1)
        total = total + (alone * events[here]).sum()
    return total / (events + cues).sum().clamp(min=1)


def _same_loss(scores: Tensor, batch: list[Soft]) -> Tensor:
    found, wanted, weight = [], [], []
    for row, soft in enumerate(batch):
        if len(soft.heads) > 1:
            one, other = torch.triu_indices(len(soft.heads), len(soft.heads), offset=1)
            found.append(scores[row, soft.heads[one], soft.heads[other]])
            wanted.append(soft.same[one, other])
            weight.append(soft.triggers[one] * soft.triggers[other])
    if not found:
        return torch.zeros(())
    weights = torch.cat(weight)
    each = F.binary_cross_entropy_with_logits(torch.cat(found), torch.cat(wanted), reduction="none")
    return (each * weights).sum() / weights.sum().clamp(min=1)

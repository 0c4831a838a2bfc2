"""Examples as tensors: windows of like length side by side, padded, with every label that a loss looks at. Made once and
moved to the device once, so that a step of training is arithmetic alone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Protocol, TypeVar

import torch
from torch import Tensor

from attache.ontology import CONTEXTS, SECTORS, TYPE_MODES
from attache.reader.labels import ROLES
from attache.reader.windows import Window
from attache.training.examples import IGNORE, Example


class Windowed(Protocol):
    """Anything that is one window of text with what is to be learned of it."""

    @property
    def window(self) -> Window: ...


W = TypeVar("W", bound=Windowed)
T = TypeVar("T")


def grouped(examples: Sequence[W], pieces: int, shuffle: random.Random) -> Iterator[list[W]]:
    """Groups of about ``pieces`` padded word pieces, of windows of like length, in random order."""
    order = sorted(examples, key=lambda e: len(e.window.pieces) * shuffle.uniform(0.85, 1.15))
    found: list[list[W]] = [[]]
    for example in order:
        longest = max([len(example.window.pieces), *(len(e.window.pieces) for e in found[-1])])
        if found[-1] and longest * (len(found[-1]) + 1) > pieces:
            found.append([])
        found[-1].append(example)
    shuffle.shuffle(found)
    yield from found


def moved(value: T, device: torch.device) -> T:
    """A tensor, or a dataclass, dict or None of such, on a device."""
    result: Any = value
    if isinstance(value, Tensor):
        result = value.to(device, non_blocking=True)
    elif isinstance(value, dict):
        result = {name: moved(entry, device) for name, entry in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        result = type(value)(**{f.name: moved(getattr(value, f.name), device) for f in fields(value)})
    return result


@dataclass(frozen=True, slots=True)
class Windows:
    """What the net is given of windows: pieces, mask int64 [windows, pieces]; first int64 [windows, words], 0 on padding."""

    pieces: Tensor
    mask: Tensor
    first: Tensor


def pad(windows: Sequence[Window]) -> Windows:
    pieces = torch.zeros(len(windows), max(len(w.pieces) for w in windows), dtype=torch.long)
    mask = torch.zeros_like(pieces)
    first = torch.zeros(len(windows), max(len(w.words) for w in windows), dtype=torch.long)
    for row, window in enumerate(windows):
        pieces[row, : len(window.pieces)] = torch.from_numpy(window.pieces)
        mask[row, : len(window.pieces)] = 1
        first[row, : len(window.words)] = torch.from_numpy(window.first)
    return Windows(pieces, mask, first)


@dataclass(frozen=True, slots=True)
class Kin:
    """Parties that their own words do not place, and the names in their windows.

    rows [parties]; party int64 [parties, words] and named int64 [parties, names], their words, -1 on padding;
    right bool [parties, names + 1]: which names place them, the last for no state
    """

    rows: Tensor
    party: Tensor
    named: Tensor
    right: Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows with their labels.

    tags                                  mention, trigger, cue: int64 [windows, words], IGNORE where nothing is said
    events int64 [2, events]              window and word of each trigger; with status int64, background float32 [events],
                                          mode float32 [events, modes], context float32 [events, contexts]
    parties int64 [2, parties]            window and word of each party with sectors; sector float32 [parties, sectors]
    rows, heads int64 [triggers]          window and first word of each trigger or cue
    roles int8 [triggers, words, roles]   its labels; -1 where the annotation does not say
    pairs int64 [3, pairs], same float32 [pairs]   window and two triggers, and whether they are one event's
    kin                                   None where no party asks for its state
    """

    windows: Windows
    tags: dict[str, Tensor]
    events: Tensor
    status: Tensor
    background: Tensor
    mode: Tensor
    context: Tensor
    parties: Tensor
    sector: Tensor
    rows: Tensor
    heads: Tensor
    roles: Tensor
    pairs: Tensor
    same: Tensor
    kin: Kin | None


def collate(examples: Sequence[Example]) -> Batch:
    windows = pad([example.window for example in examples])
    words = windows.first.shape[1]
    numbered = list(enumerate(examples))
    values = [(row, word, *told) for row, e in numbered for word, told in e.attributes.items()]
    sectors = [(row, word, told) for row, e in numbered for word, told in e.sectors.items()]
    triggers = [(row, word, labels) for row, e in numbered for word, labels in e.roles.items()]
    roles = torch.full((len(triggers), words, len(ROLES)), -1, dtype=torch.int8)
    for number, (_, _, labels) in enumerate(triggers):
        found = torch.from_numpy(labels)
        roles[number, : len(found)] = torch.where(found == IGNORE, -1, found).to(torch.int8)
    rows, heads = _columns([(row, word) for row, word, _ in triggers], 2)
    pairs = [
        (row, one, other, mine == theirs)
        for row, e in numbered
        for group in [{word: number for number, at in enumerate(e.same) for word in at}]
        for one, mine in group.items()
        for other, theirs in group.items()
        if one < other
    ]
    return Batch(
        windows,
        {name: _padded(examples, name, words) for name in ("mention", "trigger", "cue")},
        _columns([value[:2] for value in values], 2),
        torch.tensor([value[2] for value in values], dtype=torch.long),
        torch.tensor([float(value[3]) for value in values]),
        _many_hot([value[4] for value in values], len(TYPE_MODES)),
        _many_hot([value[5] for value in values], len(CONTEXTS)),
        _columns([(row, word) for row, word, _ in sectors], 2),
        _many_hot([told for _, _, told in sectors], len(SECTORS)),
        rows,
        heads,
        roles,
        _columns([pair[:3] for pair in pairs], 3),
        torch.tensor([float(pair[3]) for pair in pairs]),
        _kin(examples),
    )


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> Tensor:
    return torch.tensor(rows, dtype=torch.long).T if rows else torch.zeros(width, 0, dtype=torch.long)


def _padded(examples: Sequence[Example], name: str, words: int) -> Tensor:
    labels = torch.full((len(examples), words), IGNORE, dtype=torch.long)
    for row, example in enumerate(examples):
        values = getattr(example, name)
        labels[row, : len(values)] = torch.from_numpy(values)
    return labels


def _many_hot(rows: Sequence[tuple[int, ...]], width: int) -> Tensor:
    hot = torch.zeros(len(rows), width)
    for at, row in enumerate(rows):
        hot[at, list(row)] = 1
    return hot


def _kin(examples: Sequence[Example]) -> Kin | None:
    asked = [(row, e.named, words, right) for row, e in enumerate(examples) for words, right in e.kin]
    if not asked:
        return None
    longest, most = max(len(words) for _, _, words, _ in asked), max(len(named) for _, named, _, _ in asked)
    party = torch.full((len(asked), longest), -1)
    named = torch.full((len(asked), most), -1)
    hot = torch.zeros(len(asked), most + 1, dtype=torch.bool)
    for at, (_, names, words, right) in enumerate(asked):
        party[at, : len(words)] = torch.tensor(words)
        named[at, : len(names)] = torch.tensor(names, dtype=torch.long)
        hot[at, [names.index(word) for word in right] or [most]] = True
    return Kin(torch.tensor([row for row, _, _, _ in asked]), party, named, hot)


def batched(examples: Sequence[Example], pieces: int, shuffle: random.Random) -> list[Batch]:
    """All examples in batches of about ``pieces`` word pieces, padding included."""
    return [collate(group) for group in grouped(examples, pieces, shuffle)]

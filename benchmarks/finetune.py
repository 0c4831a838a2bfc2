"""``python benchmarks/finetune.py``: the reader's encoder fine-tuned on three tasks of others, each on its own train part; three seeds.

cameo classes  sentences on conflict in five classes (macro F1)            ``measure/cameo_train_clean``, for measuring only
cameo spans    source, target and reciprocal parties (strict span F1)      the same
re3d           entities of reports on the Syria-Iraq war (strict span F1)  ``train/re3d``, its dev part

Of the cameo sets every fifth sentence, by checksum, is the dev part; the published figures beside ours were measured on a test part
that we do not have: a 110M-parameter model of the domain, classes .895, spans .740, re3d .684. The weights are thrown away: no
shipped reader sees these sentences. ``--start base`` begins with all-MiniLM-L6 instead, ``--start FILE.pt`` with other weights."""

from __future__ import annotations

import argparse
import json
import random
import statistics
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from attache.training.base import load_base
from attache.training.fit import learning_rate, load_net
from attache.training.net import Encoder
from results import record

PUBLISHED = {"cameo classes": 0.895, "cameo spans": 0.740, "re3d": 0.684}
EPOCHS, LR, HEAD_LR, PIECES, MOST = 12, 3e-4, 2e-3, 300, 200


@dataclass(frozen=True, slots=True)
class Sentence:
    """Word pieces with the index of each word's first, and a label for the sentence or for each word."""

    pieces: list[int]
    first: list[int]
    labels: list[int]


def is_dev(words: Sequence[str]) -> bool:
    return zlib.crc32(" ".join(words).encode()) % 5 == 0


def tagged(path: Path, between: str) -> Iterator[tuple[list[str], list[str]]]:
    """Sentences of a file of a word and its tag a line."""
    words: list[str] = []
    tags: list[str] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        cells = line.rsplit(between, 1)
        if len(cells) == 2 and cells[0].strip():
            words.append(cells[0].strip())
            tags.append(cells[1].strip())
        elif words and not line.strip():
            yield words, tags
            words, tags = [], []


def encoded(words: Sequence[str], labels: list[int], tokenizer: Tokenizer) -> Sentence:
    found = tokenizer.encode(list(words), is_pretokenized=True, add_special_tokens=False)
    pieces, first, at = [tokenizer.token_to_id("[CLS]")], [], -1
    for piece, word in zip(found.ids, found.word_ids, strict=True):
        if len(pieces) > MOST:
            break
        while word is not None and word > at:  # a word without pieces shares the next one's place
            first.append(len(pieces))
            at += 1
        pieces.append(piece)
    kept = labels if len(labels) == 1 and len(words) != 1 else labels[: len(first)]
    return Sentence([*pieces, tokenizer.token_to_id("[SEP]")], first, kept)


class Task(nn.Module):
    """An encoder with one linear layer, over words or over the mean of a sentence's words."""

    def __init__(self, encoder: Encoder, width: int, labels: int, per_word: bool) -> None:
        super().__init__()
        self.encoder, self.per_word = encoder, per_word
        self.out = nn.Linear(width, labels)
        self.dropout = nn.Dropout(0.1)

    def forward(self, batch: Sequence[Sentence]) -> Tensor:
        longest = max(len(each.pieces) for each in batch)
        pieces = torch.zeros(len(batch), longest, dtype=torch.long)
        mask = torch.zeros(len(batch), longest, dtype=torch.long)
        for row, each in enumerate(batch):
            pieces[row, : len(each.pieces)] = torch.tensor(each.pieces)
            mask[row, : len(each.pieces)] = 1
        hidden = self.dropout(self.encoder(pieces, mask))
        if self.per_word:
            return self.out(torch.cat([hidden[row, each.first] for row, each in enumerate(batch)]))
        total = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return self.out(total)


def batches(sentences: Sequence[Sentence], shuffle: random.Random | None) -> Iterator[list[Sentence]]:
    ordered = sorted(sentences, key=lambda each: (len(each.pieces), shuffle.random() if shuffle else 0))
    found: list[list[Sentence]] = [[]]
    for each in ordered:
        if found[-1] and len(each.pieces) * (len(found[-1]) + 1) > PIECES:
            found.append([])
        found[-1].append(each)
    if shuffle:
        shuffle.shuffle(found)
    yield from (batch for batch in found if batch)


def trained(model: Task, sentences: Sequence[Sentence], seed: int) -> Task:
    shuffle = random.Random(seed)
    steps = EPOCHS * sum(1 for _ in batches(sentences, None))
    optimizer = torch.optim.AdamW(
        [{"params": model.encoder.parameters(), "lr": LR}, {"params": model.out.parameters(), "lr": HEAD_LR}],
        weight_decay=0.01,
    )
    schedule = learning_rate(optimizer, steps)
    model.train()
    for _ in range(EPOCHS):
        for batch in batches(sentences, shuffle):
            wanted = torch.tensor([label for each in batch for label in each.labels])
            loss = F.cross_entropy(model(batch), wanted)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return model.eval()


def spans(tags: Sequence[str]) -> set[tuple[int, int, str]]:
    """Runs of one kind; an "inside" without a beginning of its kind begins one."""
    found: set[tuple[int, int, str]] = set()
    begin, kind = 0, ""
    for at, tag in enumerate([*tags, "O"]):
        if kind and (tag[:1] != "I" or tag[2:] != kind):
            found.add((begin, at, kind))
            kind = ""
        if tag != "O" and not kind:
            begin, kind = at, tag[2:]
    return found


def likeliest(scores: Tensor, names: Sequence[str]) -> list[int]:
    """The likeliest tags of which each "inside" goes on with its kind (Viterbi). scores [words, tags], log probabilities."""
    goes_on = [[b[:1] != "I" or (a[:1] in "BI" and a[2:] == b[2:]) for b in names] for a in names]
    barred = torch.zeros(len(names), len(names)).masked_fill(~torch.tensor(goes_on), -torch.inf)
    best = scores[0] + torch.tensor([-torch.inf if name[:1] == "I" else 0.0 for name in names])
    before: list[Tensor] = []
    for row in scores[1:]:
        best, at = (best[:, None] + barred).max(0)
        best = best + row
        before.append(at)
    path = [int(best.argmax())]
    for at in reversed(before):
        path.append(int(at[path[-1]]))
    return path[::-1]


@torch.no_grad()
def span_f1(model: Task, sentences: Sequence[Sentence], names: Sequence[str]) -> float:
    right = found = gold = 0
    for each in sentences:
        told = [names[n] for n in likeliest(model([each]).log_softmax(-1), names)]
        mine, theirs = spans(told), spans([names[n] for n in each.labels])
        right, found, gold = right + len(mine & theirs), found + len(mine), gold + len(theirs)
    return 2 * right / max(1, found + gold)


@torch.no_grad()
def macro_f1(model: Task, sentences: Sequence[Sentence], labels: int) -> float:
    told = [int(model([each]).argmax(-1)) for each in sentences]
    wanted = [each.labels[0] for each in sentences]
    each_f1 = []
    for label in range(labels):
        right = sum(a == b == label for a, b in zip(told, wanted, strict=True))
        each_f1.append(2 * right / max(1, told.count(label) + wanted.count(label)))
    return statistics.mean(each_f1)


def tasks(folder: Path, tokenizer: Tokenizer) -> Iterator[tuple[str, list[Sentence], list[Sentence], list[str], bool]]:
    """Name, train and dev sentences, names of the labels, whether each word has one."""
    cameo = folder / "measure/cameo_train_clean"
    lines = (cameo / "cameo_class_train_clean.tsv").read_text(encoding="utf-8").splitlines()
    classes = [(text.strip('"').split(), int(label)) for text, label in (line.rsplit("\t", 1) for line in lines)]
    parts: dict[bool, list[Sentence]] = {True: [], False: []}
    for words, label in classes:
        parts[is_dev(words)].append(encoded(words, [label], tokenizer))
    yield "cameo classes", parts[False], parts[True], [str(n) for n in range(5)], False
    sets = {"cameo spans": [(is_dev(w), w, t) for w, t in tagged(cameo / "cameo_ner_train_clean.txt", " ")]}
    re3d = folder / "train/re3d"
    sets["re3d"] = [
        (dev, words, tags)
        for dev, name in ((False, "train_noBBC.txt"), (True, "dev_noBBC.txt"))
        for words, tags in tagged(re3d / name, "\t")
    ]
    for name, found in sets.items():
        names = ["O", *sorted({tag for _, _, tags in found for tag in tags} - {"O"})]
        parts = {True: [], False: []}
        for dev, words, tags in found:
            parts[dev].append(encoded(words, [names.index(tag) for tag in tags], tokenizer))
        yield name, parts[False], parts[True], names, True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("../shared/data"))
    parser.add_argument("--start", default="training/work/reader.pt", help="base, or a reader's weights")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    base = load_base()
    figures: dict[str, Any] = {"start": options.start, "seeds": options.seeds}
    for name, train, dev, names, per_word in tasks(options.folder, base.tokenizer):
        scores = []
        for seed in range(options.seeds):
            torch.manual_seed(seed)
            if options.start == "base":
                encoder = Encoder(base.shape)
                encoder.load_state_dict(base.state)
            else:
                encoder = load_net(Path(options.start), strict=False).encoder
            model = trained(Task(encoder, base.shape.hidden, len(names), per_word), train, seed)
            scores.append(span_f1(model, dev, names) if per_word else macro_f1(model, dev, len(names)))
            print(f"{name}, seed {seed}: {scores[-1]:.3f}", flush=True)
        figures[name] = {
            "train": len(train),
            "dev": len(dev),
            "f1": round(statistics.mean(scores), 3),
            "spread": round(statistics.stdev(scores), 3) if len(scores) > 1 else 0.0,
            "published": PUBLISHED[name],
        }
    print(json.dumps(figures, indent=1))
    if options.record:
        record("finetune", figures)


if __name__ == "__main__":
    main()

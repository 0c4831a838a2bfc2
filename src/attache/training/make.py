"""From annotated texts to a reader's folder that ``attache code --reader`` takes: what ``attache train`` does."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from attache.actors.knowledge import load_knowledge
from attache.corpus.load import SPLITS, AnnotatedText, load_corpus, read_splits
from attache.corpus.score import Score, from_reading, from_text
from attache.errors import BadCorpus
from attache.pipeline import Coder, read
from attache.reader.decode import Thresholds
from attache.reader.model import Reader, load_reader
from attache.training.base import MINILM, load_base, load_tokenizer
from attache.training.batch import batched
from attache.training.calibrate import calibrate
from attache.training.examples import build_examples
from attache.training.export import export
from attache.training.fit import Progress, Recipe, fit, load_net, save_net
from attache.training.net import ReaderNet
from attache.training.score import run_net, score_net
from attache.training.tune import tune

WEIGHTS, REPORT = "weights.pt", "report.json"
_ROUNDS = 3  # ways of putting the texts together in batches


@dataclass(frozen=True, slots=True)
class Texts:
    """What is trained on and what is not: dev chooses thresholds and calibrates, so test alone is unseen."""

    train: tuple[AnnotatedText, ...]
    dev: tuple[AnnotatedText, ...]
    test: tuple[AnnotatedText, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a training: scores by split, of the new reader and of the shipped one on the same texts."""

    folder: str
    base: str
    texts: dict[str, int]
    recipe: dict[str, float]
    thresholds: dict[str, float]
    scores: dict[str, dict[str, dict[str, float | int]]]


def gather(corpora: Sequence[Path], texts_from: Path | None) -> Texts:
    """The texts of all corpora. Of a corpus without splits.tsv a tenth is dev, by the ids. Raises BadCorpus."""
    parts: dict[str, list[AnnotatedText]] = {split: [] for split in SPLITS}
    problems: list[str] = []
    missing = 0
    for folder in corpora:
        corpus = load_corpus(folder, texts_from)
        problems += corpus.problems
        missing += len(corpus.missing)
        named = dict(read_splits(folder)) if (folder / "splits.tsv").is_file() else None
        for text in corpus.texts:
            tenth = "dev" if zlib.crc32(text.id.encode()) % 10 == 0 else "train"
            parts[tenth if named is None else named.get(text.id, "train")].append(text)
    if not problems and not any(text.events for text in parts["train"]):
        problems.append(f"{', '.join(map(str, corpora))}: no text with an event to learn from")
    if problems:
        raise BadCorpus(problems)
    return Texts(tuple(parts["train"]), tuple(parts["dev"]), tuple(parts["test"]), missing)


def make_reader(
    texts: Texts,
    out: Path,
    recipe: Recipe,
    *,
    base: str = MINILM,
    start: Path | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    after_epoch: Callable[[int, float, dict[str, float]], None] = lambda *_: None,
    stage: Callable[[str], None] = lambda _: None,
) -> Report:
    """Fit, choose thresholds, export, calibrate and score; everything goes into the folder ``out``.

    start        a folder that was made so before, to go on from its weights instead of from ``base``
    after_epoch  called with the epoch, its loss and the scores on dev
    stage        called with what is done next
    """
    torch.manual_seed(recipe.seed)
    if start is not None:
        base, net, tokenizer = str(start), load_net(start / WEIGHTS), load_tokenizer(start)
    else:
        encoder = load_base(base)
        net, tokenizer = ReaderNet(encoder.shape), encoder.tokenizer
        net.encoder.load_state_dict(encoder.state)
    dev = list(texts.dev)

    def tell(epoch: int, loss: float, best: ReaderNet) -> None:
        after_epoch(epoch, loss, score_net(best, dev, tokenizer) if dev else {})

    examples, shuffle = build_examples(texts.train, tokenizer), random.Random(recipe.seed)
    rounds = [batched(examples, recipe.pieces, shuffle) for _ in range(_ROUNDS)]
    best = fit(net, rounds, tokenizer, recipe, progress=progress, after_epoch=tell)
    out.mkdir(parents=True, exist_ok=True)
    save_net(best, out / WEIGHTS)
    stage("choosing thresholds")
    thresholds = tune(run_net(best, dev, tokenizer), quick=True) if dev else Thresholds()
    stage("exporting")
    export(best, tokenizer, out, thresholds, {"name": out.name, "base": base, "recipe": "attache train"})
    stage("calibrating")
    calibrate(Reader(out), dev)
    stage("scoring")
    reader = Reader(out)
    scores = {
        name: {"this": score(reader, some), "shipped": score(load_reader(), some)}
        for name, some in (("dev", texts.dev), ("test", texts.test))
        if some
    }
    report = Report(
        str(out),
        base,
        {"train": len(texts.train), "dev": len(texts.dev), "test": len(texts.test), "missing": texts.missing},
        asdict(recipe),
        asdict(thresholds),
        scores,
    )
    (out / REPORT).write_text(json.dumps(asdict(report), indent=2) + "\n", encoding="utf-8")
    return report


def score(reader: Reader, texts: Sequence[AnnotatedText]) -> dict[str, float | int]:
    """From text to records: events and codes found, and the slots of those found."""
    total = Score()
    for text in texts:
        events = read(text.article(), Coder(reader, load_knowledge())).events
        total.add(from_text(text), [from_reading(event) for event in events])
    return total.summary()

"""Corpus to shipped models in one command: ``python -m training.reader.make``.

prepare   the texts as tensors
adapt     the base encoder reads news
teach     ten readers, each of four fifths of the corpus, that differ in their seed and in the fifth that they leave out
label     what they think: of the texts that nobody annotated all of them, of the annotated ones those that had not seen them
study     readers of the whole corpus and of the teachers' thoughts: ``student-1`` and ``-2`` from the adapted encoder, ``onward``
          from the reader that is shipped, and ``small``, four layers with half the heads, cut out of the first teacher
ship      the thresholds of the students, their graphs and their calibration

On a GPU the commands of a step run side by side (``--at-once``). On two cores all of it takes a day and a half, by the rate of one
step; ``--teachers 2`` leaves a third of it. ``--steps`` names those to do, so that a lent GPU need only do its part; ``compare`` is the
learning curve and the variants, three seeds each.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from training.reader.gathered import FOLDS

STEPS = ("prepare", "adapt", "teach", "label", "study", "compare", "ship")
SHIPPED = Path("src/attache/models/standard")

Command = tuple[str, list[str]]  # its name, and the module with its arguments


def step(name: str, options: argparse.Namespace) -> Iterator[Command]:
    work: Path = options.work
    prepared = ["--prepared", str(options.prepared)]
    encoder = ["--encoder", str(work / "encoder.pt")]
    teachers = [str(work / f"teacher-{n}.pt") for n in range(options.teachers)]
    thoughts = [str(work / f"thoughts-{n}.pt") for n in range(options.at_once)]
    if name == "prepare":
        yield "prepare", ["training.reader.prepare", "--out", str(options.prepared)]
        yield "restore", ["training.reader.restore", "--folder", str(SHIPPED), "--out", str(work / "shipped.pt")]
    elif name == "adapt":
        epochs = ["--epochs", str(options.adapt_epochs)]
        yield "adapt", ["training.reader.adapt", *prepared, *epochs, "--out", str(work / "encoder.pt")]
    elif name == "teach":
        for n, out in enumerate(teachers):
            yield f"teacher-{n}", [*_train(options, out, n, options.epochs, 0.04), *encoder, *_leave_out(n)]
    elif name == "label":
        for n, out in enumerate(thoughts):
            share = ["--share", str(n), str(options.at_once)]
            yield f"label-{n}", ["training.reader.label", *prepared, "--teachers", *teachers, *share, "--out", out]
    elif name == "study":
        learn = ["--thoughts", *thoughts]
        for n in (1, 2):
            out = str(work / f"student-{n}.pt")
            yield f"student-{n}", [*_train(options, out, 100 + n, options.study_epochs, 0.06), *encoder, *learn]
        onward = _train(options, str(work / "onward.pt"), 103, options.study_epochs // 2, 0.06)
        yield "onward", [*onward, "--start", str(work / "shipped.pt"), "--lr", "0.0002", "--head-lr", "0.001", *learn]
        small = _train(options, str(work / "small.pt"), 104, options.study_epochs, 0.05)
        yield "small", [*small, "--start", str(work / "pruned.pt"), *learn]
    elif name == "compare":
        yield from compared(options, encoder)
    else:
        for reader, folder in (("student-1", "standard"), ("small", "fast")):
            weights, found = ["--weights", str(work / f"{reader}.pt")], str(work / f"{reader}.json")
            to = f"src/attache/models/{folder}"
            yield f"tune {reader}", ["attache.training.tune", *weights, "--out", found]
            yield f"export {reader}", ["attache.training.export", *weights, "--thresholds", found, "--folder", to]
            yield f"calibrate {reader}", ["attache.training.calibrate", "--reader", folder]


def compared(options: argparse.Namespace, encoder: list[str]) -> Iterator[Command]:
    """Readers of annotated texts alone, three seeds each: of a part of the corpus, and otherwise built or begun."""
    work: Path = options.work
    kinds: dict[str, list[str]] = {f"share-{share}": [*encoder, "--share", f"{share / 100}"] for share in (25, 50, 75)}
    kinds["whole"] = encoder
    kinds["layers-4"] = [*encoder, "--layers", "4"]
    kinds["layers-3"] = [*encoder, "--layers", "3"]
    kinds["unadapted"] = []
    kinds["not-renamed"] = [*encoder, "--plain"]
    for kind, arguments in kinds.items():
        for seed in (1, 2, 3):
            name = f"{kind}-{seed}"
            yield name, [*_train(options, str(work / f"{name}.pt"), seed, options.epochs, 0.04), *arguments]


def _train(options: argparse.Namespace, out: str, seed: int, epochs: int, hide: float) -> list[str]:
    fixed = ["--prepared", str(options.prepared), "--freeze", "1", "--every", "1000", "--out", out]
    return [
        "training.reader.train",
        *fixed,
        *("--seed", str(seed), "--epochs", str(epochs), "--hide", str(hide)),
        *("--lr", "0.0004", "--ema", "0.995"),
    ]


def _leave_out(teacher: int) -> list[str]:
    return ["--leave-out", str(teacher % FOLDS)]


def run(commands: Sequence[Command], at_once: int, work: Path) -> None:
    """The commands, ``at_once`` of them at a time. What each says goes to a file of its name, and its end to the screen."""
    waiting, going = list(commands), dict[str, subprocess.Popen[bytes]]()
    while waiting or going:
        while waiting and len(going) < at_once:
            name, arguments = waiting.pop(0)
            with (work / f"{name}.log").open("wb") as log:
                going[name] = subprocess.Popen([sys.executable, "-m", *arguments], stdout=log, stderr=log)
        for name, process in list(going.items()):
            if process.poll() is not None:
                told = (work / f"{name}.log").read_text(encoding="utf-8").strip().splitlines()
                print(f"{time.strftime('%H:%M:%S')} {name}: {told[-1] if told else ''}", flush=True)
                del going[name]
                if process.returncode:
                    print("\n".join(told[-20:]), flush=True)
                    raise SystemExit(f"{name} failed")
        time.sleep(0.1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("training/work"))
    parser.add_argument("--prepared", type=Path, default=Path("training/work/prepared.xz"))
    wanted = [name for name in STEPS if name != "compare"]
    parser.add_argument(
        "--steps", nargs="+", choices=STEPS, default=wanted, help="compare is not done without being asked"
    )
    parser.add_argument("--teachers", type=int, default=10)
    parser.add_argument("--adapt-epochs", type=int, default=12)
    parser.add_argument("--epochs", type=int, default=12, help="of the teachers and of what is compared")
    parser.add_argument("--study-epochs", type=int, default=24)
    parser.add_argument("--at-once", type=int, default=10 if torch.cuda.is_available() else 1)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    for name in options.steps:
        if name == "study":
            shape = ["--layers", "4", "--heads", "6", "--feed", "1024"]
            files = ["--start", str(options.work / "teacher-0.pt"), "--out", str(options.work / "pruned.pt")]
            prune = ["training.reader.prune", "--prepared", str(options.prepared), *shape, *files]
            run([("prune", prune)], 1, options.work)
        alone = name in ("ship", "prepare")
        run(list(step(name, options)), 1 if alone else options.at_once, options.work)


if __name__ == "__main__":
    main()

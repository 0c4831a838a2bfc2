"""Corpus to shipped model in one command: ``python -m training.reader.make`` (about seven hours on 2 cores).

The encoder is adapted to news, two readers are trained from it that differ in their seed, and a third learns from the
corpus and from what the two together think of the texts that nobody annotated. The fourth, which is shipped, begins
anew from the encoder with all three for teachers and with the states of every other text renamed. (Reader 1.4.0 had
the mean of an earlier third and of those that went on from it for one of its teachers; 1.5.0 went on from it with
``--start`` for eight epochs over the corpus that had grown in between, and 1.6.0 from that for three, with itself and
1.4.0 for teachers. See docs/decisions and training/README.md.)
The fast reader is four of the shipped one's layers with 6 heads and 1,024 inner neurons each, trained on for six epochs with it for a
teacher. Where only the shipped graph is left, ``training.reader.restore`` gives its weights back.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

WORK = Path("training/work")
ENCODER = ["--encoder", str(WORK / "encoder.pt"), "--hide", "0.04", "--ema", "0.995"]
TEACHERS = [str(WORK / "teacher-1.pt"), str(WORK / "teacher-2.pt")]
STUDENT = str(WORK / "student.pt")
PRUNED, SMALL = str(WORK / "pruned.pt"), str(WORK / "fast.pt")
ADAPT, TRAIN = "training.reader.adapt", "training.reader.train"
SOFT = ["--soft-pieces", "480"]
SHIPPED = ["--encoder", str(WORK / "encoder.pt"), "--hide", "0.08", "--ema", "0.995", "--vary", "0.5"]
FAST = ["--start", PRUNED, "--epochs", "6", "--hide", "0.05", "--vary", "0.5", "--seed", "5", *SOFT]
TO_FAST = ["--folder", "src/attache/models/fast"]


def main() -> None:
    for module, arguments in (
        (ADAPT, ["--epochs", "6", "--stop", "4"]),
        (TRAIN, [*ENCODER, "--epochs", "10", "--seed", "1", "--out", TEACHERS[0]]),
        (TRAIN, [*ENCODER, "--epochs", "10", "--seed", "2", "--out", TEACHERS[1]]),
        (TRAIN, [*ENCODER, "--epochs", "8", "--seed", "3", *SOFT, "--teachers", *TEACHERS, "--out", STUDENT]),
        (TRAIN, [*SHIPPED, "--epochs", "9", "--seed", "4", *SOFT, "--teachers", STUDENT, *TEACHERS]),
        ("attache.training.tune", []),
        ("attache.training.export", []),
        ("attache.training.calibrate", []),
        ("training.reader.prune", ["--layers", "4", "--heads", "6", "--feed", "1024", "--out", PRUNED]),
        (TRAIN, [*FAST, "--teachers", "training/work/reader.pt", "--out", SMALL]),
        ("attache.training.tune", ["--weights", SMALL, "--out", "training/work/fast.json"]),
        ("attache.training.export", ["--weights", SMALL, "--thresholds", "training/work/fast.json", *TO_FAST]),
        ("attache.training.calibrate", ["--reader", "fast"]),
    ):
        subprocess.run([sys.executable, "-m", module, *arguments], check=True)


if __name__ == "__main__":
    main()

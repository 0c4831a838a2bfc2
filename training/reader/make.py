"""Corpus to shipped model in one command: ``python -m training.reader.make`` (about seven hours on 2 cores).

The encoder is adapted to news, two readers are trained from it that differ in their seed, and a third learns from the
corpus and from what the two together think of the texts that nobody annotated. The fourth, which is shipped, begins
anew from the encoder with all three for teachers and with the states of every other text renamed. (Reader 1.4.0 had
the mean of an earlier third and of those that went on from it for one of its teachers; 1.5.0 went on from it with
``--start`` for eight epochs over the corpus that had grown in between. See docs/decisions and training/README.md.)
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

WORK = Path("training/work")
ENCODER = ["--encoder", str(WORK / "encoder.pt"), "--hide", "0.04", "--ema", "0.995"]
TEACHERS = [str(WORK / "teacher-1.pt"), str(WORK / "teacher-2.pt")]
STUDENT = str(WORK / "student.pt")
SOFT = ["--soft-pieces", "480"]
SHIPPED = ["--encoder", str(WORK / "encoder.pt"), "--hide", "0.08", "--ema", "0.995", "--vary", "0.5"]


def main() -> None:
    for module, arguments in (
        ("adapt", ["--epochs", "6", "--stop", "4"]),
        ("train", [*ENCODER, "--epochs", "10", "--seed", "1", "--out", TEACHERS[0]]),
        ("train", [*ENCODER, "--epochs", "10", "--seed", "2", "--out", TEACHERS[1]]),
        ("train", [*ENCODER, "--epochs", "8", "--seed", "3", *SOFT, "--teachers", *TEACHERS, "--out", STUDENT]),
        ("train", [*SHIPPED, "--epochs", "9", "--seed", "4", *SOFT, "--teachers", STUDENT, *TEACHERS]),
        ("tune", []),
        ("export", []),
    ):
        subprocess.run([sys.executable, "-m", f"training.reader.{module}", *arguments], check=True)


if __name__ == "__main__":
    main()

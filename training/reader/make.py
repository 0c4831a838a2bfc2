"""Corpus to shipped model in one command: ``python -m training.reader.make`` (about an hour and a half on 2 cores)."""

from __future__ import annotations

import subprocess
import sys


def main() -> None:
    for module, arguments in (
        ("adapt", ["--epochs", "6", "--stop", "4"]),
        (
            "train",
            ["--encoder", "training/work/encoder.pt", "--epochs", "13", "--hide", "0.04", "--ema", "0.995"],
        ),
        ("tune", []),
        ("export", []),
    ):
        subprocess.run([sys.executable, "-m", f"training.reader.{module}", *arguments], check=True)


if __name__ == "__main__":
    main()

"""Corpus to shipped model in one command: ``python -m training.reader.make`` (about 40 minutes on 2 cores)."""

from __future__ import annotations

import subprocess
import sys


def main() -> None:
    for module, arguments in (
        ("train", ["--epochs", "16", "--pieces", "640", "--lr", "3e-4", "--seed", "0"]),
        ("tune", []),
        ("export", []),
    ):
        subprocess.run([sys.executable, "-m", f"training.reader.{module}", *arguments], check=True)


if __name__ == "__main__":
    main()

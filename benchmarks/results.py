"""Keep a benchmark's figures with date and commit: one JSON line each in ``benchmarks/results/NAME.jsonl``."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent / "results"


def record(name: str, figures: Mapping[str, object]) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    line: dict[str, object] = {"date": date.today().isoformat(), "commit": commit, "machine": platform.machine()}
    if taken := line.keys() & figures.keys():
        raise ValueError(f"{name}: {', '.join(sorted(taken))} is of the line itself; give the figure another name")
    line |= figures
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{name}.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")

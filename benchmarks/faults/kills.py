"""``python benchmarks/faults/kills.py [--kills 50] [--articles 2000]``: a run that is killed (SIGKILL) at random moments and started
again, into a project and into data sets, and one whose disk is full for a while: what is there at the end is what an undisturbed
run leaves, nothing lost and nothing twice. Exits 1 where it is not. The full disk needs root (a small tmpfs)."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from attache.scale.run import load_dataset
from attache.store.database import create, find
from attache.store.versions import current_state
from results import record

ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}


def make_lines(count: int, path: Path) -> None:
    """Short articles of the authored corpus, each a paragraph with a number of its own."""
    paragraphs = [
        paragraph
        for file in sorted(Path("corpus/authored").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
        for paragraph in json.loads(line)["text"].split("\n\n")[1:2]
    ]
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            text = f"{paragraphs[number % len(paragraphs)]} Report {number} of the day."
            out.write(json.dumps({"id": f"k{number}", "text": text, "published": "2024-05-16"}) + "\n")


def command(lines: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "attache", "code", str(lines), "-q", *options]


def killed_until_done(arguments: list[str], kills: int, draw: random.Random) -> int:
    """Run a command and kill it again and again, the last time not; how often it was killed before it ended by itself."""
    for number in range(kills):
        process = subprocess.Popen(
            arguments, env=ENVIRONMENT, start_new_session=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        try:
            process.wait(timeout=draw.uniform(0.3, 3.0))
            return number
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # workers, too
            process.wait()
    subprocess.run(arguments, env=ENVIRONMENT, check=True)
    return kills


def content(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def full_disk(lines: Path, folder: Path, megabytes: int) -> dict[str, Any]:
    """Code into a disk that fills up, make room, code again."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        return {"full_disk": "not tried: a tmpfs could not be mounted"}
    try:
        arguments = command(lines, "-p", str(disk / "project"))
        first = subprocess.run(arguments, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        subprocess.run(["mount", "-o", "remount,size=2g", str(disk)], check=True)
        subprocess.run(arguments, env=ENVIRONMENT, check=True)
        message = (first.stdout + first.stderr).strip().splitlines()
        return {
            "full_disk_exit": first.returncode,
            "full_disk_message": message[-1] if message else "",
            "full_disk_state": current_state(find(disk / "project"))[0],
        }
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    draw = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        lines = folder / "in.jsonl"
        make_lines(options.articles, lines)
        began = time.monotonic()
        subprocess.run(command(lines, "-p", str(folder / "whole")), env=ENVIRONMENT, check=True)
        undisturbed = current_state(find(folder / "whole"))
        found: dict[str, Any] = {
            "articles": options.articles,
            "seconds_undisturbed": round(time.monotonic() - began, 1),
        }
        found["kills"] = killed_until_done(command(lines, "-p", str(folder / "killed")), options.kills, draw)
        found["project_is_the_same"] = current_state(find(folder / "killed")) == undisturbed
        parquet = ["--format", "parquet", "-o"]
        subprocess.run(command(lines, *parquet, str(folder / "out")), env=ENVIRONMENT, check=True)
        found["kills_of_data_sets"] = killed_until_done(
            command(lines, *parquet, str(folder / "cut")), options.kills // 5, draw
        )
        found["data_sets_are_the_same"] = content(folder / "out") == content(folder / "cut")
        load_dataset(folder / "cut", create(folder / "loaded"))
        found["loaded_is_the_same"] = current_state(find(folder / "loaded")) == undisturbed
        disk = full_disk(lines, folder, 12)
        found |= {name: value for name, value in disk.items() if name != "full_disk_state"}
        if "full_disk_state" in disk:
            found["after_a_full_disk_the_same"] = disk["full_disk_state"] == undisturbed[0]
    print(json.dumps(found, indent=1))
    if options.record:
        record("faults", found)
    if not all(value for name, value in found.items() if name.endswith("the_same")):
        sys.exit(1)


if __name__ == "__main__":
    main()

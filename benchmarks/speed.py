"""``python benchmarks/speed.py``: clean text to stored records. Articles of 500 words made of the authored corpus; prints
articles a second with all cores and with one, the memory of all processes together, the cold start of one file, and
where an article's time goes (``stage_ms``: processor milliseconds an article, one process)."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from attache.articles.clean import clean_article
from attache.articles.raw import RawArticle
from attache.pipeline import Coder, load_coder, stages
from attache.reader.model import STANDARD
from attache.reading import Reading
from results import record

WORDS = 500


def make_articles(count: int, path: Path) -> None:
    """Articles of about 500 words, each of other paragraphs of the authored corpus."""
    paragraphs = [
        paragraph
        for file in sorted(Path("corpus/authored").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
        for paragraph in json.loads(line)["text"].split("\n\n")[1:]
    ]
    at = 0
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            chosen: list[str] = []
            while sum(len(p.split()) for p in chosen) < WORDS:
                chosen.append(paragraphs[at % len(paragraphs)])
                at += 1
            entry = {"id": f"s{number}", "published": "2024-05-16", "text": "\n\n".join(chosen)}
            out.write(json.dumps(entry, ensure_ascii=False) + "\n")


def resident_mb(pid: int) -> float:
    """Proportional memory of a process and its children (what is shared counts once), in MB."""
    total, todo = 0.0, [pid]
    while todo:
        one = todo.pop()
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
            todo += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
        except (OSError, ValueError):
            continue
        total += next(float(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
    return total


def run(source: Path, folder: Path, workers: int, reader: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one run."""
    command = [sys.executable, "-m", "attache", "code", str(source), "-p", str(folder), "-q"]
    command += ["--workers", str(workers), "--reader", reader]
    began, peak = time.monotonic(), [0.0]
    process = subprocess.Popen(command)

    def watch() -> None:
        while process.poll() is None:
            peak[0] = max(peak[0], resident_mb(process.pid))
            time.sleep(0.5)  # counting pages costs time that is not ours

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    seconds = time.monotonic() - began
    watcher.join()
    return seconds, peak[0]


def stage_ms(source: Path, coder: Coder, count: int = 24) -> dict[str, float]:
    """Processor milliseconds an article that each stage takes, ``encoder`` being a part of ``read``."""
    spent: Counter[str] = Counter()
    lines = source.read_text(encoding="utf-8").splitlines()[: count + 2]
    for number, entry in enumerate(map(json.loads, lines)):
        if number == 2:  # the tables are loaded by now
            spent.clear()
        raw = RawArticle(source_id=entry["id"], text=entry["text"], published=entry["published"])
        reading = Reading(clean_article(raw))
        for name, stage in stages(coder).items():
            began = time.process_time()
            reading = stage(reading)
            spent[name] += time.process_time() - began
        began = time.process_time()
        for window in coder.reader.windows(reading.article.text, reading.sentences):
            coder.reader.run(window)
        spent["encoder"] += time.process_time() - began
    return {name: round(1000 * seconds / (len(lines) - 2), 1) for name, seconds in spent.most_common()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--reader", default=STANDARD, help="as for attache code")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as raw:
        folder = Path(raw)
        source = folder / "in.jsonl"
        make_articles(options.articles, source)
        both, memory = run(source, folder / "both", os.cpu_count() or 1, options.reader)
        single, _ = run(source, folder / "single", 1, options.reader)
        one = folder / "one.txt"
        one.write_text(json.loads(source.read_text(encoding="utf-8").splitlines()[0])["text"], encoding="utf-8")
        starts = [run(one, folder / f"cold{number}", 1, options.reader)[0] for number in range(3)]
        stages = stage_ms(source, load_coder(options.reader))
    figures = {
        "reader": options.reader,
        "articles": options.articles,
        "cores": os.cpu_count(),
        "articles_per_s": round(options.articles / both, 2),
        "articles_per_s_one_process": round(options.articles / single, 2),
        "peak_mb": round(memory),
        "cold_start_s": round(sorted(starts)[1], 2),
        "stage_ms": stages,
    }
    print(json.dumps(figures, indent=1))
    if options.record:
        record("speed", figures)


if __name__ == "__main__":
    main()

"""``python benchmarks/volume.py [--pages 400]``: HTML pages in a WARC to stored records: the rate with all cores, in a project, in
data sets, how long the data sets' stories take to merge, how fast a driver reads pages alone, what each stage takes, bytes an
article; and the hours that a year of Common Crawl's news would take at that rate. ``--linear 1000 10000`` codes so many pages one
after the other and says rate, memory and bytes of each; ``--ray 10000`` codes so many into data sets by processes and on Ray. Pages
are made of paragraphs of the authored corpus drawn by lot, fifty a day, so that the same paragraph is seldom told again within
days; a fifth are wire copies of one of the last hundred, under another title and with a line of their own."""

from __future__ import annotations

import argparse
import html
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastwarc.warc import WarcRecord, WarcRecordType

from attache.articles.clean import clean_article
from attache.articles.raw import RawArticle
from attache.articles.sources import open_source
from attache.config import Settings
from attache.pipeline import load_coder, stages
from attache.reader.model import STANDARD
from attache.reading import Reading
from attache.store.database import FILE_NAME, connect
from results import record
from speed import WORDS, run

YEAR_OF_NEWS = 100_000_000  # pages


A_DAY, COPIES, RECENT = 50, 5, 100


def make_warc(pages: int, path: Path) -> None:
    texts = [
        json.loads(line)["text"]
        for file in sorted(Path("corpus/authored").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    paragraphs = [paragraph for text in texts for paragraph in text.split("\n\n")[1:]]
    lots = random.Random(1)
    ahead: list[str] = []
    recent: deque[list[str]] = deque(maxlen=RECENT)
    with path.open("wb") as out:
        for number in range(pages):
            if number % COPIES == COPIES - 1:
                chosen = [*lots.choice(recent), f"Additional reporting by desk {number}."]
            else:
                chosen = []
                while sum(len(paragraph.split()) for paragraph in chosen) < WORDS:
                    if not ahead:
                        ahead = lots.sample(paragraphs, len(paragraphs))
                    chosen.append(ahead.pop())
                recent.append(chosen)
            published = date(2020, 1, 1) + timedelta(days=number // A_DAY)
            out.write(_page(f"https://news.example/{number}", f"Report {number}", chosen, published.isoformat()))


def _page(url: str, title: str, paragraphs: list[str], published: str) -> bytes:
    menu = "".join(f'<li><a href="/s{n}">Section {n}</a></li>' for n in range(40))
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    page = (
        f'<!doctype html><html lang="en"><head><title>{title} - News</title><meta property="article:published_time" content="{published}">'
        f"<script>var a = {list(range(200))};</script><style>{'.c{margin:0}' * 200}</style></head><body><nav><ul>{menu}</ul></nav>"
        f"<main><article><h1>{title}</h1>{body}</article></main><aside><ul>{menu}</ul></aside><footer>All rights reserved</footer></body></html>"
    ).encode()
    made = WarcRecord()
    made.init_headers(record_type=WarcRecordType.response)
    made.headers["WARC-Target-URI"] = url
    made.headers["Content-Type"] = "application/http; msgtype=response"
    made.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page)
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def timed(arguments: list[str]) -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "attache", *arguments, "-q"], check=True)
    return time.monotonic() - began


def processor_s() -> float:
    """Processor time of all processes that were started here and have ended, and of theirs."""
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def stage_shares(path: Path, reader: str, count: int) -> dict[str, float]:
    """Processor milliseconds an article, one process."""
    coder = load_coder(reader)
    took: dict[str, float] = {"archive": 0.0, "extract": 0.0}
    began = time.process_time()
    raws = [item for item in open_source(str(path), Settings()) if isinstance(item, RawArticle)][:count]
    took["archive"] = time.process_time() - began
    for raw in raws:
        began = time.process_time()
        reading = Reading(clean_article(raw))
        took["extract"] += time.process_time() - began
        for name, stage in stages(coder).items():
            began = time.process_time()
            reading = stage(reading)
            took[name] = took.get(name, 0.0) + time.process_time() - began
    return {name: round(1000 * seconds / len(raws), 1) for name, seconds in took.items()}


def line(counts: list[int], reader: str, folder: Path) -> list[dict[str, float]]:
    """Rate, memory and bytes of projects of so many pages; and processor time, which other work on the machine disturbs less."""
    found = []
    for count in counts:
        path = folder / f"{count}.warc"
        make_warc(count, path)
        before = processor_s()
        seconds, peak = run(path, folder / f"line-{count}", os.cpu_count() or 1, reader)
        size = project_bytes(folder / f"line-{count}")
        path.unlink()
        found.append(
            {
                "pages": count,
                "per_s": round(count / seconds, 2),
                "cpu_ms_an_article": round(1000 * (processor_s() - before) / count, 1),
                "peak_mb": round(peak),
                "sqlite_bytes_an_article": size // count,
            }
        )
        print(json.dumps(found[-1]), flush=True)
    return found


def against_ray(pages: int, reader: str, folder: Path) -> dict[str, Any]:
    """The same data sets by this machine's processes and on Ray: seconds and processor time of both, and whether they are the same."""
    path = folder / "pages.warc"
    make_warc(pages, path)
    found: dict[str, Any] = {"ray_pages": pages}
    for engine in ("local", "ray"):
        before = processor_s()
        out = ["-o", str(folder / engine), "--engine", engine, "--reader", reader]
        found[f"{engine}_s"] = round(timed(["code", str(path), "--format", "parquet", *out]), 1)
        found[f"{engine}_cpu_s"] = round(processor_s() - before, 1)
        print(json.dumps(found), flush=True)
    found["ray_overhead"] = round(found["ray_s"] / found["local_s"] - 1, 3)
    sets = [sorted((folder / engine).rglob("*.parquet")) for engine in ("local", "ray")]
    found["same_files"] = [path.relative_to(folder / "local") for path in sets[0]] == [
        path.relative_to(folder / "ray") for path in sets[1]
    ] and all(one.read_bytes() == other.read_bytes() for one, other in zip(*sets, strict=True))
    return found


def project_bytes(project: Path) -> int:
    connection = connect(project / FILE_NAME)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return (project / FILE_NAME).stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--reader", default=STANDARD)
    parser.add_argument("--linear", type=int, nargs="+", default=[], metavar="PAGES")
    parser.add_argument("--ray", type=int, default=0, metavar="PAGES")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if options.linear:
            lines = line(options.linear, options.reader, folder)
            if options.record:
                record("volume", {"reader": options.reader, "cores": os.cpu_count(), "line": lines})
            return
        if options.ray:
            told = against_ray(options.ray, options.reader, folder)
            print(json.dumps(told, indent=1))
            if options.record:
                record("volume", {"reader": options.reader, "cores": os.cpu_count(), **told})
            return
        path = folder / "pages.warc"
        make_warc(options.pages, path)
        began = time.monotonic()
        read = sum(isinstance(item, RawArticle) for item in open_source(str(path), Settings()))
        found: dict[str, Any] = {
            "reader": options.reader,
            "pages": read,
            "cores": os.cpu_count(),
            "driver_per_s": round(read / (time.monotonic() - began)),
        }
        of = ["--reader", options.reader]
        seconds = timed(["code", str(path), "-p", str(folder / "project"), *of])
        found["project_per_s"] = round(read / seconds, 2)
        found["sqlite_bytes_an_article"] = project_bytes(folder / "project") // read
        local = ["code", str(path), "--format", "parquet", *of]
        seconds = timed([*local, "-o", str(folder / "out")])
        found["parquet_per_s"] = round(read / seconds, 2)
        size = sum(each.stat().st_size for each in (folder / "out").rglob("*.parquet"))
        found["parquet_bytes_an_article"] = size // read
        began = time.monotonic()
        subprocess.run([sys.executable, "-m", "attache", "merge", "--dataset", str(folder / "out")], check=True)
        found["merging_s"] = round(time.monotonic() - began, 1)
        found["stage_ms"] = stage_shares(path, options.reader, min(60, read))
        rate = found["parquet_per_s"]
        found["hours_for_a_year_of_news_on_1000_cores"] = round(
            YEAR_OF_NEWS / (rate / (os.cpu_count() or 1) * 1000) / 3600, 1
        )
    print(json.dumps(found, indent=1))
    if options.record:
        record("volume", found)


if __name__ == "__main__":
    main()

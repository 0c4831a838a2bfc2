"""``python benchmarks/volume.py [--pages 400]``: HTML pages in a WARC to stored records: the rate with all cores, in a project, in
data sets and on Ray, how fast a driver reads pages alone, what each stage takes, bytes an article; and the hours that a year of
Common Crawl's news would take at that rate. Pages are made of the authored corpus, a fifth of them near-copies."""

from __future__ import annotations

import argparse
import html
import io
import json
import os
import subprocess
import sys
import tempfile
import time
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
from speed import make_articles

YEAR_OF_NEWS = 100_000_000  # pages


def make_warc(pages: int, path: Path, folder: Path) -> None:
    make_articles(pages, folder / "articles.jsonl")
    with path.open("wb") as out:
        for number, line in enumerate((folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()):
            if number % 5 != 4:  # every fifth is the one before it with another last line: wire copy
                entry = json.loads(line)
            paragraphs = entry["text"].split("\n\n")
            if number % 5 == 4:
                paragraphs = [*paragraphs, f"Additional reporting by desk {number}."]
            out.write(_page(f"https://news.example/{number}", f"Report {number}", paragraphs, entry["published"]))


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--reader", default=STANDARD)
    parser.add_argument("--no-ray", action="store_true")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        path = folder / "pages.warc"
        make_warc(options.pages, path, folder)
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
        connection = connect(folder / "project" / FILE_NAME)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        found["sqlite_bytes_an_article"] = (folder / "project" / FILE_NAME).stat().st_size // read
        local = ["code", str(path), "--format", "parquet", *of]
        seconds = timed([*local, "-o", str(folder / "out")])
        found["parquet_per_s"] = round(read / seconds, 2)
        size = sum(each.stat().st_size for each in (folder / "out").rglob("*.parquet"))
        found["parquet_bytes_an_article"] = size // read
        if not options.no_ray:
            again = timed([*local, "-o", str(folder / "ray"), "--engine", "ray"])
            found["ray_per_s"] = round(read / again, 2)
            found["ray_overhead"] = round(again / seconds - 1, 3)
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

"""WARC and WET archives, packed files, patterns and other file systems."""

from __future__ import annotations

import gzip
import io
import json

import pytest
import zstandard
from fastwarc.warc import WarcRecord, WarcRecordType

from attache.articles.clean import clean_article
from attache.articles.raw import RawArticle
from attache.articles.sources import Finished, open_source
from attache.coding import code_to_project
from attache.config import Settings
from attache.errors import UnreadableArticle
from attache.store import database
from attache.store.view import View

SETTINGS = Settings(workers=1)
PAGE = (
    '<html><head><title>Treaty signed</title><meta property="article:published_time" content="2024-06-04"></head><body><article>'
    "<h1>Treaty signed</h1><p>Peru and Ecuador signed a fishing treaty in Lima on Monday, the Peruvian foreign ministry said in a "
    "statement that was read to reporters.</p><p>The two countries will patrol the border together from July.</p></article></body></html>"
)


def record(
    body: bytes, url: str, kind: str = "text/html; charset=utf-8", status: str = "200 OK", of=WarcRecordType.response
):
    found = WarcRecord()
    found.init_headers(record_type=of)
    found.headers["WARC-Target-URI"] = url
    found.headers["WARC-Date"] = "2024-06-05T01:02:03Z"
    if of is WarcRecordType.response:
        found.headers["Content-Type"] = "application/http; msgtype=response"
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        found.set_bytes_content(head + body)
    else:
        found.headers["Content-Type"] = "text/plain"
        found.set_bytes_content(body)
    out = io.BytesIO()
    found.write(out)
    return out.getvalue()


def warc(*records: bytes, packed: bool = True) -> bytes:
    return b"".join(gzip.compress(each) if packed else each for each in records)


def archive():
    return (
        record(PAGE.encode(), "https://news.example/one"),
        record(b"\x89PNG", "https://news.example/picture", "image/png"),
        record(PAGE.encode(), "https://news.example/gone", status="404 Not Found"),
        record(PAGE.replace("Peru and", "Chile and").encode(), "https://news.example/two"),
    )


@pytest.mark.parametrize("packed", [True, False])
def test_the_pages_of_a_warc(tmp_path, packed):
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(warc(*archive(), packed=packed))
    found = list(open_source(str(path), SETTINGS))
    assert [item.source_id for item in found[:-1]] == ["https://news.example/one", "https://news.example/two"]
    assert isinstance(found[-1], Finished)
    article = clean_article(found[0])
    assert article.published == "2024-06-04"
    assert article.retrieved == "2024-06-05T01:02:03Z"


def test_text_of_a_wet(tmp_path):
    path = tmp_path / "a.warc.wet.gz"
    path.write_bytes(warc(record(b"Peru and Chile met.", "https://news.example/t", of=WarcRecordType.conversion)))
    (item, _) = open_source(str(path), SETTINGS)
    assert item.text == "Peru and Chile met."


def test_a_warc_that_breaks_off_gives_what_it_has_and_says_so(tmp_path):
    path = tmp_path / "cut.warc.gz"
    whole = warc(*archive())
    path.write_bytes(whole[: len(whole) - 120])
    found = list(open_source(str(path), SETTINGS))
    assert found[0].source_id == "https://news.example/one"
    assert [item.reason for item in found if isinstance(item, UnreadableArticle)] == ["truncated"]
    assert not any(isinstance(item, Finished) for item in found)


def test_a_bomb_in_a_warc_is_refused(tmp_path):
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(warc(record(b"<html>" + b"a" * 3_000_000, "https://news.example/bomb")))
    small = Settings(fetch_max_bytes=1_000_000)
    found = list(open_source(str(path), small))
    assert [item.reason for item in found if isinstance(item, UnreadableArticle)] == ["too_large"]


def test_zstd_and_patterns(tmp_path):
    for name in ("b", "a"):
        line = json.dumps({"id": name, "text": "Peru met Chile."}).encode()
        (tmp_path / f"{name}.jsonl.zst").write_bytes(zstandard.compress(line))
    found = [item for item in open_source(str(tmp_path / "*.zst"), SETTINGS) if isinstance(item, RawArticle)]
    assert [item.source_id for item in found] == ["a", "b"]
    (tmp_path / "c.jsonl.zst").write_bytes(zstandard.compress(str(list(range(5000))).encode())[:2000])
    assert [i.reason for i in open_source(str(tmp_path / "c.jsonl.zst"), SETTINGS)] == ["truncated"]


def test_another_file_system():
    fsspec = pytest.importorskip("fsspec", reason="needs fsspec")
    memory = fsspec.filesystem("memory")
    memory.pipe("/crawl/a.warc.gz", warc(*archive()))
    memory.pipe("/crawl/b.jsonl", b'{"id": "j", "text": "Peru met Chile."}')
    found = [item for item in open_source("memory://crawl/*", SETTINGS) if isinstance(item, RawArticle)]
    assert [item.source_id for item in found] == ["https://news.example/one", "https://news.example/two", "j"]


def test_a_finished_archive_is_not_read_again(tmp_path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(warc(*archive()))
    project = database.create(tmp_path / "project")
    from attache.coding import finished_archives

    def run():
        done = finished_archives(project, SETTINGS, None)
        items = list(open_source(str(path), SETTINGS, known=lambda f: (f.source, f.signature) in done))
        return len(items), code_to_project(iter(items), project, SETTINGS)

    read, summary = run()
    assert (read, summary.articles) == (3, 2)
    assert run()[0] == 0
    path.write_bytes(warc(*archive(), record(PAGE.replace("Peru", "Bolivia").encode(), "https://news.example/three")))
    read, summary = run()
    assert (summary.articles, summary.skipped) == (1, 2)
    assert len(list(View(project).articles())) == 3

import gzip
import http.server
import json
import threading

import pyarrow
import pyarrow.parquet
import pytest

from attache.articles.fetch import fetch
from attache.articles.sources import Finished, open_source
from attache.config import Settings
from attache.errors import InputMissing, UnreadableArticle

SETTINGS = Settings()


def items(where, **more):
    return [item for item in open_source(str(where), SETTINGS, **more) if not isinstance(item, Finished)]


def reasons(found):
    return [item.reason for item in found if isinstance(item, UnreadableArticle)]


def test_json_lines_good_and_bad(tmp_path):
    path = tmp_path / "in.jsonl"
    lines = [
        '{"id": "one", "text": "A.", "published": "2024-01-02"}',
        "{no json",
        '{"title": "none"}',
        "[1]",
        '{"text": 5}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = items(path)
    assert found[0].source_id == "one"
    assert reasons(found) == ["no_json", "missing_column", "no_object", "bad_column"]
    assert "in.jsonl:2" in str(found[1])


def test_gzip(tmp_path):
    path = tmp_path / "in.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps({"id": "z", "text": "A."}).encode()))
    assert [item.source_id for item in items(path)] == ["z"]


def test_parquet(tmp_path):
    good, bad = tmp_path / "good.parquet", tmp_path / "bad.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"id": ["p1"], "text": ["A."], "other": [1]}), good)
    pyarrow.parquet.write_table(pyarrow.table({"body": ["A."]}), bad)
    assert [item.source_id for item in items(good)] == ["p1"]
    assert reasons(items(bad)) == ["missing_column"]
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 not really")
    assert reasons(items(tmp_path / "broken.parquet")) == ["unreadable"]


def test_feed(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(
        "<rss version='2.0'><channel><title>Wire</title><item><title>Deal signed</title><link>https://a.example/1</link>"
        "<pubDate>Wed, 15 May 2024 12:00:00 GMT</pubDate><description>Peru signed.</description></item></channel></rss>",
        encoding="utf-8",
    )
    (entry,) = items(path)
    assert (entry.title, entry.publisher, entry.text) == ("Deal signed", "Wire", "Peru signed.")
    (tmp_path / "none.xml").write_text("<x/>", encoding="utf-8")
    assert reasons(items(tmp_path / "none.xml")) == ["no_feed"]


def test_a_folder_in_the_order_of_names(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt", "picture.png"):
        (tmp_path / name).write_text("Text.", encoding="utf-8")
    assert [item.source_id for item in items(tmp_path)] == ["a.txt", "b.txt", "sub/c.txt"]


def test_a_folder_without_rights_is_reported(tmp_path, monkeypatch):
    import os

    locked = tmp_path / "locked"
    locked.mkdir()
    real = os.scandir

    def scandir(path):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    (tmp_path / "a.txt").write_text("Text.", encoding="utf-8")
    found = items(tmp_path)
    assert "no_rights" in reasons(found)
    assert any(getattr(item, "source_id", "") == "a.txt" for item in found)


def test_a_missing_input_stops_with_its_name():
    with pytest.raises(InputMissing, match="nowhere.txt"):
        items("nowhere.txt")


def test_an_empty_file_is_an_article_without_text(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    (item,) = items(tmp_path / "empty.txt")
    assert item.text == ""


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
            self.end_headers()
            return
        body = b"x" * 5000 if self.path == "/big" else b"<html><body><p>A page.</p></body></html>"
        self.send_response(404 if self.path == "/none" else 200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"]
)
def test_private_addresses_are_refused(host):
    with pytest.raises(UnreadableArticle) as caught:
        fetch(f"http://{host}/x", SETTINGS)
    assert caught.value.reason in {"private_address", "unreachable"}


@pytest.mark.parametrize("url", ["ftp://a.example/x", "http://", "file:///etc/passwd"])
def test_other_schemes_are_refused(url):
    with pytest.raises(UnreadableArticle) as caught:
        fetch(url, SETTINGS)
    assert caught.value.reason == "bad_url"


def test_a_page_is_fetched_within_its_limits(server):
    allowed = Settings(fetch_private=True, fetch_max_bytes=1000)
    assert fetch(f"{server}/page", allowed).media_type == "text/html"
    for path, reason in (("/big", "too_large"), ("/none", "http_error"), ("/loop", "redirects")):
        with pytest.raises(UnreadableArticle) as caught:
            fetch(server + path, allowed)
        assert caught.value.reason == reason

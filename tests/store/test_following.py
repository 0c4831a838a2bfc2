"""Feeds and sitemaps that are followed, against a server of our own that tells what it was asked."""

from __future__ import annotations

import http.server
import threading
import time

import pytest

from attache.coding import code_to_project
from attache.config import Settings
from attache.errors import BadSource
from attache.store import database
from attache.store.sources import Polite, add_source, is_due, look, sources
from attache.store.view import View

SETTINGS = Settings(fetch_private=True, workers=1, politeness_s=0.0, fetch_timeout_s=0.4)
STORY = "<html><body><article><h1>{0}</h1><p>Peru and {0} signed a fishing treaty in Lima on Monday, the Peruvian foreign ministry said.</p></article></body></html>"


class Site:
    def __init__(self):
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append(self.path)
                status, headers, body = site.pages.get(self.path, (404, {}, b""))
                if status == 200 and headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                    status, body = 304, b""
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if headers.get("X-Slow"):
                    for byte in body:
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                        time.sleep(0.1)
                else:
                    self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def put(self, path, body, status=200, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, {"Content-Type": "text/html", **headers}, body.encode())

    def feed(self, *names, **headers):
        items = "".join(f"<item><title>{n}</title><link>{self.address}/{n}</link></item>" for n in names)
        self.put("/feed", f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>", **headers)
        for name in names:
            self.put(f"/{name}", STORY.format(name))


@pytest.fixture
def site():
    made = Site()
    yield made
    made.server.shutdown()


@pytest.fixture
def project(tmp_path):
    return database.create(tmp_path)


def run(project, number=0, polite=None):
    source = sources(project)[number]
    summary = code_to_project(look(project, source, polite or Polite(SETTINGS), SETTINGS), project, SETTINGS)
    return summary, sources(project)[number]


def test_each_page_is_fetched_once_and_an_unchanged_feed_is_not_sent(project, site):
    site.feed("Chile", "Brazil", ETag='"1"')
    add_source(project, f"{site.address}/feed")
    summary, source = run(project)
    assert (summary.articles, source.pages, source.failures) == (2, 2, 0)
    assert site.asked.count("/robots.txt") == 1
    site.asked.clear()
    assert run(project)[0].articles == 0
    assert site.asked == ["/robots.txt", "/feed"]
    site.feed("Ecuador", "Chile", "Brazil", ETag='"2"')
    site.asked.clear()
    summary, source = run(project)
    assert summary.articles == 1
    assert site.asked == ["/robots.txt", "/feed", "/Ecuador"]
    assert {a["url"] for a in View(project).articles()} == {
        f"{site.address}/{n}" for n in ("Chile", "Brazil", "Ecuador")
    }
    assert not is_due(source, source.checked)


def test_robots_are_obeyed(project, site):
    site.put("/robots.txt", "User-agent: *\nDisallow: /Brazil\nCrawl-delay: 7\n")
    site.feed("Chile", "Brazil")
    add_source(project, f"{site.address}/feed")
    waited = []
    summary, _ = run(project, polite=Polite(SETTINGS, sleep=waited.append))
    assert summary.articles == 1
    assert [failure.reason for failure in summary.failures] == ["robots"]
    assert "/Brazil" not in site.asked
    assert waited
    assert max(waited) == pytest.approx(7, abs=0.5)


def test_who_asks_for_it_is_left_alone(project, site):
    site.feed("Chile", "Brazil")
    site.put("/Brazil", "", status=429, Retry_After="7200")
    add_source(project, f"{site.address}/feed", every_minutes=10)
    summary, source = run(project)
    assert summary.articles == 1
    assert "429" in source.problem
    assert source.failures == 1
    assert source.due > source.checked[:11] + source.checked[11:]
    site.put("/Brazil", STORY.format("Brazil"))
    summary, source = run(project)
    assert (summary.articles, source.failures, source.problem) == (1, 0, None)


def test_failures_are_told_and_wait_longer(project, site):
    add_source(project, f"{site.address}/feed", every_minutes=10)
    waits = []
    for _ in range(3):
        _, source = run(project)
        waits.append(source.due)
        assert "404" in source.problem
    assert waits == sorted(waits)
    site.put("/feed", "<html><body>No feed</body></html>")
    assert "neither a feed" in run(project)[1].problem


def test_a_server_that_answers_a_byte_now_and_then(project, site):
    site.feed("Chile")
    site.put("/Chile", STORY.format("Chile") * 3, X_Slow="1")
    add_source(project, f"{site.address}/feed")
    began = time.monotonic()
    summary, _ = run(project)
    assert time.monotonic() - began < 10
    assert [failure.reason for failure in summary.failures] == ["timeout"]
    site.put("/Chile", STORY.format("Chile"))
    assert run(project)[0].articles == 1  # it is asked for again


def test_sitemaps_and_indexes_of_them(project, site):
    site.put(
        "/sitemap.xml",
        f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>{site.address}/m1.xml</loc></sitemap></sitemapindex>",
    )
    urls = "".join(
        f"<url><loc>{site.address}/{n}</loc><lastmod>2024-0{m}-01</lastmod></url>"
        for m, n in enumerate(("Chile", "Brazil"), 1)
    )
    site.put("/m1.xml", f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>")
    for name in ("Chile", "Brazil"):
        site.put(f"/{name}", STORY.format(name))
    add_source(project, f"{site.address}/sitemap.xml")
    assert run(project)[0].articles == 2
    assert site.asked[-2:] == ["/Brazil", "/Chile"]  # the latest first
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]><urlset><url><loc>&c;</loc></url></urlset>'
    site.put("/sitemap.xml", bomb)
    assert run(project)[0].articles == 0


def test_bad_addresses_are_refused(project):
    with pytest.raises(BadSource, match="http"):
        add_source(project, "file:///etc/passwd")
    add_source(project, "http://news.example/feed")
    with pytest.raises(BadSource, match="already"):
        add_source(project, "http://news.example/feed")
    source = sources(project)[0]
    private = Settings(workers=1, politeness_s=0.0)
    add_source(project, "http://127.0.0.1:9/feed")
    code_to_project(look(project, sources(project)[1], Polite(private), private), project, private)
    assert "local network" in sources(project)[1].problem
    assert source.failures == 0

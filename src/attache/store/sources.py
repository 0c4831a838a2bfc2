"""Feeds and sitemaps that a project follows: fetched politely, each page once, and how they are.

Polite is: what robots.txt forbids is not fetched, a host is asked at most once in ``politeness_s`` (or what its robots.txt asks
for), an unchanged feed is not sent again, and who fails or asks for it is left alone for longer and longer.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from attache.articles.fetch import Page, SlowDown, fetch
from attache.articles.raw import RawArticle, decode
from attache.articles.sources import Item, from_feed, from_page
from attache.config import Settings
from attache.errors import BadSource, UnreadableArticle
from attache.store.database import connect, transaction
from attache.store.judging import now

AGENT = "attache"
_LONGEST_WAIT = timedelta(days=1)
_MOST_PAGES = 500  # that one look at a source leads to
_MOST_MAPS = 50  # sitemaps behind a sitemap


@dataclass(frozen=True, slots=True)
class Source:
    """``follow``: the page behind each entry is fetched, else the entry itself is the article. ``failures`` in a row;
    ``problem`` is the last; ``due`` when it is looked at next."""

    id: int
    address: str
    added: str
    every_minutes: int
    follow: bool
    etag: str | None
    modified: str | None
    checked: str | None
    due: str | None
    failures: int
    problem: str | None
    pages: int
    last_page: str | None


_SOURCE = "SELECT id, address, added, every_minutes, follow, etag, modified, checked, due, failures, problem, pages, last_page FROM sources"


def add_source(path: Path, address: str, *, every_minutes: int = 60, follow: bool = True) -> Source:
    """Follow a feed or sitemap. Raises BadSource."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadSource(f"{address!r} is no http or https address")
    if not 1 <= every_minutes <= 10**6:
        raise BadSource("minutes are a whole number from 1 to 1,000,000")
    with transaction(path) as connection:
        try:
            cursor = connection.execute(
                "INSERT INTO sources (address, added, every_minutes, follow) VALUES (?, ?, ?, ?)",
                (address, now(), every_minutes, int(follow)),
            )
        except sqlite3.IntegrityError:
            raise BadSource(f"{address} is followed already") from None
        return Source(*connection.execute(f"{_SOURCE} WHERE id = ?", (cursor.lastrowid,)).fetchone())


def sources(path: Path) -> list[Source]:
    connection = connect(path)
    try:
        return [Source(*row) for row in connection.execute(f"{_SOURCE} ORDER BY id")]
    finally:
        connection.close()


def remove_source(path: Path, number: int) -> bool:
    with transaction(path) as connection:
        return connection.execute("DELETE FROM sources WHERE id = ?", (number,)).rowcount > 0


class Polite:
    """Fetches as a guest does."""

    def __init__(self, settings: Settings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings, self._sleep = settings, sleep
        self._robots: dict[str, RobotFileParser] = {}
        self._last: dict[str, float] = {}

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Page:
        """As ``fetch``; raises UnreadableArticle for what robots.txt forbids, too."""
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        robots = self._robots_of(host)
        if not robots.can_fetch(AGENT, url):
            raise UnreadableArticle(url, "robots", "the site's robots.txt forbids it")
        self._wait(host, float(robots.crawl_delay(AGENT) or 0))
        return fetch(url, self._settings, etag=etag, modified=modified)

    def _robots_of(self, host: str) -> RobotFileParser:
        if host not in self._robots:
            robots = self._robots[host] = RobotFileParser()
            self._wait(host, 0)
            try:
                page = fetch(f"{host}/robots.txt", self._settings)
                rules = decode(page.body, host).splitlines()
            except SlowDown:
                rules = ["User-agent: *", "Disallow: /"]  # as its servers are, it wants nobody now
            except UnreadableArticle:
                rules = []  # there is none
            robots.parse(rules)
        return self._robots[host]

    def _wait(self, host: str, asked_s: float) -> None:
        since = time.monotonic() - self._last.get(host, -1e9)
        needed = max(self._settings.politeness_s, min(asked_s, 60.0)) - since
        if needed > 0:
            self._sleep(needed)
        self._last[host] = time.monotonic()


def is_due(source: Source, at: str) -> bool:
    return source.due is None or source.due <= at


def look(path: Path, source: Source, polite: Polite, settings: Settings) -> Iterator[Item]:
    """The new articles of a source, one after the other as they are fetched; at its end how the source is, is written down. What
    cannot be fetched is given as the failure that it is."""
    connection = connect(path)
    pages, problem, wait = 0, None, None
    version: tuple[str | None, str | None] = (source.etag, source.modified)
    try:
        page = polite.get(source.address, etag=source.etag, modified=source.modified)
        version = (page.etag, page.modified)
        if page.status == 200:
            for item in _new(connection, source, page, polite, settings):
                pages += isinstance(item, RawArticle)
                yield item
    except UnreadableArticle as error:
        problem = str(error)
        wait = error.retry_after_s if isinstance(error, SlowDown) else None
    finally:
        _note(path, connection, source, version, pages, problem, wait)
        connection.close()


def _new(
    connection: sqlite3.Connection, source: Source, page: Page, polite: Polite, settings: Settings
) -> Iterator[Item]:
    def seen(address: str) -> bool:
        """Whether it is in the project, or cannot be read however often it is asked for. Nothing is written down before the
        article is: a kill loses none."""
        (found,) = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM inputs WHERE source_id = :a) OR EXISTS (SELECT 1 FROM failures WHERE source_id = :a "
            "AND reason NOT IN ('timeout', 'unreachable', 'slow_down'))",
            {"a": address},
        ).fetchone()
        return bool(found)

    links: list[tuple[str, RawArticle | None]]
    if _is_sitemap(page):
        links = [(url, None) for url in _of_sitemap(page, polite, source.address)]
    else:
        links = [(item.url or item.source_id, item) for item in from_feed(page.body, source.address, settings, False) if isinstance(item, RawArticle)]  # fmt: skip
        if not links:
            raise UnreadableArticle(source.address, "no_feed", "it is neither a feed with entries nor a sitemap")
    count = 0
    for address, entry in links:
        if seen(address) or (entry is not None and seen(entry.source_id)):
            continue
        count += 1
        if count > _MOST_PAGES:
            return  # the rest waits for the next look
        if entry is not None and not (source.follow and address.startswith(("http://", "https://"))):
            yield entry
            continue
        try:
            found = polite.get(urljoin(source.address, address))
            yield from_page(found, address)
        except SlowDown:
            raise  # the page is asked for again the next time
        except UnreadableArticle as error:
            yield error


def _is_sitemap(page: Page) -> bool:
    head = page.body[:2000].lower()
    return b"<urlset" in head or b"<sitemapindex" in head


def _of_sitemap(page: Page, polite: Polite, where: str) -> Iterator[str]:
    """The pages that a sitemap names, the latest first where it says when; of an index those of its sitemaps."""
    from lxml import etree

    ahead, maps = [page], 0
    while ahead:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            root = etree.fromstring(ahead.pop(0).body, parser)
        except etree.XMLSyntaxError as error:
            raise UnreadableArticle(where, "no_feed", f"its sitemap is not XML ({error})") from error
        entries = [
            (entry.findtext("{*}lastmod") or "", (entry.findtext("{*}loc") or "").strip())
            for entry in root
            if isinstance(entry.tag, str)
        ]
        entries.sort(reverse=True)
        if etree.QName(root).localname == "sitemapindex":
            for _, address in entries:
                maps += 1
                if maps <= _MOST_MAPS and address:
                    ahead.append(polite.get(address))
        else:
            yield from (address for _, address in entries if address)


def _note(
    path: Path,
    connection: sqlite3.Connection,
    source: Source,
    version: tuple[str | None, str | None],
    pages: int,
    problem: str | None,
    wait_s: float | None,
) -> None:
    failures = source.failures + 1 if problem else 0
    wait = timedelta(minutes=source.every_minutes) * 2 ** min(failures, 10)
    if wait_s is not None:
        wait = max(wait, timedelta(seconds=wait_s))
    due = (datetime.now(UTC) + min(wait, max(_LONGEST_WAIT, timedelta(minutes=source.every_minutes)))).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )
    row: tuple[Any, ...] = (*version, now(), due, failures, problem, pages, now() if pages else None, source.id)
    connection.execute(
        "UPDATE sources SET etag = ?, modified = ?, checked = ?, due = ?, failures = ?, problem = ?, pages = pages + ?, "
        "last_page = coalesce(?, last_page) WHERE id = ?",
        row,
    )

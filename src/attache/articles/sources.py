"""Inputs to raw articles: one generator a kind. What cannot be read is yielded as the error it is, so that the run
goes on and the failure is kept."""

from __future__ import annotations

import glob
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from attache.articles.archives import PACKED, from_warc, packing_errors, unpacked
from attache.articles.raw import RawArticle, decode
from attache.config import Settings
from attache.errors import InputMissing, UnreadableArticle

if TYPE_CHECKING:
    from attache.articles.fetch import Page


@dataclass(frozen=True, slots=True)
class Finished:
    """Stands after the last article of an archive: it need not be read again while its ``signature`` stays."""

    source: str
    signature: str


Item = RawArticle | UnreadableArticle | Finished
#: Whether an archive of this signature was finished before.
Known = Callable[[Finished], bool]
KINDS = ("auto", "text", "html", "jsonl", "parquet", "feed", "warc")
_ARCHIVES = ("jsonl", "parquet", "warc")
_SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".warc": "warc",
    ".wet": "warc",
}
_COLUMNS = ("id", "text", "html", "published", "title", "url", "publisher", "author")


def open_source(
    where: str, settings: Settings, *, kind: str = "auto", follow: bool = False, known: Known = lambda _: False
) -> Iterator[Item]:
    """The raw articles of an input: a file, a folder (files in the order of their names), a pattern with ``*``, a URL, an address
    that fsspec opens (``s3://...``), or ``-`` for standard input. ``follow`` fetches the page behind each entry of a feed; archives
    that are ``known`` are not read again. Raises InputMissing, ExtraMissing."""
    if where == "-":
        yield from _from_bytes(sys.stdin.buffer.read(), "-", kind, settings, follow)
    elif where.startswith(("http://", "https://")):
        yield from _from_url(where, kind, settings, follow)
    elif "://" in where:
        yield from _from_remote(where, kind, settings, follow, known)
    else:
        path = Path(where)
        if path.is_dir():
            yield from _from_folder(path, kind, settings, follow, known)
        elif path.exists():
            yield from _from_file(path, path.name, kind, settings, follow, known)
        elif "*" in where and (matching := sorted(glob.glob(where, recursive=True))):  # noqa: PTH207 - an absolute pattern is one, too
            for each in matching:
                yield from open_source(each, settings, kind=kind, follow=follow, known=known)
        else:
            raise InputMissing(where)


def _from_remote(where: str, kind: str, settings: Settings, follow: bool, known: Known) -> Iterator[Item]:
    from attache.articles.archives import remote

    for file in remote(where):
        name = str(file.full_name)
        try:
            about = file.fs.info(file.path)
            stamp = about.get("ETag") or about.get("mtime") or about.get("LastModified") or about.get("created") or ""
            yield from _from_stream(
                file.open(), Path(name), name, f"{about['size']}-{stamp}", kind, settings, follow, known
            )
        except FileNotFoundError as error:
            raise InputMissing(where) from error
        except OSError as error:
            yield UnreadableArticle(name, "unreadable", f"it cannot be read ({error})")


def _from_folder(folder: Path, kind: str, settings: Settings, follow: bool, known: Known) -> Iterator[Item]:
    unreadable: list[OSError] = []
    for root, folders, names in (
        folder.walk(on_error=unreadable.append) if hasattr(folder, "walk") else _walk(folder, unreadable)
    ):
        folders.sort()
        for error in unreadable:
            yield UnreadableArticle(str(error.filename), "no_rights", "this folder cannot be opened; check its rights")
        unreadable.clear()
        for name in sorted(names):
            path = root / name
            if not name.startswith(".") and _kind_of(path, kind) is not None:
                yield from _from_file(path, str(path.relative_to(folder)), kind, settings, follow, known)
    for error in unreadable:
        yield UnreadableArticle(str(error.filename), "no_rights", "this folder cannot be opened; check its rights")


def _walk(folder: Path, unreadable: list[OSError]) -> Iterator[tuple[Path, list[str], list[str]]]:
    import os

    for root, folders, names in os.walk(folder, onerror=unreadable.append):
        yield Path(root), folders, names


def _kind_of(path: Path, kind: str) -> str | None:
    """The kind of a file by its name; None where a folder's file is of no kind that is read."""
    if kind != "auto":
        return kind
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    return _SUFFIXES.get(suffixes[-1]) if suffixes else None


def _from_file(
    path: Path, source_id: str, kind: str, settings: Settings, follow: bool, known: Known = lambda _: False
) -> Iterator[Item]:
    try:
        about = path.stat()
        if about.st_size > settings.max_file_bytes and _kind_of(path, kind) not in _ARCHIVES:
            yield UnreadableArticle(
                source_id, "too_large", f"{about.st_size:,} bytes; split it, or raise max_file_bytes"
            )
            return
        signature = f"{about.st_size}-{about.st_mtime_ns}"
        yield from _from_stream(path.open("rb"), path, source_id, signature, kind, settings, follow, known)
    except PermissionError:
        yield UnreadableArticle(source_id, "no_rights", "this file cannot be opened; check its rights")
    except OSError as error:
        yield UnreadableArticle(source_id, "unreadable", f"it cannot be read ({error})")


def _from_stream(
    stream: IO[bytes],
    path: Path,
    source_id: str,
    signature: str,
    kind: str,
    settings: Settings,
    follow: bool,
    known: Known,
) -> Iterator[Item]:
    """The articles of an open file, which is closed at the end."""
    found = _kind_of(path, kind)
    with stream:
        if found not in _ARCHIVES:
            yield from _from_packed(stream, path, source_id, found or "auto", settings, follow)
            return
        finished = Finished(source_id, signature)
        if known(finished):
            return
        whole = True
        items = (
            _from_parquet(stream, source_id)
            if found == "parquet"
            else from_warc(stream, source_id, settings)
            if found == "warc"
            else _from_packed_lines(stream, path, source_id)
        )
        for item in items:
            whole = whole and not (isinstance(item, UnreadableArticle) and item.reason in ("truncated", "unreadable"))
            yield item
        if whole:
            yield finished


def _from_packed_lines(stream: IO[bytes], path: Path, source_id: str) -> Iterator[Item]:
    try:
        with unpacked(path, stream) as lines:
            yield from _from_lines(lines, source_id)
    except packing_errors() as error:
        yield UnreadableArticle(source_id, "truncated", f"it breaks off or is damaged ({error})")


def _from_packed(
    stream: IO[bytes], path: Path, source_id: str, kind: str, settings: Settings, follow: bool
) -> Iterator[Item]:
    """One file that is one article or a feed; what it unpacks to is bounded, too."""
    try:
        with unpacked(path, stream) as unpacking:
            raw = unpacking.read(settings.max_file_bytes + 1)
    except packing_errors() as error:
        yield UnreadableArticle(source_id, "unreadable", f"it cannot be read ({error})")
        return
    if len(raw) > settings.max_file_bytes:
        yield UnreadableArticle(source_id, "too_large", "unpacked it is larger than max_file_bytes")
        return
    yield from _from_bytes(raw, source_id, kind, settings, follow)


def _from_bytes(raw: bytes, source_id: str, kind: str, settings: Settings, follow: bool) -> Iterator[Item]:
    if kind in ("auto", "jsonl") and (kind == "jsonl" or raw.lstrip()[:1] == b"{"):
        yield from _from_lines(iter(raw.splitlines()), source_id)
        return
    try:
        text = decode(raw, source_id)
    except UnreadableArticle as error:
        yield error
        return
    head = text.lstrip("\ufeff \r\n\t")[:1000].lower()
    if kind == "feed" or (kind == "auto" and ("<rss" in head or "<feed" in head or "<rdf" in head)):
        yield from from_feed(raw, source_id, settings, follow)
    elif kind == "html" or (kind == "auto" and head.startswith(("<!doctype html", "<html", "<head", "<body"))):
        yield RawArticle(source_id, html=text, sha256=_digest(raw))
    else:
        yield RawArticle(source_id, text=text, sha256=_digest(raw))


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _from_lines(lines: Iterator[bytes] | Any, source_id: str) -> Iterator[Item]:
    for number, line in enumerate(lines, 1):
        where = f"{source_id}:{number}"
        if not line.strip():
            continue
        try:
            entry = json.loads(decode(line.rstrip(b"\r\n"), where))
        except UnreadableArticle as error:
            yield error
            continue
        except (ValueError, RecursionError) as error:
            yield UnreadableArticle(where, "no_json", f"this line is not JSON ({error})")
            continue
        yield _from_row(entry, where, _digest(line))


def _from_row(entry: Any, where: str, digest: str) -> Item:
    """One row of JSON Lines or Parquet. Other columns than attache's are left alone."""
    if not isinstance(entry, dict):
        return UnreadableArticle(where, "no_object", "this line is no JSON object")
    values: dict[str, str | None] = {}
    for name in _COLUMNS:
        value = entry.get(name)
        if value is not None and not isinstance(value, str):
            if name in ("text", "html"):
                return UnreadableArticle(where, "bad_column", f"{name!r} is not text")
            value = str(value)
        values[name] = value if name in ("text", "html") else value or None
    if values["text"] is None and values["html"] is None:
        return UnreadableArticle(where, "missing_column", "it has neither 'text' nor 'html'")
    if values["published"] is None and entry.get("date"):
        values["published"] = str(entry["date"])
    return RawArticle(
        source_id=values["id"] or where,
        text=values["text"] if values["text"] is not None else None,
        html=values["html"] if values["text"] is None else None,
        title=values["title"],
        published=values["published"],
        url=values["url"],
        publisher=values["publisher"],
        author=values["author"],
        sha256=digest,
    )


def _from_parquet(stream: IO[bytes], source_id: str) -> Iterator[Item]:
    import pyarrow
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(stream)
        columns = [name for name in (*_COLUMNS, "date") if name in file.schema_arrow.names]
        if "text" not in columns and "html" not in columns:
            yield UnreadableArticle(
                source_id,
                "missing_column",
                f"it has no column 'text' or 'html', only {file.schema_arrow.names}",
            )
            return
        number = 0
        for batch in file.iter_batches(batch_size=256, columns=columns):
            for row in batch.to_pylist():
                number += 1
                where = f"{source_id}:{number}"
                yield _from_row(row, where, _digest(repr(sorted(row.items())).encode("utf-8", "replace")))
    except (pyarrow.ArrowException, OSError) as error:
        yield UnreadableArticle(source_id, "unreadable", f"it is no Parquet file that can be read ({error})")


def from_feed(raw: bytes, source_id: str, settings: Settings, follow: bool) -> Iterator[Item]:
    """Entries of an RSS or Atom feed; feedparser is given the bytes, so that it fetches nothing."""
    import feedparser

    parsed = feedparser.parse(raw)
    if not parsed.entries:
        yield UnreadableArticle(source_id, "no_feed", "no entries of an RSS or Atom feed were found in it")
        return
    publisher = parsed.feed.get("title")
    for number, entry in enumerate(parsed.entries, 1):
        link = entry.get("link")
        where = entry.get("id") or link or f"{source_id}:{number}"
        if follow and link:
            yield from _from_url(link, "html", settings, False)
            continue
        content = entry.get("content") or [{}]
        html = content[0].get("value") or entry.get("summary") or ""
        stamp: Callable[[str], str | None] = entry.get
        yield RawArticle(
            source_id=where,
            html=None if "<" not in html else f"<html><body><article>{html}</article></body></html>",
            text=html if "<" not in html else None,
            title=entry.get("title"),
            published=stamp("published") or stamp("updated"),
            published_basis="metadata",
            url=link,
            publisher=publisher,
            author=entry.get("author"),
            sha256=_digest(html.encode("utf-8", "replace")),
        )


def _from_url(url: str, kind: str, settings: Settings, follow: bool) -> Iterator[Item]:
    try:
        from attache.articles.fetch import fetch  # an HTTP client takes longer to load than an article to read

        page = fetch(url, settings)
        text = decode(page.body, url)
    except UnreadableArticle as error:
        yield error
        return
    head = text.lstrip("\ufeff \r\n\t")[:1000].lower()
    if kind == "feed" or "rss" in page.media_type or "atom" in page.media_type or "<rss" in head or "<feed" in head:
        yield from from_feed(page.body, url, settings, follow)
    else:
        yield from_page(page, url)


def from_page(page: Page, where: str) -> RawArticle:
    """The article of a page that was fetched. Raises UnreadableArticle for what is no text."""
    text, plain = decode(page.body, where), page.media_type == "text/plain"
    return RawArticle(
        where,
        text=text if plain else None,
        html=None if plain else text,
        url=page.url,
        retrieved=page.retrieved,
        sha256=_digest(page.body),
    )

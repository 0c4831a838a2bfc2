"""Archives of pages: WARC with its HTTP answers, WET with the text that Common Crawl made of them; and streams that are packed."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from attache.articles.raw import RawArticle, decode
from attache.config import Settings
from attache.errors import ExtraMissing, UnreadableArticle

#: Endings of packed files; what stands before them tells the kind.
PACKED = (".gz", ".zst")
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")


@contextmanager
def unpacked(path: Path | str, raw: IO[bytes] | None = None) -> Iterator[IO[bytes]]:
    """A file's bytes as they were before it was packed; ``raw`` where it was opened elsewhere. Raises OSError, EOFError."""
    name = str(path)
    with raw or Path(path).open("rb") as stream:
        if name.endswith(".gz"):
            with gzip.open(stream, "rb") as lines:
                yield cast("IO[bytes]", lines)
        elif name.endswith(".zst"):
            yield io.BufferedReader(_Zstd(stream))
        else:
            yield stream


def packing_errors() -> tuple[type[Exception], ...]:
    """What damaged packed files raise."""
    import zstandard

    return OSError, EOFError, zlib.error, zstandard.ZstdError


class _Zstd(io.RawIOBase):
    """Zstandard's frames one after the other. The library's own reader takes a stream that breaks off for one that ended."""

    def __init__(self, stream: IO[bytes]) -> None:
        import zstandard

        self._new = zstandard.ZstdDecompressor().decompressobj
        self._stream, self._frame, self._fed, self._left = stream, self._new(), False, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            packed = self._frame.unused_data if self._frame.eof else b""
            if self._frame.eof:
                self._frame, self._fed = self._new(), False
            packed = packed or self._stream.read(4096)
            if not packed:
                if self._fed:
                    raise EOFError("the packed stream breaks off")
                return 0
            self._fed = True
            self._left = self._frame.decompress(packed)
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count


def from_warc(stream: IO[bytes], source_id: str, settings: Settings) -> Iterator[RawArticle | UnreadableArticle]:
    """The pages of a WARC or WET stream, packed or not. What is no page (images, redirects, errors) is left out; a record that
    cannot be read is its own failure, and one that breaks off ends the archive with a failure that says so."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    number = 0
    try:
        records = ArchiveIterator(
            stream, record_types=WarcRecordType.response | WarcRecordType.conversion, parse_http=True, auto_decode="all"
        )
        for record in records:
            number += 1
            try:
                found = _page(record, source_id, number, settings)
            except (ValueError, OSError, EOFError, UnicodeError) as error:
                found = UnreadableArticle(
                    f"{source_id}:{number}", "unreadable", f"this record cannot be read ({error})"
                )
            if found is not None:
                yield found
    except Exception as error:  # the library raises what its parts raise: EOFError, ValueError, errors of zlib
        yield UnreadableArticle(
            f"{source_id}:{number + 1}",
            "truncated",
            f"the archive breaks off or is damaged here ({error or type(error).__name__})",
        )


def _page(record: Any, source_id: str, number: int, settings: Settings) -> RawArticle | UnreadableArticle | None:
    headers = record.headers
    url = headers.get("WARC-Target-URI")
    where = url or f"{source_id}:{number}"
    if headers.get("Content-Length") is None or url is None:
        return UnreadableArticle(where, "truncated", "this record's head is not whole")
    encoded = False
    if record.is_http:
        if record.http_headers is None or record.http_headers.status_code != 200:
            return None
        kind = (record.http_content_type or "").partition(";")[0].strip().lower()
        if kind not in _PAGES:
            return None
        encoded = any(record.http_headers.get(name) for name in ("Content-Encoding", "Transfer-Encoding"))
    elif headers.get("Content-Type", "").partition(";")[0] not in _PAGES:
        return None
    if record.content_length > settings.fetch_max_bytes:
        return UnreadableArticle(
            where, "too_large", f"{record.content_length:,} bytes are no page; raise fetch_max_bytes"
        )
    body = record.reader.read(settings.fetch_max_bytes + 1)
    if not encoded and len(body) < record.content_length:  # the library ends a cut archive as if it were whole
        return UnreadableArticle(where, "truncated", "the archive breaks off inside this page")
    if len(body) > settings.fetch_max_bytes:
        return UnreadableArticle(where, "too_large", "unpacked it is larger than fetch_max_bytes")
    text = decode(body, where)
    plain = not record.is_http or kind == "text/plain"
    return RawArticle(
        where,
        text=text if plain else None,
        html=None if plain else text,
        url=url,
        retrieved=headers.get("WARC-Date"),
        sha256=hashlib.sha256(body).hexdigest(),
    )


def remote(where: str) -> Any:
    """What fsspec opens under an address such as ``s3://bucket/folder/*.warc.gz``: its open files. Raises ExtraMissing where the
    file system's library is not installed."""
    try:
        import fsspec

        return fsspec.open_files(where, mode="rb")
    except ImportError as error:
        raise ExtraMissing("remote", f"{where.partition('://')[0]}:// ({error})") from error

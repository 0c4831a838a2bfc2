"""What an input gives before it is cleaned, and bytes to text."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from attache.errors import UnreadableArticle
from attache.reading import PublishedBasis

_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"SQLite format 3",
    b"\x7fELF",
)


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One article as its source gives it: either ``text`` or ``html``, with what the source says of it."""

    source_id: str
    text: str | None = None
    html: str | None = None
    title: str | None = None
    published: str | None = None
    published_basis: PublishedBasis = "given"
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    retrieved: str | None = None
    sha256: str = ""


def decode(raw: bytes, where: str) -> str:
    """Bytes to text: byte order mark, UTF-8, the charset that the file declares, then Windows-1252, which is what
    undeclared old files are. Raises UnreadableArticle for what is no text."""
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableArticle(
                    where, "wrong_encoding", f"its byte order mark says {encoding}, but {error}"
                ) from error
    if raw.startswith(_SIGNATURES) or b"\x00" in raw[:4096]:
        raise UnreadableArticle(where, "binary", "this is a binary file, not text or HTML; convert it to text first")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        declared = _CHARSET.search(raw[:2048])
        names = [declared.group(1).decode("ascii")] if declared else []
        for name in (*names, "cp1252"):
            try:
                return raw.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
    raise UnreadableArticle(
        where,
        "wrong_encoding",
        "neither UTF-8 nor any encoding it declares; save it as UTF-8 and code it again",
    )

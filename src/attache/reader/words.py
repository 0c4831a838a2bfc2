"""Text to words: runs of letters and digits, or one other visible character each. Nothing is lost or moved."""

from __future__ import annotations

import re

from attache.reading import Span

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")


def split_words(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The words of ``text[start:end]``, as spans in ``text``."""
    return [Span(*match.span()) for match in _WORD.finditer(text, start, len(text) if end is None else end)]

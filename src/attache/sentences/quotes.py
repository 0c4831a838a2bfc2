"""What stands inside quotation marks. A quotation may run over sentences, not over paragraphs, unless the next
paragraph opens it again."""

from __future__ import annotations

import re

from attache.reading import Span

_PAIRS = {"“": "”", "«": "»", "„": "“”"}
_MARK = re.compile(r"''|``|[\"“”«»„]")  # older wires write two single marks
_PARAGRAPH = re.compile(r"[^\n]+")


def find_quotes(text: str) -> list[Span]:
    """The insides of double quotation marks, marks and outer blanks excluded, in order. Single marks are not
    counted: they are apostrophes, or quotes inside quotes."""
    quotes: list[Span] = []
    for paragraph in _PARAGRAPH.finditer(text):
        opened: int | None = None
        closers = ""
        for mark in _MARK.finditer(text, *paragraph.span()):
            at, char = mark.start(), '"' if len(mark.group()) > 1 else mark.group()
            if opened is None:
                if char == '"' or char in _PAIRS:
                    opened, closers = mark.end(), '"”' if char in '"“' else _PAIRS[char]
            elif char in closers or (char == "“" and text[at - 1 : at].isspace() and at + 1 == paragraph.end()):
                _append(quotes, text, opened, at)
                opened = None
            elif char == "“" and at + 1 < paragraph.end() and not text[at + 1].isspace():
                opened = at + 1  # opened twice: the first was never closed
        if opened is not None and paragraph.end() - opened > 1:
            # Left open at the paragraph's end: speech that goes on in the next paragraph, or, where another kind
            # of mark closes it ("...together. “ "), a slip of the site's typesetting.
            _append(quotes, text, opened, paragraph.end())
    return quotes


def _append(quotes: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace()):
        end -= 1
    if end > start:
        quotes.append(Span(start, end))

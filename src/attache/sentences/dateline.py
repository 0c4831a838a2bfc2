"""The dateline of a report: "PORT-AU-PRINCE, March 2 (News Agency) -"."""

from __future__ import annotations

import re

from attache.reading import Span

_DATELINE = re.compile(
    r"(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ.'’/-]+(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’/-]+){0,3})(?:, [A-Z][A-Za-z. ]{1,30}?)?"
    r"(?:,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}))?(?: \([^)\n]{2,40}\))?\s?[—–-]{1,2}\s"
)


def find_dateline(text: str) -> tuple[Span, Span] | None:
    """The dateline and the place in it, at the head of the first paragraph or of the one behind the title; None where
    there is none."""
    begin = 0
    for _ in range(2):
        found = _DATELINE.match(text, begin)
        if found:
            return Span(*found.span()), Span(*found.span("place"))
        begin = text.find("\n\n", begin) + 2
        if begin < 2:
            return None
    return None

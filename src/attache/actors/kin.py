"""Whose people a party is, as the reader sees it: its words ask, and the names of states and bodies in the same window
answer (``Kinship``). The reader knows neither codes nor aliases; which words name a state comes from the knowledge
base."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from attache.reader.labels import KIN
from attache.reading import Kinship, Span

_SPREAD = KIN**0.5


class Kin:
    """The kinships of one article with the names in it: (span, code) each."""

    def __init__(self, kinships: Sequence[Kinship], named: Sequence[tuple[Span, str]]) -> None:
        self._windows = [_Window(kinship, named) for kinship in kinships]

    def odds(self, span: Span) -> dict[str, float]:
        """Log odds of each code that the party's window names against no state at all; empty where none is named."""
        for window in self._windows:
            if window.begin <= span.start < window.end:
                return window.odds(span)
        return {}


class _Window:
    def __init__(self, kinship: Kinship, named: Sequence[tuple[Span, str]]) -> None:
        self._starts = [word.start for word in kinship.words]
        self.begin, self.end = self._starts[0], kinship.words[-1].end
        at = {start: number for number, start in enumerate(self._starts)}
        inside = [(at[span.start], code) for span, code in named if span.start in at]
        self._codes = [code for _, code in inside]
        gives = kinship.gives[[number for number, _ in inside]] / _SPREAD
        # [words, names]: log odds of each name against no state, from the sight of each word of the party
        self._odds = kinship.asks[:, :-1] @ gives.T - kinship.asks[:, -1:]

    def odds(self, span: Span) -> dict[str, float]:
        if not self._codes:
            return {}
        first = bisect_right(self._starts, span.start) - 1
        last = max(first + 1, bisect_left(self._starts, span.end))
        found: dict[str, float] = {}
        for code, score in zip(self._codes, self._odds[first:last].mean(0).tolist(), strict=True):
            found[code] = _both(found[code], score) if code in found else score
        return found


def _both(one: float, other: float) -> float:
    """Log of the sum of two odds given by their logs."""
    return max(one, other) + math.log1p(math.exp(-abs(one - other)))

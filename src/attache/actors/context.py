"""Whose people are meant where no word says it ("police", "the minister", "two hundred workers"): the countries of
the article compete, by where and how they are named. The weights in data/context.tsv were learned from the corpus's
train split (``python -m training.context``)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from attache.actors.hits import Hit
from attache.data import read_table
from attache.ontology import INTERNATIONAL_CODES
from attache.reading import Sentence, Span

_IN = re.compile(r"\b(?:in|at|near|outside|around|across|inside|off|over|of)\s+(?:the\s+)?(?:[\w-]+ern\s+)?$", re.IGNORECASE)
_NEAR = 60  # characters
_KINDS = ("GOV", "MIL", "COP", "JUD", "REB", "CVL")


@dataclass(frozen=True, slots=True)
class Beside:
    """What the party is in its event, and who is on the other side: police arrest their own people, armies attack
    others, and nobody is both sides at once."""

    event: str
    role: str
    codes: frozenset[str]
    spans: frozenset[Span] = frozenset()


class Context:
    """The countries of one article and where each is named."""

    def __init__(self, text: str, sentences: Sequence[Sentence], hits: Sequence[Hit], cities: Iterable[tuple[Span, str]]):
        self._text = text
        self._sentences = sentences
        named: list[tuple[Span, str, str]] = []  # span, code, how: name, adjective, place
        for hit in hits:
            code = hit.alias.code
            if code and code not in INTERNATIONAL_CODES:
                located = hit.alias.basis == "name" and _IN.search(text, max(0, hit.span.start - 30), hit.span.start)
                named.append((hit.span, code, "place" if located else hit.alias.basis))
        named += [(span, code, "place") for span, code in cities]
        self.named = sorted(named)
        self.counts = Counter(code for _, code, _ in self.named)

    def best(
        self,
        span: Span,
        sentence: Sentence | None,
        sectors: Sequence[str],
        near: str | None,
        beside: Beside | None = None,
    ) -> tuple[str, float] | None:
        """The likeliest country with its probability among those named; None where the article names none."""
        weights = _weights()
        scores = {
            code: sum(weights.get(name, 0.0) * value for name, value in self.features(code, span, sentence, sectors, near, beside))
            for code in self.candidates(near)
        }
        if not scores:
            return None
        top = max(scores.values())
        total = sum(math.exp(score - top) for score in scores.values())
        code = min(code for code, score in scores.items() if score == top)
        return code, 1 / total

    def candidates(self, near: str | None) -> list[str]:
        return sorted({*self.counts, *([near] if near and near not in INTERNATIONAL_CODES else [])})

    def features(
        self,
        code: str,
        span: Span,
        sentence: Sentence | None,
        sectors: Sequence[str],
        near: str | None,
        beside: Beside | None = None,
    ) -> Iterator[tuple[str, float]]:
        """What speaks for ``code`` as the country of the party at ``span``, as named values."""
        kind = sectors[0] if sectors and sectors[0] in _KINDS else "other"
        surface = span.of(self._text)
        definite = "the" if surface[:4].lower() == "the " else "own" if surface[:1].isupper() else "bare"
        before = [entry for entry in self.named if entry[0].end <= span.start]
        inside = [entry for entry in self.named if sentence is not None and sentence.span.covers(entry[0])]
        own_before = [entry for entry in inside if entry[0].end <= span.start]
        own_after = [entry for entry in inside if entry[0].start >= span.end]
        at = self._sentences.index(sentence) if sentence is not None else 0
        previous = [entry for entry in self.named if at and self._sentences[at - 1].span.covers(entry[0])]
        lead = self._sentences[:2]
        found = {
            "near": code == near,
            "most": self.counts[code] == max(self.counts.values(), default=0),
            "first": bool(self.named) and self.named[0][1] == code,
            "title": any(lead[0].span.covers(s) for s, c, _ in self.named if c == code) if lead else False,
            "lead": any(lead[1].span.covers(s) for s, c, _ in self.named if c == code) if len(lead) > 1 else False,
            "before": any(c == code for _, c, _ in own_before),
            "after": any(c == code for _, c, _ in own_after),
            "subject": bool(own_before) and own_before[0][1] == code,
            "nearest": bool(own_before) and own_before[-1][1] == code,
            "last": not own_before and bool(before) and before[-1][1] == code,
            "previous": any(c == code for _, c, _ in previous),
            "previous_subject": bool(previous) and previous[0][1] == code,
            "in_before": any(c == code and how == "place" for _, c, how in own_before),
            "in_after": any(c == code and how == "place" for _, c, how in own_after),
            "in_close": any(c == code and how == "place" and s.start - span.end < _NEAR for s, c, how in own_after),
            "in_article": any(c == code and how == "place" for _, c, how in self.named),
            "only": len(self.counts) == 1,
        }
        if beside is not None and code in beside.codes:
            side = f"other:{beside.role}"
            yield side, 1.0
            yield f"{side}:{kind}", 1.0
            yield f"{side}:{beside.event}", 1.0
            yield f"{side}:{beside.event}:{kind}", 1.0
        yield "share", self.counts[code] / max(1, self.counts.total())
        for name, holds in found.items():
            if holds:
                yield name, 1.0
                yield f"{name}:{kind}", 1.0
                yield f"{name}:{definite}", 1.0


@cache
def _weights() -> dict[str, float]:
    return {name: float(weight) for name, weight in read_table("context")}

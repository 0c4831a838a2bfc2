"""Annotated texts with their states renamed, so that the reader learns who does what from the sentence and not from
which states usually do it: "Peruvian jets bombed Oslo's convoy" is annotated as the text about the others was."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from attache.actors.hits import Hit
from attache.actors.knowledge import Alias, load_knowledge
from attache.corpus.load import AnnotatedText, Who
from attache.corpus.parties import annotated_reading, resolver_of
from attache.data import read_table
from attache.ontology import INTERNATIONAL_CODES
from attache.reading import Span

KINDS = ("name", "adjective", "people", "seat")


def varied(texts: Iterable[AnnotatedText], share: float, shuffle: random.Random) -> Iterator[AnnotatedText]:
    """The texts, a ``share`` of them with other states."""
    for text in texts:
        yield renamed(text, shuffle) if text.events and shuffle.random() < share else text


def renamed(text: AnnotatedText, shuffle: random.Random) -> AnnotatedText:
    """The text with each state that can be renamed throughout under another name; the text itself where none can."""
    resolver = resolver_of(annotated_reading(text))
    found: dict[str, list[tuple[Hit, str | None]]] = {}
    for hit in resolver.hits:
        if hit.alias.code and hit.alias.code not in INTERNATIONAL_CODES:
            found.setdefault(hit.alias.code, []).append((hit, _kind(hit, text.text)))
    fixed = {code for span, code, how in resolver.context.named if how == "place" and not _is_hit(span, resolver.hits)}
    fixed |= {office.code for person in resolver.persons for office in load_knowledge().person(person.surface)}
    codes = {code: hits for code, hits in found.items() if code not in fixed and all(kind for _, kind in hits)}
    others = [code for code in _names() if code not in found and code not in fixed]
    to = dict(zip(codes, shuffle.sample(others, min(len(others), len(codes))), strict=False))
    changes = [
        (hit.span, _names()[to[code]][kind])
        for code, hits in codes.items()
        if code in to
        for hit, kind in hits
        if kind is not None
    ]
    return _rewritten(text, sorted(changes), to) if changes else text


def _is_hit(span: Span, hits: Sequence[Hit]) -> bool:
    return any(hit.span == span for hit in hits)


def _kind(hit: Hit, text: str) -> str | None:
    """Which form of a state's name a hit is; None for its armies, parliaments and the like."""
    alias = hit.alias
    if not alias.is_state and alias.sectors[:1] != ("CVL",):
        return None
    surface = hit.span.of(text)
    if alias.basis == "metonym":
        return "seat"
    if alias.basis == "adjective":
        return "people" if alias.sectors[:1] == ("CVL",) else "adjective"
    after = text[hit.span.end : hit.span.end + 2]
    if surface in ("U.S.", "US") and after[:1] == " " and after[1:].islower():
        return "adjective"
    return "name"


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    """Code to its name, adjective, people and seat of government, of the states that have all four."""
    found: dict[str, dict[str, str]] = {}
    for alias, code, sectors, basis, name, begin, end in read_table("actors"):
        entry = Alias(code, tuple(sectors.split()), basis, name, begin, end, alias)  # type: ignore[arg-type]
        if end or begin or len(code) != 3:
            continue
        forms = found.setdefault(code, {})
        if entry.is_state and basis == "name" and alias == name and len(alias) < 16:
            forms.setdefault("name", alias)
        elif entry.is_state and basis == "adjective":
            forms.setdefault("adjective", alias)
        elif basis == "adjective" and sectors == "CVL" and alias.endswith("s"):
            forms.setdefault("people", alias)
        elif basis == "metonym" and sectors == "GOV" and name == forms.get("name") and " " not in alias:
            forms.setdefault("seat", alias)
    return {code: forms for code, forms in found.items() if forms.keys() >= set(KINDS)}


def _rewritten(text: AnnotatedText, changes: Sequence[tuple[Span, str]], to: Mapping[str, str]) -> AnnotatedText:
    """The annotation moved onto the changed text. A span that cuts a changed name in two leaves the text as it was."""
    parts: list[str] = []
    moved: list[tuple[int, int, int, int]] = []  # begin and end before, begin and end after
    at = length = 0
    for span, name in changes:
        parts += [text.text[at : span.start], name]
        begin = length + span.start - at
        length = begin + len(name)
        moved.append((span.start, span.end, begin, length))
        at = span.end
    parts.append(text.text[at:])

    def offset(place: int, *, end: bool) -> int:
        shift = 0
        for before, until, begin, stop in moved:
            if place < before or (end and place == before):
                break
            if place < until and place != before:
                raise _CutName
            if place == before:
                return begin
            shift = stop - until
        return place + shift

    def follow(value: Any) -> Any:
        if isinstance(value, Span):
            return Span(offset(value.start, end=False), offset(value.end, end=True))
        if isinstance(value, tuple):
            return tuple(follow(entry) for entry in value)
        if isinstance(value, Who):
            return replace(value, code=to.get(value.code, value.code) if value.code else None)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{field.name: follow(getattr(value, field.name)) for field in fields(value)})
        return value

    try:
        return replace(
            text,
            text="".join(parts),
            events=follow(text.events),
            statements=follow(text.statements),
            chains=follow(text.chains),
        )
    except _CutName:
        return text


class _CutName(Exception):
    """A span begins or ends inside a changed name."""

"""What a case expects of the records of its text, in a line each.

``CONSULT/visit CHN:MIL > IRN date=2022-04-27``   an event of this type with these modes, parties and slots
``not AGREE status=actual``                       no such event
``none``, ``records 1``                           no event at all; so many events
``says IRN "We will answer" direct=yes``          a statement by this country that holds these words
``removed "READ: More"``                          cut from the page

Parties: codes joined by ``+``, each with its primary sector behind ``:`` where that matters; ``?`` has no code, ``-`` is
nobody, ``*`` is not looked at. Dates are a day or FIRST..LAST; counts a number or LOW..HIGH, ``12..`` has no upper end.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from attache.ontology import EVENT_TYPES, MODES

Record = Mapping[str, Any]
Kind = Literal["event", "no event", "count", "statement", "removed"]

_SIZES = ("dead", "injured", "arrested", "displaced")
_DETAILS = ("instrument", "stage", "term", "domain", "ordinal", "since", "item", "quantity", "value", "purpose")
_PLAIN = {"status": "status", "precision": "date_precision", "basis": "date_basis"}
_YES_NO = {"background": "background", "quoted": "quoted", "direct": "direct"}


class BadExpectation(ValueError):
    """A line that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One line, read. ``parties`` are actor and recipient as written, None where the line has none."""

    line: str
    kind: Kind
    event: str = ""
    modes: tuple[str, ...] = ()
    parties: tuple[str, str] | None = None
    fields: tuple[tuple[str, str], ...] = ()
    number: int = 0
    words: str = ""

    def failure(self, records: Sequence[Record]) -> str | None:
        """Why the records do not hold what is expected; None where they do."""
        events = [r for r in records if r["record"] == "event"]
        if self.kind == "count":
            return None if len(events) == self.number else f"{len(events)} events: {_told(events)}"
        if self.kind == "removed":
            cut = [r["text"] for a in records if a["record"] == "article" for r in a.get("removed") or ()]
            return None if any(self.words in text for text in cut) else "it was not removed"
        if self.kind == "statement":
            said = [r for r in records if r["record"] == "statement"]
            if any(self._is_said(r) for r in said):
                return None
            return f"statements: {', '.join(_said(r) for r in said) or 'none'}"
        found = [r for r in events if self._matches(r)]
        if self.kind == "no event":
            return _told(found) if found else None
        return None if found else f"events: {_told(events)}"

    def _is_said(self, statement: Record) -> bool:
        speaker = statement.get("speaker") or {}
        wanted = dict(self.fields)
        direct = "direct" not in wanted or bool(statement["direct"]) == (wanted["direct"] == "yes")
        return direct and self.words in statement["content"]["text"] and _code(speaker) == self.event

    def _matches(self, event: Record) -> bool:
        if event["event"] != self.event or not set(self.modes) <= set(event["mode"]):
            return False
        if self.parties is not None and not all(
            _same_parties(wanted, event[slot])
            for wanted, slot in zip(self.parties, ("actor", "recipient"), strict=True)
        ):
            return False
        return all(_holds(event, name, value) for name, value in self.fields)


def parse_expectation(line: str) -> Expectation:
    """Raises BadExpectation."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise BadExpectation(f"{line!r}: {error}") from error
    match words:
        case ["none"]:
            return Expectation(line, "count")
        case ["records", number] if number.isdigit():
            return Expectation(line, "count", number=int(number))
        case ["removed", text]:
            return Expectation(line, "removed", words=text)
        case ["says", code, text, *rest]:
            return Expectation(line, "statement", event=code, words=text, fields=_fields(line, rest))
        case ["not", *rest]:
            return _event(line, rest, "no event")
        case _:
            return _event(line, words, "event")


def _event(line: str, words: list[str], kind: Kind) -> Expectation:
    name, _, modes = (words[0] if words else "").partition("/")
    wanted = tuple(modes.split("+")) if modes else ()
    if name not in EVENT_TYPES or not set(wanted) <= set(MODES[name]):
        raise BadExpectation(f"{line!r}: {'/'.join((name, modes))} is no type with its modes")
    parties, rest = None, words[1:]
    if len(rest) >= 3 and rest[1] == ">":
        parties, rest = (rest[0], rest[2]), rest[3:]
    return Expectation(line, kind, name, wanted, parties, _fields(line, rest))


def _fields(line: str, words: list[str]) -> tuple[tuple[str, str], ...]:
    known = {*_PLAIN, *_YES_NO, *_SIZES, *_DETAILS, "date", "place", "country", "said_by", "disputed_by"}
    found = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in known:
            raise BadExpectation(f"{line!r}: {word!r} is no field=value that is known")
        found.append((name, value))
    return tuple(found)


def _holds(event: Record, name: str, value: str) -> bool:
    if name in _PLAIN:
        return bool(event[_PLAIN[name]] == value)
    if name in _YES_NO:
        return bool(event[_YES_NO[name]]) == (value == "yes")
    if name == "date":
        first, _, last = value.partition("..")
        wanted = (None, None) if value == "none" else (first, last or first)
        return (event["date"], event["enddate"]) == wanted
    if name in ("place", "country"):
        place = event["event_loc"] or {}
        return place.get("name" if name == "place" else "code") == (None if value == "none" else value)
    if name in ("said_by", "disputed_by"):
        who = event[name]
        return _same_parties("-" if value == "none" else value, [who] if isinstance(who, Mapping) else who or [])
    if name in _SIZES:
        size = (event["size"] or {}).get(name)
        low, dots, high = value.partition("..")
        wanted_high = (int(high) if high else None) if dots else int(low)
        return size is not None and (size["low"], size["high"]) == (int(low), wanted_high)
    detail = (event["details"] or {}).get(name)
    return detail is not None and str(detail["text"] if isinstance(detail, Mapping) else detail) == value


def _same_parties(wanted: str, entities: Sequence[Record]) -> bool:
    if wanted == "*":
        return True
    parts = [] if wanted == "-" else wanted.split("+")
    codes = {part.partition(":")[0] for part in parts}
    if codes != {_code(entity) for entity in entities}:
        return False
    sectors = {(_code(entity), entity["sector"][0]) for entity in entities if entity["sector"]}
    return all((code, sector) in sectors for code, _, sector in (part.partition(":") for part in parts) if sector)


def _code(entity: Record) -> str:
    return str(entity.get("code") or "?")


def _told(events: Sequence[Record]) -> str:
    """Events in the words of the expectations, for a person to see what came instead."""
    return "; ".join(map(_line, events)) or "none"


def _line(event: Record) -> str:
    sides = (
        "+".join(_code(e) + (f":{e['sector'][0]}" if e["sector"] else "") for e in event[slot]) or "-"
        for slot in ("actor", "recipient")
    )
    dates = [event["date"]] if event["date"] == event["enddate"] else [event["date"], event["enddate"]]
    told = [
        "/".join([event["event"], "+".join(event["mode"])]).rstrip("/"),
        " > ".join(sides),
        f"status={event['status']}",
        f"date={'..'.join(map(str, dates))}",
    ]
    if event["background"]:
        told.append("background=yes")
    if event["event_loc"]:
        told.append(f"place={event['event_loc']['name']!r}")
    for slot in ("said_by", "disputed_by"):
        who = event[slot]
        if who:
            told.append(f"{slot}={'+'.join(map(_code, [who] if isinstance(who, Mapping) else who))}")
    for name, count in (event["size"] or {}).items():
        told.append(f"{name}={count['low']}..{'' if count['high'] is None else count['high']}")
    for name, detail in (event["details"] or {}).items():
        told.append(f"{name}={(detail['text'] if isinstance(detail, Mapping) else detail)!r}")
    return " ".join(told)


def _said(statement: Record) -> str:
    return f"{_code(statement.get('speaker') or {})} {statement['content']['text']!r}"

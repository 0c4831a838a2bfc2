"""The one query language: which events, for the command line, Python, the API and the explorer.

Several values of a field are alternatives; fields that are given must all hold. The conditions are SQL that SQLite and DuckDB
read alike, over the tables of ``store/migrations/005_facts.sql``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl

from attache.actors.states import members, memberships
from attache.data import read_table
from attache.errors import BadDate, BadQuery
from attache.ontology import CONTEXTS, EVENT_TYPES, MODES, SECTORS, STATUSES

Where = tuple[list[str], list[Any]]

REVIEWS: Final = ("unreviewed", "confirmed", "corrected", "rejected", "added")
_BACKGROUND: Final = {"true": True, "false": False, "1": True, "0": False, "background": True, "news": False}
#: Fields with a closed list of values, and how they are written.
_CLOSED: Final[Mapping[str, tuple[frozenset[str], str]]] = {
    "event": (frozenset(EVENT_TYPES), "upper"),
    "mode": (frozenset(mode for modes in MODES.values() for mode in modes), "lower"),
    "context": (frozenset(CONTEXTS), "lower"),
    "quad": (frozenset("1234"), "lower"),
    "status": (frozenset(STATUSES), "lower"),
    "sector": (frozenset(SECTORS), "upper"),
    "actor_sector": (frozenset(SECTORS), "upper"),
    "recipient_sector": (frozenset(SECTORS), "upper"),
    "review": (frozenset(REVIEWS), "lower"),
}
_CODES: Final = ("actor", "recipient", "party", "with_party", "place", "said_by")
_TEXTS: Final = ("name", "at", "publisher", "story", "article")


@dataclass(frozen=True, slots=True)
class Query:
    """Which events. Values of one field are alternatives, fields must all hold. Build it with ``Query.of``.

    actor, recipient     country or international codes; ``@EU`` stands for the members of a body
    party, with_party    on either side; both given: the two with each other, either way round
    sector               of either side; actor_sector, recipient_sector of one
    name                 name of a party as the record has it
    event, mode, context, quad   PLOVER's terms; quad 1 to 4
    status, background   actual, future, hypothetical, negated; told as history or as news
    place, at            country code of the place; its name, as the record has it
    said_by              code or name of who says it; publisher: the outlet
    since, until         the event's date, ISO (a year or month is its first or last day)
    published_since, published_until   the article's date
    text, words          words in the article; words in the sentence that says the event. "Several words" in quotation marks
    min_confidence, max_confidence     0 to 1
    review               unreviewed, confirmed, corrected, rejected, added; without it what was rejected is left out
    story, article       ids
    limit                at most so many
    """

    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    with_party: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    actor_sector: tuple[str, ...] = ()
    recipient_sector: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    quad: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    background: bool | None = None
    place: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    said_by: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    story: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    published_since: str | None = None
    published_until: str | None = None
    text: str | None = None
    words: str | None = None
    min_confidence: float = 0.0
    max_confidence: float = 1.0
    limit: int | None = None

    @classmethod
    def of(cls, **given: Any) -> Query:
        """A query of values as people write them: one string or several, in any case. What is None is left out. Raises
        BadQuery, BadDate."""
        values: dict[str, Any] = {}
        for name, value in given.items():
            if name not in FIELDS:
                raise BadQuery(name, f"there is no such field; there are {', '.join(FIELDS)}")
            if value is not None and value != () and value != []:
                values[name] = _read(name, value)
        return cls(**values)

    def but(self, **given: Any) -> Query:
        """The same query with other values of some fields; None clears a field. Raises BadQuery, BadDate."""
        default = Query()
        changed = {n: getattr(default, n) if v in (None, (), []) else _read(n, v) for n, v in given.items()}
        return replace(self, **changed)

    def given(self) -> dict[str, Any]:
        """The fields that are not as they are by default."""
        default = Query()
        return {name: value for name in FIELDS if (value := getattr(self, name)) != getattr(default, name)}

    def where(self, found: Mapping[str, Sequence[Any]] | None = None) -> Where:
        """Conditions on a table ``f`` of facts, and their values. ``found`` gives the articles that ``text`` is in and the
        facts that ``words`` are in, where the engine has no full-text index of its own."""
        conditions: list[str] = []
        values: list[Any] = []

        def hold(condition: str, *of: Any) -> None:
            conditions.append(condition)
            values.extend(of)

        for names, roles in (
            (self.actor, ("actor",)),
            (self.recipient, ("recipient",)),
            (self.party, ("actor", "recipient")),
            (self.with_party, ("actor", "recipient")),
            (self.sector, ("actor_sector", "recipient_sector")),
            (self.actor_sector, ("actor_sector",)),
            (self.recipient_sector, ("recipient_sector",)),
            (self.name, ("actor_name", "recipient_name")),
            (self.mode, ("mode",)),
            (self.context, ("context",)),
            (self.said_by, ("said_by",)),
        ):
            if names:
                wanted = _expanded(names)
                hold(
                    f"f.number IN (SELECT number FROM fact_values WHERE field IN ({_marks(roles)}) "
                    f"AND value IN ({_marks(wanted)}))",
                    *roles,
                    *wanted,
                )
        for column, among in (
            ("type", self.event),
            ("status", self.status),
            ("place_code", tuple(_expanded(self.place))),
            ("place", self.at),
            ("publisher", self.publisher),
            ("story", self.story),
            ("article", self.article),
        ):
            if among:
                hold(f"f.{column} IN ({_marks(among)})", *among)
        if self.quad:
            hold(f"f.quad IN ({_marks(self.quad)})", *map(int, self.quad))
        if self.background is not None:
            hold("f.background = ?", int(self.background))
        if self.review:
            hold(f"f.review IN ({_marks(self.review)})", *self.review)
        else:
            hold("f.review <> 'rejected'")
        for condition, bound in (
            ("f.enddate >= ?", self.since),
            ("f.date <= ?", self.until),
            ("f.published >= ?", self.published_since),
            ("f.published <= ?", self.published_until),
        ):
            if bound is not None:
                hold(condition, bound)
        if self.min_confidence > 0:
            hold("f.confidence >= ?", self.min_confidence)
        if self.max_confidence < 1:
            hold("f.confidence <= ?", self.max_confidence)
        for name, searched, column in (("text", self.text, "article"), ("words", self.words, "number")):
            if searched is None:
                continue
            if found is None:
                hold(f"f.{column} IN ({FULL_TEXT[name]})", match(searched))
            else:
                hold(f"f.{column} IN (SELECT unnest(?))", list(found[name]))
        return conditions, values


def parse(address: str) -> Query:
    """The query of an explorer's address, such as ``party=CHN&event=AGREE``; what only says how it is shown is left out. Raises
    BadQuery, BadDate."""
    given: dict[str, list[str]] = {}
    for name, value in parse_qsl(address.partition("?")[2] or address):
        if name in FIELDS and name != "limit" and value != "any":
            given.setdefault(name, []).append(value)
    return Query.of(**{name: values[-1] if name in _SINGLE else values for name, values in given.items()})


_SINGLE: Final = (
    "background",
    "since",
    "until",
    "published_since",
    "published_until",
    "text",
    "words",
    "min_confidence",
    "max_confidence",
)
FIELDS: Final = tuple(field.name for field in fields(Query))
#: What finds the articles, or the facts, of a full-text search in SQLite.
FULL_TEXT: Final = {
    "text": "SELECT i.article FROM articles_text_ids i JOIN articles_text t ON t.rowid = i.rowid "
    "WHERE articles_text MATCH ?",
    "words": "SELECT rowid FROM evidence_text WHERE evidence_text MATCH ?",
}


def match(text: str) -> str:
    """Words as a full-text search reads them: all must be there, "what is quoted" as it stands."""
    parts = [phrase or word for phrase, word in re.findall(r'"([^"]+)"|([^\s"]+)', text)]
    parts = [part for part in parts if any(letter.isalnum() for letter in part)]
    if not parts:
        raise BadQuery("text", f"{text!r} holds no word to search for")
    return " ".join('"' + part + '"' for part in parts)


def day_of(value: str, *, last: bool = False) -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD as the first (or last) day that it means. Raises BadDate."""
    try:
        if re.fullmatch(r"\d{4}", value):
            return date(int(value), 12 if last else 1, 31 if last else 1).isoformat()
        if re.fullmatch(r"\d{4}-\d{2}", value):
            year, month = int(value[:4]), int(value[5:])
            return date(year, month, monthrange(year, month)[1] if last else 1).isoformat()
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise BadDate(value) from None


def _read(name: str, value: Any) -> Any:
    if name in ("since", "until", "published_since", "published_until"):
        return day_of(str(value), last=name.endswith("until"))
    if name in ("text", "words"):
        match(str(value))
        return str(value)
    if name == "background":
        if isinstance(value, bool):
            return value
        if str(value).lower() not in _BACKGROUND:
            raise BadQuery(name, f"{value!r} is neither true nor false")
        return _BACKGROUND[str(value).lower()]
    if name in ("min_confidence", "max_confidence"):
        return _number(name, value, 0, 1)
    if name == "limit":
        return int(_number(name, value, 1, 10**9))
    given = [value] if isinstance(value, str | int) else list(value)
    among = [each for one in given for each in _several(name, str(one))]
    if name in _CLOSED:
        known, case = _CLOSED[name]
        among = [getattr(each, case)() for each in among]
        wrong = [each for each in among if each not in known]
        if wrong:
            raise BadQuery(name, f"{wrong[0]!r} is none of {', '.join(sorted(known))}")
    elif name in _CODES:
        # A speaker without a code is searched by name.
        among = [each.upper() if len(each) <= 4 or name != "said_by" else each for each in among]
    return tuple(dict.fromkeys(among))


def _several(name: str, value: str) -> Iterable[str]:
    """Codes and terms may be joined with commas; names and ids stand as they are."""
    parts = [value] if name in (*_TEXTS, "said_by") else value.split(",")
    return [part.strip() for part in parts if part.strip()]


def _number(name: str, value: Any, low: float, high: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise BadQuery(name, f"{value!r} is no number") from None
    if not low <= number <= high:
        raise BadQuery(name, f"{value!r} is not between {low:g} and {high:g}")
    return number


def _expanded(names: Sequence[str]) -> list[str]:
    """The names, with ``@EU`` as the members of that body today."""
    found: list[str] = []
    for name in names:
        found += _members_of(name[1:]) if name.startswith("@") else [name]
    return list(dict.fromkeys(found))


def _members_of(body: str) -> list[str]:
    of = members(_bodies().get(body.casefold(), body))
    if not of:
        raise BadQuery(
            "party", f"members of {body!r} are not known; `attache actors show` tells of which bodies they are"
        )
    return of


@cache
def _bodies() -> dict[str, str]:
    """Bodies whose members are known, by every name that they have."""
    return {alias.casefold(): name for alias, _, _, _, name, *_ in read_table("actors") if memberships(name)}


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))

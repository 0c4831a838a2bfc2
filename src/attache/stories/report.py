"""What of an event record is weighed when reports are compared: one ``Report`` a record, made once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from attache.actors.knowledge import load_knowledge, plain
from attache.dates.grammar import MONTHS, WEEKDAYS
from attache.export.records import Record
from attache.reading import stable_id

#: Types in which one happening may be told: a pact agreed or signed, a concession made or carried out, a raid.
KINDS = {
    "AGREE": "accord",
    "SUPPORT": "accord",
    "CONCEDE": "yield",
    "RETREAT": "yield",
    "COERCE": "force",
    "ASSAULT": "force",
}
_WORD = re.compile(r"[^\W\d_]{2,}|\d[\d,.]*")
_ENDINGS = ("ings", "ing", "ions", "ion", "ments", "ment", "ers", "er", "ies", "ied", "es", "ed", "s", "e", "y")
_STOP = frozenset(
    """the a an of in on at to and or for with by from that this as is was were are be been it its his her their who which
    has had have will would after before during over into against between about more than not but also he she they said
    says say told one two""".split()
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its ending, lower case: "bombing", "bombed" and "bombs" are one. Rough, and alike for all."""
    word = plain(word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            return word[:-1] if word[-1] == word[-2] and word[-1] not in "ls" else word  # "banning", "ban"
    return word


@lru_cache(maxsize=16384)  # a sentence tells several events, names come again and again
def stems(text: str) -> frozenset[str]:
    """The stems of a text's words that carry meaning."""
    return frozenset(stem(word) for word in _WORD.findall(text) if plain(word) not in _STOP)


_CALENDAR = WEEKDAYS | MONTHS
_OF_ACCORDS = frozenset(
    map(
        stem,
        """agreement agreed accord deal pact treaty memorandum document sign signed signing seal reached reach announced announcement
        country government minister president leader state official foreign joint new between two both meeting visit talk
        week month year day capital city town""".split()
        + sorted(_CALENDAR),
    )
)


LONG = 4  # days


class Party(NamedTuple):
    """Who: country or international code, primary sector, the words of the name if it is one of a person or group, and
    the stems of the words that it is called by."""

    code: str | None
    sector: str
    name: frozenset[str]
    called: frozenset[str]


class Where(NamedTuple):
    """A place as it is compared."""

    name: str
    code: str | None
    lat: float | None
    lon: float | None
    exact: bool  # a point or a city


@dataclass(frozen=True, slots=True)
class Report:
    """One event record as it is compared with others.

    key        (published or "", article, record id): the order in which reports count, and the story's id
    kind       the type, or what several types have in common
    ahead      future or hypothetical; negated apart from both
    first, last  days on which it may have happened; None where neither text nor publication tells
    sure       the text gives the day, not the publication alone
    about      of an accord the stems of the sentence that name neither parties nor place nor day, nor are of any agreement
    codes      of all parties, and of each side
    day        whether it is told to the day
    long       whether it is told of a longer time than ``LONG`` days: a week, a month, a year
    days, when  ordinals of ``first`` and ``last``; those of publication where there are none
    unit       a digest of all that is compared: reports that have it in common are one sentence, printed in several articles
    words, proper   stems of the sentence, and its words in capitals that begin no sentence and name no party
    spots      names that the sentence puts a place word before, countries apart, in order: villages that no gazetteer has
    """

    key: tuple[str, str, str]
    article: str
    kind: str
    event: str
    status: str
    background: bool
    mode: frozenset[str]
    actor: tuple[Party, ...]
    recipient: tuple[Party, ...]
    first: date | None
    last: date | None
    sure: bool
    published: date | None
    place: Where | None
    trigger: frozenset[str]
    words: frozenset[str]
    proper: frozenset[str]
    spots: tuple[str, ...]
    size: tuple[tuple[str, int, int | None], ...]
    stage: str | None
    unit: str
    about: frozenset[str] = field(init=False)
    codes: frozenset[str] = field(init=False)
    actor_codes: frozenset[str] = field(init=False)
    recipient_codes: frozenset[str] = field(init=False)
    day: bool = field(init=False)
    days: tuple[int, int] | None = field(init=False)
    when: tuple[int, int] | None = field(init=False)
    long: bool = field(init=False)

    def __post_init__(self) -> None:
        # Asked for at every comparison.
        actor, recipient = (
            frozenset(p.code for p in side if p.code is not None) for side in (self.actor, self.recipient)
        )
        days = (self.first.toordinal(), self.last.toordinal()) if self.first and self.last else None
        told = (self.published.toordinal(),) * 2 if self.published else None
        for name, value in (
            ("about", self._subject() if self.kind == "accord" else frozenset()),
            ("codes", actor | recipient),
            ("actor_codes", actor),
            ("recipient_codes", recipient),
            ("day", days is not None and days[0] == days[1]),
            ("days", days),
            ("when", days or told),
            ("long", days is not None and days[1] - days[0] >= LONG),
        ):
            object.__setattr__(self, name, value)

    def _subject(self) -> frozenset[str]:
        called = frozenset(word for side in (self.actor, self.recipient) for party in side for word in party.called)
        place = stems(self.place.name) if self.place else frozenset()
        return self.words - called - self.trigger - place - _OF_ACCORDS


def report_of(record: Record, published: str | None) -> Report:
    """The report that a record is; ``published`` ISO, of its article."""
    on = date.fromisoformat(published[:10]) if published else None
    first = date.fromisoformat(record["date"]) if record["date"] else None
    last = date.fromisoformat(record["enddate"]) if record["enddate"] else None
    sure = first is not None and record["date_basis"] not in ("published", "inherited", "none")
    if first is None and on is not None and not record["background"]:
        first, last = on - timedelta(days=_UNDATED), on  # the news is of these days
    status = record["status"]
    parties = tuple(tuple(_party(entity) for entity in record[side]) for side in ("actor", "recipient"))
    sentence = record["sentence"]["text"]
    trigger = stems(record["event_text"]["text"]) or frozenset([plain(record["event_text"]["text"])])
    mode = frozenset(record["mode"])
    place = _where(record["event_loc"])
    size = tuple((kind, count["low"], count["high"]) for kind, count in sorted((record["size"] or {}).items()) if count)
    stage = (record["details"] or {}).get("stage")
    told = (record["event"], status, record["background"], sorted(mode), first, last, sure, place, size, stage)
    within = record["event_text"]["start"] - record["sentence"]["start"]  # of two events in a sentence each is one
    sides = [[(p.code, p.sector, sorted(p.name), sorted(p.called)) for p in side] for side in parties]
    return Report(
        key=((published or "")[:10], record["article"], record["id"]),
        article=record["article"],
        kind=KINDS.get(str(record["event"]), str(record["event"])),
        event=record["event"],
        status="ahead" if status in ("future", "hypothetical") else status,
        background=record["background"],
        mode=mode,
        actor=parties[0],
        recipient=parties[1],
        first=first,
        last=last,
        sure=sure,
        published=on,
        place=place,
        trigger=trigger,
        words=stems(sentence),
        proper=_proper(sentence) - {word for side in parties for party in side for word in party.called},
        spots=_spots(sentence),
        size=size,
        stage=stage,
        unit=stable_id(told, sides, sentence, within, None if first else on),
    )


_UNDATED = 2  # days before publication in which undated news happened


def _party(entity: dict[str, Any]) -> Party:
    name = entity["name"] or ""
    state = entity["basis"] in ("name", "metonym", "adjective") and entity["sector"][:1] in ([], ["GOV"])
    person = entity["identifier_id"] is not None or entity["basis"] == "knowledge"
    words = frozenset() if state else frozenset(w for w in plain(name).split() if len(w) > 2 and w not in _STOP)
    named = any(word[:1].isupper() for word in name.split()[1:]) or (name[:1].isupper() and " " not in name)
    return Party(
        entity["code"],
        (entity["sector"] or [""])[0],
        words if named or person else frozenset(),
        stems(f"{entity['entity_text']} {name}"),
    )


_CAPITAL = re.compile(r"(?<=[\w,;)] )[A-Z][^\W\d_]{2,}")


@lru_cache(maxsize=4096)
def _proper(sentence: str) -> frozenset[str]:
    """Stems of a sentence's words in capitals, but of those that are of countries or of the calendar."""
    return frozenset(
        stem(word) for word in _CAPITAL.findall(sentence) if plain(word) not in _CALENDAR and not _country(word)
    )


_NAME = r"(?:[Aa]l-|[Ee]l-)?[A-ZÀ-Ý][\w'’-]+(?: (?:[Aa]l-|[Ee]l-|ez-|de |of )?[A-ZÀ-Ý][\w'’-]+)*"
_SPOT = re.compile(rf"\b(?:in|at|near|on|outside|around|across|inside) (?:[a-z-]+ )?({_NAME}(?:(?:,|,? and) {_NAME})*)")
_BETWEEN_SPOTS = re.compile(r", and |, | and ")


@lru_cache(maxsize=4096)
def _spots(sentence: str) -> tuple[str, ...]:
    names = [name for found in _SPOT.findall(sentence) for name in _BETWEEN_SPOTS.split(found)]
    return tuple(plain(name) for name in names if plain(name.split()[0]) not in _CALENDAR and not _country(name))


@lru_cache(maxsize=8192)
def _country(word: str) -> bool:
    alias = load_knowledge().alias(word, None)
    return alias is not None and alias.is_state and alias.basis != "metonym"


def _where(place: dict[str, Any] | None) -> Where | None:
    if place is None:
        return None
    exact = place["precision"] in ("point", "city")
    return Where(plain(place["name"] or place["text"]), place["code"], place["lat"], place["lon"], exact)

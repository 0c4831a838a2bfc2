"""Triggers to events: repeated mentions joined, slots filled with resolved parties, date, place and attribution."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from attache.actors.context import Beside
from attache.actors.resolve import ActorResolver
from attache.dates.grammar import AHEAD, COUNTS_FROM_ANOTHER, Anchor, find_phrases, resolve_phrase
from attache.events.confidence import WHOLE, Calibration
from attache.events.dating import OWN_SAYING, with_dates
from attache.events.details import find_details
from attache.events.modes import told_mode
from attache.events.size import find_sizes
from attache.ontology import RECIPROCAL
from attache.places.resolve import PlaceResolver
from attache.reading import (
    SCHEMA,
    DateBasis,
    Entity,
    Event,
    Interval,
    Place,
    Reading,
    RoleSpan,
    Span,
    Status,
    Trigger,
    distinct,
    stable_id,
)

_PARTIES = ("actor", "recipient", "said_by", "disputed_by")
_A_SHARE = re.compile(
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|some|many|most|all|both|each|several|none|part|half|"
    r"rest|first|last|dozens|scores|hundreds|thousands|millions|members|leaders?|remnants|group))$",
    re.IGNORECASE,
)
_BACKGROUND = 0.5
# What hits is not who fires: "shells hit a school" names no author.
_WEAPON = re.compile(
    r"(?:(?:an?|the|two|three|four|several|dozens of|\d+) )?(?:[a-z]+[ -]){0,2}(?:bombs?|shells?|rockets?|missiles?|drones?|"
    r"explosions?|blasts?|mines?|landmines?|mortars?|bullets?|grenades?|shots?|gunfire|shelling|bombing)",
    re.IGNORECASE,
)
_EMERGENCY = re.compile(r"\bemergency\b|\bcurfews?\b|\bevacuat", re.IGNORECASE)
_DISASTER = re.compile(
    r"\b(?:floods?|flooding|(?:forest |wild)?fires?|wildfires?|earthquakes?|storms?|hurricanes?|cyclones?|typhoons?|droughts?|"
    r"landslides?|eruption|volcano|outbreak|epidemic|pandemic|heat ?wave)\b",
    re.IGNORECASE,
)
_RETURN = re.compile(r"return(?:s|ed|ing)?(?: home)?", re.IGNORECASE)
_EXERCISE = re.compile(r"exercis|drill|man(?:o?eu|eu)v|war games", re.IGNORECASE)
_NONE = re.compile(r"\bno (?:[a-z]+ )?$", re.IGNORECASE)
_MAY = re.compile(r"\b(?:may|might) (?:also |again |soon |yet )?$")
_HAS = re.compile(r"\b(?:have|has|had) (?:\w+ ){0,3}$")
_APPOSED = re.compile(r"(?:an?|the|its|his|her|their) [a-z]|an? [A-Z]\w+ [a-z]")
_ENDS = (",", ".", ";", ":", ")", "\n", "")
_INTO = re.compile(r"\b(?:into|inside|violat\w+|enter\w*) (?:[\w-]+ ){0,2}$", re.IGNORECASE)
_LOOK_BACK = 400  # characters
# Kinds of cooperation that are promised, not done, where they lie ahead (coding rules, "Which type").
_PROMISED = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID"})


def build_events(
    reading: Reading, resolver: ActorResolver, places: PlaceResolver, calibration: Calibration
) -> list[Event]:
    """The events of a reading whose triggers, roles and party mentions are there, in order of appearance."""
    ordered = sorted(reading.triggers, key=lambda t: t.cluster)
    clusters = [list(group) for _, group in groupby(ordered, key=lambda t: t.cluster)]
    drafts = [_Draft(reading, resolver, places, calibration, cluster) for cluster in clusters]
    events = [draft.event() for draft in sorted(drafts, key=lambda d: d.main.span) if not draft.is_no_event()]
    return with_dates(reading, _merge_repeated(_without_duplicates(events)), calibration)


class _Draft:
    """One event in the making: the mentions of one cluster, the fullest first."""

    def __init__(
        self,
        reading: Reading,
        resolver: ActorResolver,
        places: PlaceResolver,
        calibration: Calibration,
        cluster: list[Trigger],
    ) -> None:
        self.reading, self.resolver, self.places, self.calibration = reading, resolver, places, calibration
        self.text = reading.article.text
        self.published = reading.article.published_on
        # The fullest mention tells the event; the title, which tells it shortest, only where nothing else does.
        self.mentions = sorted(
            cluster, key=lambda t: (-len({r.role for r in t.roles}), _in_title(reading, t.span), t.span)
        )
        self.main = self.mentions[0]
        self._roles: dict[str, list[RoleSpan]] = {}

    def roles(self, role: str) -> list[RoleSpan]:
        """Spans of a role from the fullest mention that has any, without one inside another. Parties of the
        trigger's own sentence go before those of its neighbours; a date counts in its own sentence only."""
        if role not in self._roles:
            self._roles[role] = self._find_roles(role)
        return self._roles[role]

    def _find_roles(self, role: str) -> list[RoleSpan]:
        for mention in self.mentions:
            spans = [r for r in mention.roles if r.role == role]
            if not spans:
                continue
            sentence = self.reading.sentence_at(mention.span.start)
            own = [r for r in spans if sentence is not None and sentence.span.overlaps(r.span)]
            spans = own if own or role == "time" else spans
            if spans:
                spans = [r for r in spans if not any(o is not r and o.span.covers(r.span) for o in spans)]
                return _in_one_piece(spans, self.text) if role in _PARTIES else spans
        return []

    def is_no_event(self) -> bool:
        """What the coding rules leave out: emergency rule for a disaster, people who return by themselves."""
        words, sentence = self.main.span.of(self.text), self.reading.sentence_at(self.main.span.start)
        if self.main.event == "COERCE" and _EMERGENCY.search(words) and sentence is not None:
            return bool(_DISASTER.search(self.text, *sentence.span))
        return self.main.event == "RETREAT" and bool(_RETURN.fullmatch(words)) and not self.roles("actor")

    def event(self) -> Event:
        main, text = self.main, self.text
        sentence = self.reading.sentence_at(main.span.start)
        within = sentence.span if sentence else main.span
        place, filed = self._place()
        near = place.code if place else None
        actor, recipient = self._sides(near)
        abroad = {e.code for e in (*actor, *recipient)} - {near, None}
        if filed and abroad and self.main.event != "CONSULT":
            place = None  # what others did was not done where the report was filed, unless they met there
        event, status = self._settled(main.event, main.status)
        if (
            event == "COOPERATE"
            and len({e.code for e in (*actor, *recipient)}) == 1
            and _EXERCISE.search(main.span.of(text))
        ):
            event = "MOBILIZE"  # an exercise of one's own
        if event in RECIPROCAL:
            actor, recipient = _reciprocal(event, main.modes, actor, recipient)
        recipient = tuple(entity for entity in recipient if entity.key not in {a.key for a in actor})
        modes = main.modes if event == main.event else ()
        modes = modes or told_mode(event, text, within, main.span)
        when, date_text, basis = self._date(within)
        said_by = self._said_by(actor)
        disputed = self._entities(self.roles("disputed_by"), near)
        slots = {
            "event": main.confidence,
            "actor": _weakest(actor, self.roles("actor")),
            "recipient": _weakest(recipient, self.roles("recipient")),
            "date": 0.0,  # when all events have theirs
            "event_loc": place.confidence if place else 0.0,
            "status": main.status_confidence,
            "said_by": said_by.confidence if said_by else 0.0,
        }
        confidence = slots["event"] * (slots["actor"] if actor else 0.7) * (slots["recipient"] if recipient else 0.9)
        return Event(
            id=stable_id(self.reading.article.id, *main.span, event, SCHEMA),
            event=event,
            mode=modes,
            context=main.contexts,
            status=status,
            background=main.background >= _BACKGROUND or self._since(date_text),
            date=when,
            date_basis=basis,
            date_text=date_text,
            actor=actor,
            recipient=recipient,
            event_loc=place,
            event_text=main.span,
            also=tuple(sorted(m.span for m in self.mentions[1:])),
            sentence=within,
            said_by=said_by,
            disputed_by=disputed,
            quoted=any(quote.covers(main.span) for quote in self.reading.quotes),
            size=find_sizes(text, within) if event in ("ASSAULT", "COERCE", "PROTEST") else (),
            details=find_details(event, main.modes, text, within, main.span),
            confidence=round(self.calibration(WHOLE, confidence), 4),
            confidences=tuple((name, round(self.calibration(name, score), 4)) for name, score in slots.items()),
        )

    def _settled(self, event: str, status: Status) -> tuple[str, Status]:
        """Promised cooperation is AGREE, and the promise is actual; an announced withdrawal or release is CONCEDE."""
        before = self.text[max(0, self.main.span.start - 30) : self.main.span.start]
        if status == "actual" and _NONE.search(before):
            status = "negated"
        elif status in ("actual", "future") and _MAY.search(before):
            return event, "hypothetical"
        if status == "future" and event in _PROMISED:
            return "AGREE", "actual"
        if status == "future" and event == "RETREAT" and {"withdraw", "release"} & set(self.main.modes):
            return "CONCEDE", "future"
        return event, status

    def _sides(self, near: str | None) -> tuple[tuple[Entity, ...], tuple[Entity, ...]]:
        """Actors and recipients, each in sight of the other side; actors that only the context places, again once
        the recipients are known."""
        event = self.main.event
        sides = {side: self.roles(side) for side in ("actor", "recipient")}
        spans = {side: frozenset(role.span for role in roles) for side, roles in sides.items()}
        actor = self._entities(sides["actor"], near, Beside(event, "actor", frozenset(), spans["recipient"]))
        recipient = self._entities(sides["recipient"], near, Beside(event, "recipient", _known(actor), spans["actor"]))
        if event == "ASSAULT":
            actor = tuple(e for e in actor if e.basis != "context" or not _WEAPON.fullmatch(e.span.of(self.text)))
        if event == "CONSULT" and "visit" in self.main.modes and actor and not recipient:
            recipient = self._host(actor)
        if event == "MOBILIZE" and actor and not recipient:
            recipient = self._entered(actor)
        if actor and all(entity.basis == "context" for entity in actor):
            actor = self._entities(sides["actor"], near, Beside(event, "actor", _known(recipient), spans["recipient"]))
        return actor, recipient

    def _entered(self, actor: tuple[Entity, ...]) -> tuple[Entity, ...]:
        """The state into which forces are sent, or whose airspace or waters they violate."""
        for role in self.roles("place"):
            if _INTO.search(self.text[max(0, role.span.start - 40) : role.span.start]):
                found = self.resolver.resolve(role.span)
                return tuple(e for e in found if e.code and e.code not in _known(actor))
        return ()

    def _since(self, date_text: Span | None) -> bool:
        """Whether it has been so for a time: "have held exercises since 2019"."""
        if date_text is None or not date_text.of(self.text).lower().startswith("since"):
            return False
        return bool(_HAS.search(self.text[max(0, self.main.span.start - 30) : self.main.span.start]))

    def _host(self, visitors: tuple[Entity, ...]) -> tuple[Entity, ...]:
        """The state that is visited, where the text names it only as the place of the visit."""
        for role in self.roles("place"):
            found = self.resolver.resolve(role.span)
            if all(e.code and e.basis in ("name", "metonym") and e.sector in ((), ("GOV",)) for e in found):
                return tuple(e for e in found if e.code not in _known(visitors))
        return ()

    def _entities(
        self, roles: Iterable[RoleSpan], near: str | None, beside: Beside | None = None
    ) -> tuple[Entity, ...]:
        found: list[Entity] = []
        for role in _without_appositions(roles, self.text):
            found += self.resolver.resolve(role.span, near, beside=beside)
        return distinct(found)

    def _place(self) -> tuple[Place | None, bool]:
        """Where it happened, and whether that is only where the report was filed."""
        for role in self.roles("place"):
            place = self.places.resolve(role.span)
            if place is not None:
                return place, False
        dateline = self.reading.dateline
        news = self.main.status == "actual" and self.main.background < _BACKGROUND and self.main.event not in OWN_SAYING
        # A report that names no other place happened where it was filed.
        if dateline is not None and news and all(dateline[0].covers(span) for span in self.reading.places):
            return self.places.resolve(dateline[1]), True
        return None, False

    def _date(self, sentence: Span) -> tuple[Interval | None, Span | None, DateBasis]:
        future = self.main.status in ("future", "hypothetical")
        for role in self.roles("time"):
            ahead = future or self._is_ahead(role.span)
            whole = self._whole_time(role.span, sentence)
            phrase = whole.of(self.text)
            told = self._told_before(role.span.start) if COUNTS_FROM_ANOTHER.search(phrase) else None
            found = resolve_phrase(phrase, published=self.published, future=ahead, told=told)
            if found is not None:
                return found, whole, found.basis
        # A date elsewhere in the sentence that no other event of the sentence claims.
        claimed = {
            role.span
            for trigger in self.reading.triggers
            if trigger.cluster != self.main.cluster and sentence.covers(trigger.span)
            for role in trigger.roles
            if role.role == "time"
        }
        # What names no day ("in 2021", "this month") seldom dates the event unless the reader says so.
        loose = not claimed and self.main.background >= _BACKGROUND
        free = [
            (span, found)
            for span, found in find_phrases(self.text, *sentence, Anchor(self.published, future))
            if (found.precision == "day" or loose)
            and not any(span.overlaps(other) for other in claimed)
            and not self._is_of_dateline(span)
            and (future or self.published is None or found.first <= self.published)  # what happened is not ahead
        ]
        if free:
            # "since 2020" says how long something has been so, seldom when this happened.
            span, found = min(
                free,
                key=lambda pair: (
                    pair[0].of(self.text).lower().startswith("since"),
                    abs(pair[0].start - self.main.span.start),
                ),
            )
            return found, span, found.basis
        return None, None, "none"

    def _whole_time(self, span: Span, sentence: Span) -> Span:
        """A time with the time that stands right before it: of "in April last year" the reader may have seen the end."""
        if COUNTS_FROM_ANOTHER.search(span.of(self.text)):
            return span  # "on Wednesday, two days after"
        for before, _ in find_phrases(self.text, *sentence, Anchor(self.published, False)):
            if before.end <= span.start and self.text[before.end : span.start] in (" ", " of "):
                return Span(before.start, span.end)
        return span

    def _told_before(self, at: int) -> Interval | None:
        """The date that the text tells last before ``at``: what "the next day" counts from."""
        before = find_phrases(self.text, max(0, at - _LOOK_BACK), at, Anchor(self.published, False))
        if before or self.published is None:
            return before[-1][1] if before else None
        return Interval(self.published, self.published, "day", "relative")

    def _is_ahead(self, phrase: Span) -> bool:
        """Whether the words before a date put it ahead: "is to fly in on Saturday"."""
        return bool(AHEAD.search(self.text, max(0, phrase.start - 80), phrase.start))

    def _is_of_dateline(self, phrase: Span) -> bool:
        """The date of "KABUL, June 19 -" is that of the report."""
        dateline = self.reading.dateline
        return dateline is not None and dateline[0].covers(phrase)

    def _said_by(self, actor: tuple[Entity, ...]) -> Entity | None:
        for role in self.roles("said_by"):
            entity = self.resolver.resolve(role.span)[0]
            if self.main.event in OWN_SAYING and entity.key in {a.key for a in actor}:
                return None  # the act that is itself a saying has no speaker of its own
            return entity
        return None


def _in_one_piece(roles: list[RoleSpan], text: str) -> list[RoleSpan]:
    """Parties of which the reader made two: "the special" and "counsel's men", "two" and "its members" of "two of its members"."""
    whole: list[RoleSpan] = []
    for role in sorted(roles, key=lambda role: role.span):
        before = whole[-1] if whole else None
        if before is not None and _is_one(before.span, role.span, text):
            span = Span(before.span.start, role.span.end)
            whole[-1] = replace(before, span=span, confidence=max(before.confidence, role.confidence))
        else:
            whole.append(role)
    return whole


def _is_one(left: Span, right: Span, text: str) -> bool:
    gap = text[left.end : right.start]
    if not gap.strip():
        return gap in ("", " ") and left.of(text)[-1] != ","
    return gap in (" of ", " of the ") and _A_SHARE.search(left.of(text)) is not None


def _without_appositions(roles: Iterable[RoleSpan], text: str) -> list[RoleSpan]:
    """ "the chief of staff, Major General X" is one party: of two spans with only a comma between them the second, which
    names, is kept where the first is a lower-case phrase. Of "the Lebanese Forces, a Christian party," it is the first."""
    ordered = sorted(roles, key=lambda role: role.span)
    kept: list[RoleSpan] = []
    for role in ordered:
        if kept and text[kept[-1].span.end : role.span.start].strip() == ",":
            first = kept[-1].span.of(text)
            if (
                first.lower().startswith(("the ", "its ", "his ", "her ", "a ", "an "))
                and role.span.of(text)[0].isupper()
            ):
                kept.pop()
            elif (
                any(map(str.isupper, first))
                and _APPOSED.match(text, role.span.start)
                and text[role.span.end : role.span.end + 1] in _ENDS
            ):
                continue
        kept.append(role)
    return kept


def _weakest(entities: tuple[Entity, ...], roles: list[RoleSpan]) -> float:
    if not entities:
        return 0.0
    return min(e.confidence for e in entities) * min((r.confidence for r in roles), default=1.0)


def _in_title(reading: Reading, span: Span) -> bool:
    return bool(reading.article.title) and span.end <= len(reading.article.title or "")


def _reciprocal(
    event: str, modes: tuple[str, ...], actor: tuple[Entity, ...], recipient: tuple[Entity, ...]
) -> tuple[tuple[Entity, ...], tuple[Entity, ...]]:
    """Talks without a host and joint acts hold all parties in ``actor``."""
    if event == "COOPERATE" or (event == "CONSULT" and "visit" not in modes):
        return distinct((*actor, *recipient)), ()
    return actor, recipient


def _without_duplicates(events: list[Event]) -> list[Event]:
    kept: dict[str, Event] = {}
    for event in events:
        kept.setdefault(event.id, event)
    return list(kept.values())


def _merge_repeated(events: list[Event]) -> list[Event]:
    """One event told in two windows of a long article: same type, same parties, and nothing that tells them apart."""
    merged: list[Event] = []
    for event in events:
        for at, other in enumerate(merged):
            if _same_event(other, event):
                merged[at] = replace(
                    other,
                    also=tuple(sorted({*other.also, event.event_text, *event.also})),
                    date=other.date or event.date,
                    date_basis=other.date_basis if other.date else event.date_basis,
                    date_text=other.date_text or event.date_text,
                    event_loc=other.event_loc or event.event_loc,
                )
                break
        else:
            merged.append(event)
    return merged


def _known(entities: tuple[Entity, ...]) -> frozenset[str]:
    return frozenset(entity.code for entity in entities if entity.code)


def _codes(entities: tuple[Entity, ...]) -> set[str | None]:
    return {entity.code for entity in entities}


def _same_event(one: Event, other: Event) -> bool:
    if one.event != other.event or one.status != other.status or one.background != other.background:
        return False
    if not one.actor or _codes(one.actor) != _codes(other.actor) or _codes(one.recipient) != _codes(other.recipient):
        return False
    if one.mode and other.mode and not set(one.mode) & set(other.mode):
        return False
    if one.date and other.date and (one.date.last < other.date.first or other.date.last < one.date.first):
        return False
    if {a.key for a in one.actor} != {a.key for a in other.actor}:
        return False
    # Two different verbs in one sentence are two acts; the reader has seen both and kept them apart. But who "arrived for a
    # visit" made one.
    return one.sentence != other.sentence or ("visit" in one.mode and "visit" in other.mode)

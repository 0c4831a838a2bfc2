"""The objects that travel down the pipeline: one ``Reading`` an article, with the layers that stages fill.

All spans are (start, end) in ``article.text``: Unicode code points, end exclusive. Field names are those of the
event record (docs/reference/record.md). Small records are frozen: what one stage wrote, the next cannot bend.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:  # these records are on every command's way, NumPy need not be
    import numpy as np
    import numpy.typing as npt

SCHEMA = "1.0"

Status = Literal["actual", "future", "hypothetical", "negated"]
Precision = Literal["day", "week", "month", "quarter", "year", "range", "unknown"]
DateBasis = Literal["stated", "relative", "inherited", "published", "none"]
EntityBasis = Literal["name", "title", "metonym", "adjective", "coreference", "knowledge", "context"]
PlacePrecision = Literal["point", "city", "admin1", "country", "region", "sea"]
PublishedBasis = Literal["metadata", "given", "url", "text", "none"]


class Span(NamedTuple):
    """Characters ``start`` to ``end`` (exclusive) of the article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


def stable_id(*parts: object) -> str:
    """16 hex digits that depend on the parts alone."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Removed:
    """Text that was cut from the page, and why (``teaser``, ``comment_notice``, ``site_name``, ...)."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article: canonical text (title, blank line, paragraphs) with what is known of its publication."""

    id: str
    text: str
    source_id: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    published_basis: PublishedBasis = "none"
    publisher: str | None = None
    author: str | None = None
    language: str | None = None
    retrieved: str | None = None
    removed: tuple[Removed, ...] = ()
    sha256: str = ""

    @property
    def published_on(self) -> date | None:
        """The publication date, or None where it is not known."""
        return date.fromisoformat(self.published[:10]) if self.published else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, with the number of its paragraph (0 is the title where the article has one)."""

    span: Span
    paragraph: int


MentionKind = Literal["party", "place", "time"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name or stand for a party, a place or a time."""

    span: Span
    kind: MentionKind
    confidence: float
    sectors: tuple[str, ...] = ()  # what the reader takes the party to be, likeliest first


Role = Literal["actor", "recipient", "place", "time", "said_by", "disputed_by", "speaker", "content", "addressee"]


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """A span that plays a role for one trigger."""

    role: Role
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that say an event, with everything the reader sees from them. Not yet an event: repeated
    mentions of one event have a trigger each, and share ``cluster``."""

    span: Span
    event: str
    confidence: float
    status: Status
    status_confidence: float
    background: float
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    roles: tuple[RoleSpan, ...]
    cluster: int


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that introduce what somebody said ("said", "according to"), with speaker and content."""

    span: Span
    confidence: float
    roles: tuple[RoleSpan, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """Who fills a slot. ``span`` is the mention as it stands in the article."""

    span: Span
    name: str | None
    code: str | None
    sector: tuple[str, ...]
    basis: EntityBasis
    confidence: float
    office: str | None = None
    identifier_id: str | None = None
    reason: str | None = None  # why code is null

    @property
    def key(self) -> tuple[str | None, tuple[str, ...], str | None]:
        """What makes two fillers of one slot the same."""
        return (self.code, self.sector[:1], self.name.casefold() if self.name else None)


@dataclass(frozen=True, slots=True)
class Interval:
    """First and last possible day of something, both inclusive."""

    first: date
    last: date
    precision: Precision
    basis: DateBasis

    @staticmethod
    def of(first: str, last: str, precision: Precision, basis: DateBasis = "relative") -> Interval:
        return Interval(date.fromisoformat(first), date.fromisoformat(last), precision, basis)


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a mention resolved to the gazetteer, or to nothing with only its text."""

    span: Span
    name: str
    code: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    geonames_id: int | None
    precision: PlacePrecision
    confidence: float


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people: ``high`` is None for "at least six"."""

    low: int
    high: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """One event that the article reports: the event record without the fields that are the article's."""

    id: str
    event: str
    mode: tuple[str, ...]
    context: tuple[str, ...]
    status: Status
    background: bool
    date: Interval | None
    date_basis: DateBasis
    date_text: Span | None
    actor: tuple[Entity, ...]
    recipient: tuple[Entity, ...]
    event_loc: Place | None
    event_text: Span
    also: tuple[Span, ...]
    sentence: Span
    said_by: Entity | None
    disputed_by: tuple[Entity, ...]
    quoted: bool
    size: tuple[tuple[str, Count], ...]
    details: tuple[tuple[str, str | int | Span], ...]
    confidence: float
    confidences: tuple[tuple[str, float], ...]
    story: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said what."""

    id: str
    speaker: Entity | None
    cue: Span | None
    content: Span
    direct: bool
    addressee: Entity | None
    stance_on: tuple[tuple[Entity, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What a stage skipped or could not decide, and why."""

    stage: str
    reason: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Kinship:
    """What the reader says of whose people the parties of one window are, before anything is known of names.

    words  spans of the window's words
    asks   float32 [words, width + 1]  what a party's word looks for; the last column is the logit of no state at all
    gives  float32 [words, width]      what a word that names a state answers
    """

    words: tuple[Span, ...]
    asks: npt.NDArray[np.float32]
    gives: npt.NDArray[np.float32]


@dataclass(slots=True)
class Reading:
    """All that has been understood of one article so far. Each stage fills its own layer."""

    article: Article
    sentences: list[Sentence] = field(default_factory=list)
    quotes: list[Span] = field(default_factory=list)  # inside of quotation marks, marks excluded
    dateline: tuple[Span, Span] | None = None  # "KABUL, June 19 -" and the place in it
    mentions: list[Mention] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    kinships: list[Kinship] = field(default_factory=list)  # one a window
    chains: list[tuple[Span, ...]] = field(default_factory=list)
    entities: dict[Span, tuple[Entity, ...]] = field(default_factory=dict)  # several for a group word
    intervals: dict[Span, Interval] = field(default_factory=dict)
    places: dict[Span, Place] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def coded(self) -> bool:
        """False where the article's language is not one that is coded."""
        return not any(note.reason == "language_not_coded" for note in self.notes)

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds the character at ``offset``."""
        at = bisect_right(self.sentences, offset, key=_start_of) - 1
        if at >= 0 and offset < self.sentences[at].span.end:
            return self.sentences[at]
        return None

    def note(self, stage: str, reason: str, span: Span | None = None) -> None:
        self.notes.append(Note(stage, reason, span))

    def _repr_html_(self) -> str:
        from attache.export.notebook import reading_html

        return reading_html(self)


def _start_of(sentence: Sentence) -> int:
    return sentence.span.start


def distinct(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """The entities without repetitions (same code, sector and name), first mention kept."""
    kept: dict[object, Entity] = {}
    for entity in entities:
        kept.setdefault(entity.key, entity)
    return tuple(kept.values())

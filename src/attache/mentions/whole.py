"""Whole names: the reader's spans follow words, and a word is sometimes a piece of a name ("U" of "U.S.", "Nations"
of "United Nations"). A span that cuts a known name in two grows to the whole name; one without a letter goes, and so
do a conjunction, preposition or article at its end."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from attache.actors.hits import Hit
from attache.actors.phrase import TITLE_WORDS
from attache.reading import Mention, MentionKind, Reading, RoleSpan, Span

_FRAGMENT = re.compile(r"(?:the|an?)|[\W\d]*\d[\W\d]*,", re.IGNORECASE)
_DANGLING = re.compile(r"(?<=\w)[\s,;]+(?:(?:and|or|but|of|the|an?|with|by|to|in|for|from|who|that|which)[\s,;]*)+$")
_LETTER = re.compile(r"[^\W_]")
_OWNED = re.compile(r"['’]s $|s['’] $")
_OWNER = re.compile(r"(?:(?:the|an?|its|his|her|their) )?[a-z][\w-]*['’]s?$", re.IGNORECASE)
# "Josh" of "Josh Earnest", "Charles B." of "Charles B. Rangel", "Lindsey Graham (R-S." of "... (R-S.C.)".
_NAME_ENDS = re.compile(r"\b[A-ZÀ-Þ](?:[\w'’-]*[a-zß-ÿ]|\.?)$")
_SURNAME = re.compile(
    r"(?:(?<=\b[A-ZÀ-Þ])\.)? (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:U\.?S|UN|EU)\b)(?P<word>[A-ZÀ-Þ][\w'’-]*[a-zß-ÿ])(?![\w.])"
)
_LONGEST_OWNER = 40  # characters
_OTHER_HALF = re.compile(r"(?<=[^\W\d_])['’][^\W\d_]{2,}")
_OPENING = re.compile(r"[\s,;:]*")
_SEAT_OPEN = re.compile(r"\([RDI]-[A-Za-z.]*$")
_SEAT = re.compile(r"[A-Za-z.]*\)")
_SMALL = re.compile(r"\b[a-z]{4,}")
_NEXT_WORD = re.compile(r"\s?[\w'’-]+(?: (?=[A-Z])[\w'’-]+)*")


def whole_name(span: Span, text: str, hits: Sequence[Hit]) -> Span | None:
    """The span with every known name that it touches, or None where nothing in it can be a party or place. ``hits``
    stand in order and do not overlap."""
    if not _LETTER.search(text, *span):
        return None
    if _FRAGMENT.fullmatch(span.of(text)):  # "the" of "the committee", "a" of "a baby"
        following = _NEXT_WORD.match(text, span.end)
        if following is None:
            return None
        span = Span(span.start, following.end())
    span = _with_owner(_as_written(span, text, hits), text, hits)
    if not _LETTER.search(text, *span):
        return None
    dangling = _DANGLING.search(span.of(text))  # "Peru and", "the army of the"
    if dangling is not None:
        span = Span(span.start, span.start + dangling.start())
    at = bisect_right(hits, span.start, key=_end_of)
    while at < len(hits) and hits[at].span.start < span.end:
        hit = hits[at].span
        if not span.covers(hit):
            span = Span(min(span.start, hit.start), max(span.end, hit.end))
        at += 1
    return span


def _as_written(span: Span, text: str, hits: Sequence[Hit]) -> Span:
    """The span without a half abbreviation (". Leahy" of "Mr. Leahy") or name at its ends. In a headline, where every word has a
    capital, the next one tells nothing; nor does it behind a known name or before a title ("Peruvian Defence Minister")."""
    start, end = span
    if half := _OTHER_HALF.match(text, end):  # "the Shi" of "the Shi'ite militia"
        end = half.end()
    start = _OPENING.match(text, start, end).end()  # type: ignore[union-attr]  # it always matches
    while text[start] == "." and start and (text[start - 1].isalnum() or text[start - 1] == "."):
        start -= 1
        while start and text[start - 1].isalnum():
            start -= 1
    if _SEAT_OPEN.search(text, start, end) and (seat := _SEAT.match(text, end)):
        return Span(start, seat.end())
    at = bisect_right(hits, start, key=_end_of)
    known = at < len(hits) and hits[at].span.start < end <= hits[at].span.end
    rest = _SURNAME.match(text, end)
    if rest and not known and _NAME_ENDS.search(text, start, end) and rest["word"].lower() not in TITLE_WORDS:
        line = text[text.rfind("\n", 0, start) + 1 : end + (text[end:].find("\n") + 1 or len(text))]
        if len(_SMALL.findall(line)) >= 4:
            end = rest.end()
    return Span(start, end)


def _with_owner(span: Span, text: str, hits: Sequence[Hit]) -> Span:
    """The span with the state or body that owns it ("army" or "s army" of "Sudan's army"), or whatever else does ("s authors" of "the
    bill's authors"), and with the whole of the word at its start ("-president")."""
    start = span.start
    if text[start] == "-":
        while start and text[start - 1].isalnum():
            start -= 1
    if start and text[start - 1] in "'’" and text[start : start + 2].rstrip() == "s":
        start = min(span.end, start + 2)
    owned = _OWNED.search(text, max(0, start - 3), start)
    if owned is not None:
        end = owned.end() - (2 if owned.group()[0] == "s" else 3)
        at = bisect_right(hits, end - 1, key=_end_of)
        owner = _OWNER.search(text, max(0, start - _LONGEST_OWNER), owned.end() - 1)
        if at < len(hits) and hits[at].span.end == end:
            start = hits[at].span.start
        elif owner is not None:
            start = owner.start()
    return Span(start, span.end)


def _end_of(hit: Hit) -> int:
    return hit.span.end


def _is_part(role: RoleSpan, others: Iterable[RoleSpan]) -> bool:
    """Whether another party on the same side covers it: "the bill" of "the bill's authors"."""
    if role.role not in ("actor", "recipient"):
        return False
    return any(role.role == other.role and role.span != other.span and other.span.covers(role.span) for other in others)


def with_whole_names(reading: Reading, hits: Sequence[Hit]) -> Reading:
    """Mentions and role spans of parties and places as whole names. Contents and times stay as they are."""
    text = reading.article.text

    def grown(roles: tuple[RoleSpan, ...]) -> tuple[RoleSpan, ...]:
        kept: dict[tuple[str, Span], RoleSpan] = {}
        for role in roles:
            span = role.span if role.role in ("content", "time") else whole_name(role.span, text, hits)
            if span is not None:
                kept.setdefault((role.role, span), role if span == role.span else replace(role, span=span))
        return tuple(role for role in kept.values() if not _is_part(role, kept.values()))

    mentions: dict[tuple[MentionKind, Span], Mention] = {}
    for mention in reading.mentions:
        span = mention.span if mention.kind == "time" else whole_name(mention.span, text, hits)
        if span is not None:
            grown_one = mention if span == mention.span else replace(mention, span=span)
            mentions.setdefault((mention.kind, span), grown_one)
    reading.mentions = list(mentions.values())
    reading.triggers = [replace(trigger, roles=grown(trigger.roles)) for trigger in reading.triggers]
    reading.cues = [replace(cue, roles=grown(cue.roles)) for cue in reading.cues]
    return reading

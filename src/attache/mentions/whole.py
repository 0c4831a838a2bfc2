"""Whole names: the reader's spans follow words, and a word is sometimes a piece of a name ("U" of "U.S.", "Nations"
of "United Nations"). A span that cuts a known name in two grows to the whole name; one without a letter goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attache.actors.hits import Hit
from attache.reading import Mention, MentionKind, Reading, RoleSpan, Span


def whole_name(span: Span, text: str, hits: Sequence[Hit]) -> Span | None:
    """The span with every known name that it touches, or None where nothing in it can be a party or place."""
    if not any(character.isalnum() for character in span.of(text)):
        return None
    for hit in hits:
        if hit.span.overlaps(span) and not span.covers(hit.span):
            span = Span(min(span.start, hit.span.start), max(span.end, hit.span.end))
    return span


def with_whole_names(reading: Reading, hits: Sequence[Hit]) -> Reading:
    """Mentions and role spans of parties and places as whole names. Contents and times stay as they are."""
    text = reading.article.text

    def grown(roles: tuple[RoleSpan, ...]) -> tuple[RoleSpan, ...]:
        kept: dict[tuple[str, Span], RoleSpan] = {}
        for role in roles:
            span = role.span if role.role in ("content", "time") else whole_name(role.span, text, hits)
            if span is not None:
                kept.setdefault((role.role, span), replace(role, span=span))
        return tuple(kept.values())

    mentions: dict[tuple[MentionKind, Span], Mention] = {}
    for mention in reading.mentions:
        span = mention.span if mention.kind == "time" else whole_name(mention.span, text, hits)
        if span is not None:
            mentions.setdefault((mention.kind, span), replace(mention, span=span))
    reading.mentions = list(mentions.values())
    reading.triggers = [replace(trigger, roles=grown(trigger.roles)) for trigger in reading.triggers]
    reading.cues = [replace(cue, roles=grown(cue.roles)) for cue in reading.cues]
    return reading

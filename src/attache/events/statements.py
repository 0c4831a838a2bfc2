"""Who said what: cues of the reader with speaker and content, and quotations that no cue covers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from attache.actors.resolve import ActorResolver
from attache.events.dating import OWN_SAYING
from attache.mentions.antecedents import is_pronoun
from attache.reading import Cue, Entity, Event, Reading, RoleSpan, Sentence, Span, Statement, stable_id

_SHORTEST_QUOTE = 3  # words: less is a name or a scare quote
_SHORTEST_CLAUSE = 3
_MARKS = "\"'`“”„«» "
_BREAK = re.compile(r"[.;!?]\s")
_SAYING = re.compile(
    r"\b(?:sa(?:id|ys|ying)|t(?:old|ells?)|add(?:ed|s|ing)|stat(?:ed|es|ing)|declar(?:ed|es|ing)|warn(?:ed|s|ing)|insist(?:ed|s|ing)|"
    r"according to|wr(?:ote|ites|iting)|argu(?:ed|es|ing)|announc(?:ed|es|ing)|repl(?:ied|ies|ying)|not(?:ed|es|ing)|explain(?:ed|s|ing)|"
    r"claim(?:ed|s|ing)|stress(?:ed|es|ing)|quot(?:ed|es|ing)|ask(?:ed|s|ing)|assert(?:ed|s|ing)|conclud(?:ed|es|ing)|report(?:ed|s|ing)|"
    r"remark(?:ed|s|ing)|respond(?:ed|s|ing)|answer(?:ed|s|ing)|tweet(?:ed|s|ing)|post(?:ed|ing)|continu(?:ed|es)|recall(?:ed|s|ing)|"
    r"jok(?:ed|es|ing)|admit(?:ted|s|ting)|acknowledg(?:ed|es|ing)|contend(?:ed|s|ing)|caution(?:ed|s|ing)|observ(?:ed|es)|testif(?:ied|ies|ying)|"
    r"complain(?:ed|s|ing)|shout(?:ed|s|ing)|chant(?:ed|s|ing))\b",
    re.IGNORECASE,
)

# "called the operation 'a bad idea'": it quotes, though nobody says.
_CALLING = re.compile(
    r"\b(?:called|calls|calling|described|describes|describing|branded|dubbed|denounced|hailed|dismissed|labell?ed)\b",
    re.IGNORECASE,
)
# Whoever speaks and is no party of an event: what stands between the clause's beginning and the cue, or behind it.
_NOUNS = r"(?:[Hh]e|[Ss]he|[Tt]hey)\b|(?:(?:the|an?|one|two|some|many|most|several|other|his|her|its|their|[A-ZÀ-Þ][\w.'’-]*|[\d,]+)\b ?)(?:[\w.'’-]+ ){0,6}?[\w'’-]+|[a-z]+s"
_SUBJECT = re.compile(
    rf"(?:^|(?:[,;:—–(\"“”’]|'')\s*|\b(?:and|but|as|that|while|when|because|if|though|although) )(?P<who>{_NOUNS})(?:,[^,]{{1,60}},)?"
    r"(?P<between>(?: (?:also|has|have|had|is|are|was|were|would|could|will|now|later|then|again|recently|still|once|often|first))*) $"
)
_BEHIND = re.compile(rf" (?P<who>{_NOUNS})(?=[,.;:\n]| (?:on|in|at|of|who|that)\b|$)")
_SIGNED = re.compile(
    r"[\"”'’]?\s*[―—–-]{1,2}\s?(?P<who>[A-ZÀ-Þ](?:[\w'’-]|\.(?= ))*(?: [A-ZÀ-Þ](?:[\w'’-]|\.(?= ))*){0,4})(?=[.,\n(]|$)"
)
# Acts made of words, by their verbs; nouns ("the charge", "a call for") are left, whose words stand elsewhere.
_CHARGING = re.compile(
    r"(?:accus|alleg|blam|claim|warn|threaten|vow|pledg|promis|demand|urg|call|ask|request|appeal|insist|propos|offer|suggest|order)"
    r"(?:e|es|s|ed|ing)?\b",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(r"\s+(?:(?:on|upon|by|to|at|for|with) )?")
_CHARGE = re.compile(
    r"\s+(?:(?:of|that|for|with|about) )?(?P<what>\S.*?)"
    r"(?=[\s\"”’')]*(?:[.;:!?]?$|[;:]|[.!?]\s|, (?:and|but|while|which|who|whom|saying|adding|after|as|citing|an? (?:charge|claim|move|demand|call))\b))",
    re.DOTALL,
)
# "a charge that Beijing has denied": what is denied stands before whoever denies it.
_DENIED = re.compile(
    r"(?P<what>(?:an?|the) (?:charge|claim|allegation|accusation|suggestion|report)s?),? (?:(?:that|which) )?$"
)
_DENIAL = re.compile(r" (?:ha(?:s|ve|d) |later |also )*(?P<cue>den(?:ied|ies|y)|reject(?:s|ed)?|dismiss(?:es|ed)?)\b")
_OTHER_CLAUSE = re.compile(r"; |, (?:and|but|while|who|which) ")


def build_statements(reading: Reading, resolver: ActorResolver) -> list[Statement]:
    """Statements in order of their content. A quotation takes the cue of its own sentence, else that of the
    sentence that it goes on from."""
    text = reading.article.text
    found: list[Statement] = []
    used: set[Span] = set()
    # The surest cue first: a quotation belongs to one.
    for cue in sorted(reading.cues, key=lambda c: (-c.confidence, c.span)):
        sentence = reading.sentence_at(cue.span.start)
        if sentence is None:
            continue
        quote = _quote_of(reading, cue, sentence, used)
        if quote is not None:
            used.add(quote)
        content = quote or _whole_content(cue, sentence, text)
        if content is None or len(content.of(text).split()) < 2:
            continue
        if quote is None and any(_has_its_own(other, content, text) for other in reading.quotes):
            continue
        found.append(_statement(reading, resolver, cue, sentence, content, quote is not None))
    for quote in reading.quotes:
        if quote not in used and len(quote.of(text).split()) >= _SHORTEST_QUOTE:
            sentence = reading.sentence_at(quote.start)
            if sentence is not None:
                found.append(_uncued(reading, resolver, sentence, quote, found))
    found += [*_charges(reading, found), *_denials(reading, found)]
    kept: dict[Span, Statement] = {}
    for statement in sorted(found, key=lambda s: (s.content, s.speaker is None)):
        kept.setdefault(statement.content, statement)
    return list(kept.values())


def _quote_of(reading: Reading, cue: Cue, sentence: Sentence, used: set[Span]) -> Span | None:
    """The quotation that a cue introduces or closes: in its sentence, else one that runs up to it."""
    free = [
        quote
        for quote in reading.quotes
        if quote not in used
        and len(quote.of(reading.article.text).split()) >= _SHORTEST_QUOTE
        and not quote.covers(cue.span)
        and not _OTHER_CLAUSE.search(reading.article.text, quote.end, max(quote.end, cue.span.start))
    ]
    near = [quote for quote in free if quote.overlaps(sentence.span)]
    if not near and _clause(cue, sentence, reading.article.text) is None:  # "he said." behind it
        near = [quote for quote in free if 0 <= sentence.span.start - quote.end <= 3]
    return min(near, key=lambda q: min(abs(q.start - cue.span.end), abs(cue.span.start - q.end)), default=None)


def _role(cue: Cue, role: str) -> RoleSpan | None:
    return next((r for r in cue.roles if r.role == role), None)


def _content(cue: Cue, sentence: Sentence) -> Span | None:
    role = _role(cue, "content")
    if role is None:
        return None
    return (
        Span(max(role.span.start, sentence.span.start), min(role.span.end, sentence.span.end))
        if role.span.overlaps(sentence.span)
        else role.span
    )


def _whole_content(cue: Cue, sentence: Sentence, text: str) -> Span | None:
    """What the reader takes for the content, grown to the clause that it is part of; the clause where it has none, or one
    in another sentence."""
    content, clause = _content(cue, sentence), _clause(cue, sentence, text)
    if content is not None and _role(cue, "speaker") is None and cue.span.of(text).lower().startswith("according"):
        return content  # the clause begins with whoever says it
    if content is None or clause is None:
        return content or clause
    if clause.overlaps(content):
        return Span(clause.start, max(clause.end, content.end))
    return content if sentence.span.covers(content) else clause


def _has_its_own(quote: Span, content: Span, text: str) -> bool:
    """Whether ``content`` is part of a quotation, which has a statement of its own: a word or two in quotation marks inside
    it ("says he has 'big plans' for May") do not make it one."""
    return quote.overlaps(content) and (quote.covers(content) or len(quote.of(text).split()) >= _SHORTEST_QUOTE)


# What may stand between "said" and the end of a sentence without being what was said: "said on Monday", "said in a letter".
_ASIDE = re.compile(
    r"\s+(?:in|at|on|during|of|to|after|before|when|as|from|by|via|with|through|late|early|yesterday|today)\b"
)


def _clause(cue: Cue, sentence: Sentence, text: str) -> Span | None:
    """What a cue without content of its own introduces or closes: the longer side of its sentence, up to the comma
    before whoever says it. None where neither side is a clause."""
    begin, end = sentence.span
    role = _role(cue, "speaker")
    first, last = cue.span if role is None else (min(cue.span.start, role.span.start), max(cue.span.end, role.span.end))
    if not (begin <= first and last <= end):
        return None
    sides = []
    comma = text.rfind(",", begin, first)
    if comma >= 0 and not text[comma + 1 : first].strip():
        sides.append(Span(begin, comma))
    after = Span(last, end)
    if after.of(text)[:1] == ",":
        after = Span(last + 1, end)
    elif _ASIDE.match(after.of(text)) or after.of(text)[:1] in (".", ";", ":"):
        after = Span(end, end)
    stop = len(after.of(text).rstrip(" .!?\n"))
    lead = len(after.of(text)) - len(after.of(text).lstrip().removeprefix("that "))
    if stop > lead:
        sides.append(Span(after.start + lead, after.start + stop))
    best = max(sides, key=lambda side: side.end - side.start, default=None)
    return best if best is not None and len(best.of(text).split()) >= _SHORTEST_CLAUSE else None


def _statement(
    reading: Reading, resolver: ActorResolver, cue: Cue, sentence: Sentence, content: Span, direct: bool
) -> Statement:
    role = _role(cue, "speaker")
    if role is not None and content.covers(role.span):
        role = None
    speaker = (
        resolver.resolve(role.span)[0] if role else _nearest_speaker(reading, resolver, cue.span, sentence, content)
    )
    addressed = _role(cue, "addressee")
    return Statement(
        stable_id(reading.article.id, *content, "statement"),
        speaker,
        cue.span,
        content,
        direct,
        resolver.resolve(addressed.span)[0] if addressed else None,
    )


def _nearest_speaker(
    reading: Reading, resolver: ActorResolver, cue: Span, sentence: Sentence, content: Span
) -> Entity | None:
    """The party beside the cue: after "according to", else the nearest before it, else the nearest after."""
    parties = [
        m.span
        for m in reading.mentions
        if m.kind == "party" and sentence.span.covers(m.span) and not content.overlaps(m.span)
    ]
    after = [p for p in parties if p.start >= cue.end]
    before = [p for p in parties if p.end <= cue.start]
    text = reading.article.text
    if after and (cue.of(text).lower().startswith("according") or not before):
        return resolver.resolve(after[0])[0]
    if before:
        return resolver.resolve(before[-1])[0]
    nouns = _nouns_beside(text, cue, sentence.span, content)
    return resolver.resolve(nouns)[0] if nouns is not None else None


def _nouns_beside(text: str, cue: Span, sentence: Span, content: Span) -> Span | None:
    """The noun phrase that stands as a cue's subject ("experts say", "said one of the neighbours")."""
    begin = content.end if sentence.start <= content.end <= cue.start else sentence.start
    subject = _SUBJECT.search(text[begin : cue.start])
    if subject is not None and not cue.of(text).lower().startswith("according"):
        return Span(begin + subject.start("who"), begin + subject.end("who"))
    behind = _BEHIND.match(text, cue.end, sentence.end)
    found = Span(*behind.span("who")) if behind is not None else None
    return found if found is not None and not found.overlaps(content) else None


def _act_before(reading: Reading, sentence: Sentence, quote: Span) -> Event | None:
    """The act that is itself a saying and stands last before a quotation in its sentence, with nobody else's word between."""
    acts = [
        event
        for event in reading.events
        if event.event in OWN_SAYING and event.actor and sentence.span.covers(event.event_text)
    ]
    before = [event for event in acts if event.event_text.end <= quote.start]
    last = max(before, key=lambda event: event.event_text, default=None)
    if last is None or _SAYING.search(reading.article.text, last.event_text.end, quote.start):
        return None
    return last if all(entity.span.end <= quote.start for entity in last.actor) else None


def _word_beside(text: str, sentence: Span, quote: Span) -> Span | None:
    """The word that introduces a quotation in its clause: one of calling before it, else one of saying."""
    begin = max((m.end() for m in _OTHER_CLAUSE.finditer(text, sentence.start, quote.start)), default=sentence.start)
    calling = max((Span(*m.span()) for m in _CALLING.finditer(text, begin, quote.start)), default=None)
    if calling is not None:
        return calling
    for said in _SAYING.finditer(text, *sentence):
        word = Span(*said.span())
        if not quote.covers(word) and not _OTHER_CLAUSE.search(text, quote.end, word.start):
            return word
    return None


def _charges(reading: Reading, found: list[Statement]) -> Iterator[Statement]:
    """What acts say that are made of words: "accused China of ramming a boat" is an event and Hanoi's statement. The content is
    the clause behind the word and whom it is addressed to."""
    text = reading.article.text
    for event in reading.events:
        word, sentence = event.event_text, reading.sentence_at(event.event_text.start)
        if event.event not in OWN_SAYING or event.status != "actual" or not event.actor or sentence is None:
            continue
        if not _CHARGING.match(word.of(text)) or any(s.cue is not None and s.cue.overlaps(word) for s in found):
            continue
        addressee, at = None, word.end
        parties = {entity.span.start: entity for entity in (*event.actor, *event.recipient)}
        while (behind := _TO_WHOM.match(text, at, sentence.span.end)) and behind.end() in parties:
            party = parties[behind.end()]
            addressee, at = (party, party.span.end) if party in event.recipient else (addressee, party.span.end)
        clause = _CHARGE.match(text, at, sentence.span.end)
        if clause is None:
            continue
        content = Span(*clause.span("what"))
        if len(content.of(text).split()) < _SHORTEST_CLAUSE or any(s.content.overlaps(content) for s in found):
            continue
        key = stable_id(reading.article.id, *content, "statement")
        yield Statement(key, event.actor[0], word, content, False, addressee)


def _denials(reading: Reading, found: list[Statement]) -> Iterator[Statement]:
    """What those deny who dispute an act, where a relative clause says so."""
    text = reading.article.text
    for party in {party.span: party for event in reading.events for party in event.disputed_by}.values():
        sentence = reading.sentence_at(party.span.start)
        if sentence is None or any(s.speaker is not None and s.speaker.span == party.span for s in found):
            continue
        what = _DENIED.search(text, sentence.span.start, party.span.start)
        denial = _DENIAL.match(text, party.span.end, sentence.span.end)
        if what is not None and denial is not None:
            content = Span(*what.span("what"))
            key = stable_id(reading.article.id, *content, "statement")
            yield Statement(key, party, Span(*denial.span("cue")), content, False, None)


def _uncued(
    reading: Reading, resolver: ActorResolver, sentence: Sentence, quote: Span, found: list[Statement]
) -> Statement:
    """A quotation without a cue of its own: what an act of saying quotes ("urged them to leave 'as soon as possible'"), a
    second part of what the sentence's cue introduces ("..., " he said, "..."), the predicate of the sentence's subject, or the
    speech that goes on from the sentence before."""
    text = reading.article.text
    same = [s for s in found if s.cue is not None and sentence.span.covers(s.cue) and s.speaker is not None]
    speaker: Entity | None = None
    cue: Span | None = None
    act = _act_before(reading, sentence, quote)
    signed = _SIGNED.match(text, quote.end)
    if signed is not None:
        speaker = resolver.resolve(Span(*signed.span("who")))[0]
    elif act is not None:
        speaker, cue = act.actor[0], act.event_text
    elif same:
        speaker, cue = same[0].speaker, same[0].cue
    else:
        cue = _word_beside(text, sentence.span, quote)
        if cue is not None:
            speaker = _nearest_speaker(reading, resolver, cue, sentence, quote)
        elif not text[sentence.span.start : quote.start].strip(_MARKS) and found:
            previous = max((s for s in found if s.content.start < quote.start), key=lambda s: s.content, default=None)
            speaker = previous.speaker if previous is not None and previous.direct else None
    if speaker is not None and is_pronoun(speaker.span.of(text)):
        speaker = replace(speaker, basis="coreference")
    return Statement(stable_id(reading.article.id, *quote, "statement"), speaker, cue, quote, True, None)

"""The reader's numbers to mentions, triggers and cues with their spans."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from attache.ontology import CONTEXTS, EVENT_TYPES, RECIPROCAL, SECTORS, STATUSES, TYPE_MODES
from attache.reader.labels import CUE_ROLES, EVENT_ROLES, MENTION_KINDS, ROLES, TRIGGER_INSIDE
from attache.reading import Cue, Kinship, Mention, Reading, Role, RoleSpan, Span, Trigger

Floats = npt.NDArray[np.float32]

_MOST = 60.0  # a logit that exp() can take

# Which roles may have several fillers; of the others the best one counts.
_MANY = frozenset({"actor", "recipient", "disputed_by"})
_SIDES: tuple[Role, ...] = ("actor", "recipient")
# Types of which nine in ten events, or nearly so, have a mode.
_WITH_MODE = frozenset({"ACCUSE", "COERCE", "MOBILIZE", "PROTEST", "REQUEST", "RETREAT", "SANCTION", "THREATEN"})
_MUTUAL = frozenset({"CONSULT", "COOPERATE"})  # nobody does these alone


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from which a decision counts. Chosen on the corpus's dev split (attache.training.tune)."""

    trigger: float = 0.5
    mention: float = 0.5
    cue: float = 0.5
    role: float = 0.5
    party: float = 0.3  # of the likeliest mention, for an actor or recipient that would otherwise be empty
    partner: float = 0.25  # of the likeliest second party of an act that needs two
    same: float = 0.5
    mode: float = 0.5
    only_mode: float = 0.2  # of the likeliest mode of a type that seldom goes without one, where none is over ``mode``
    context: float = 0.5
    background: float = 0.5
    sector: float = 0.35
    kin: float = 1.0  # not a probability: how much the reader's word on whose people somebody is weighs


@dataclass(frozen=True, slots=True)
class WindowReading:
    """What was found in a window; what begins before ``own_from`` the window before has told."""

    mentions: list[Mention]
    triggers: list[Trigger]
    cues: list[Cue]
    kinship: Kinship
    own_from: int = 0

    def placed(self, words: tuple[Span, ...], *, first_cluster: int = 0, own_from: int = 0) -> WindowReading:
        """What ``decode`` found, where it stands in an article: ``words`` are the spans of its words there."""

        def span(of: Span) -> Span:
            return Span(words[of.start].start, words[of.end - 1].end)

        def roles(of: tuple[RoleSpan, ...]) -> tuple[RoleSpan, ...]:
            return tuple(replace(role, span=span(role.span)) for role in of)

        return WindowReading(
            [replace(mention, span=span(mention.span)) for mention in self.mentions],
            [
                replace(
                    trigger,
                    span=span(trigger.span),
                    roles=roles(trigger.roles),
                    cluster=first_cluster + trigger.cluster,
                )
                for trigger in self.triggers
            ],
            [replace(cue, span=span(cue.span), roles=roles(cue.roles)) for cue in self.cues],
            replace(self.kinship, words=words),
            own_from,
        )

    def add_to(self, reading: Reading) -> None:
        """Add what the window has of its own. An event that it tells further, and that was read before, stays one."""
        again = {
            trigger.cluster: known.cluster
            for trigger in self.triggers
            if trigger.span.start < self.own_from
            for known in reading.triggers
            if known.event == trigger.event and known.span.overlaps(trigger.span)
        }
        reading.mentions += [mention for mention in self.mentions if mention.span.start >= self.own_from]
        reading.triggers += [
            replace(trigger, cluster=again.get(trigger.cluster, trigger.cluster))
            for trigger in self.triggers
            if trigger.span.start >= self.own_from
        ]
        reading.cues += [cue for cue in self.cues if cue.span.start >= self.own_from]
        reading.kinships.append(self.kinship)


def decode_window(
    words: tuple[Span, ...],
    out: Mapping[str, Floats],
    thresholds: Thresholds,
    *,
    first_cluster: int = 0,
    own_from: int = 0,
    breaks: Collection[int] = (),
) -> WindowReading:
    """Decode one window where it stands: ``words`` are its words' spans, clusters are numbered from ``first_cluster``, and from
    the character ``own_from`` on the words are its own (``Window.own_from``). ``out``, ``breaks``: see ``decode``."""
    return decode(out, thresholds, breaks).placed(words, first_cluster=first_cluster, own_from=own_from)


def decode(out: Mapping[str, Floats], thresholds: Thresholds, breaks: Collection[int] = ()) -> WindowReading:
    """Decode one window, wherever it stands: spans count words instead of characters. ``out`` holds its logits: [words, width]
    each, ``same`` [words, words], ``role`` [triggers, words, roles * 3] and ``side`` [triggers, sides, words] for the words in
    ``rows``. ``breaks``: ``Window.breaks``."""
    found = list(_mentions(out, thresholds, breaks))
    scored = {int(word): row for row, word in enumerate(out["rows"])}
    trigger = softmax(out["trigger"])
    begins = trigger[:, 1:TRIGGER_INSIDE].sum(-1)
    runs = [
        run
        for run in _runs(1 - trigger[:, 0], trigger[:, TRIGGER_INSIDE], thresholds.trigger, breaks)
        if begins[run.start] >= thresholds.trigger / 2 and run.start in scored
    ]
    cue = softmax(out["cue"])
    cue_runs = [run for run in _runs(1 - cue[:, 0], cue[:, 2], thresholds.cue, breaks) if run.start in scored]
    cluster = _clusters([run.start for run in runs], trigger, out["same"], thresholds.same)
    heads = sorted({run.start for run in (*runs, *cue_runs)})
    scores = _role_scores(out["role"], out["side"], [scored[head] for head in heads], found)
    row = {head: number for number, head in enumerate(heads)}

    def roles(run: Span, wanted: frozenset[str], event: str | None = None) -> tuple[RoleSpan, ...]:
        return _roles(scores, row[run.start], found, thresholds, wanted, event)

    triggers = [
        _trigger(
            out,
            trigger,
            run,
            cluster[run.start],
            roles(run, EVENT_ROLES, _event(trigger[run.start])),
            thresholds,
        )
        for run in runs
    ]
    cues = [Cue(run, float(1 - cue[run.start, 0]), roles(run, CUE_ROLES)) for run in cue_runs]
    return WindowReading(found, triggers, cues, Kinship((), out["asks"] * thresholds.kin, out["gives"]))


def softmax(logits: Floats) -> Floats:
    """Logits [..., width] to probabilities over the last axis."""
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    result: Floats = shifted / shifted.sum(-1, keepdims=True)
    return result


def _sigmoid(logits: Floats) -> Floats:
    result: Floats = np.asarray(1 / (1 + np.exp(-logits)), np.float32)
    return result


def _runs(inside: Floats, goes_on: Floats, threshold: float, breaks: Collection[int] = ()) -> list[Span]:
    """Runs of words: a word at or over ``threshold`` begins one, and goes on with the one before it where "inside" is likelier than
    "begins" and no sentence begins. A run never starts with a gap."""
    runs: list[Span] = []
    for at in np.flatnonzero(inside >= threshold).tolist():
        if runs and runs[-1].end == at and goes_on[at] * 2 > inside[at] and at not in breaks:
            runs[-1] = Span(runs[-1].start, at + 1)
        else:
            runs.append(Span(at, at + 1))
    return runs


def _mentions(out: Mapping[str, Floats], thresholds: Thresholds, breaks: Collection[int]) -> Iterator[Mention]:
    probabilities = softmax(out["mention"])
    inside = 1 - probabilities[:, 0]
    goes_on = probabilities[:, 2::2].sum(-1)
    sectors = None
    for run in _runs(inside, goes_on, thresholds.mention, breaks):
        begin, end = run
        kinds = probabilities[begin, 1::2] + probabilities[begin, 2::2]
        kind = MENTION_KINDS[int(kinds.argmax())]
        found: tuple[str, ...] = ()
        if kind == "party":
            if sectors is None:
                sectors = _sigmoid(out["sector"])
            found = _sectors(sectors[begin:end].mean(0), thresholds.sector)
        yield Mention(run, kind, float(inside[begin:end].mean()), found)


def _sectors(scores: Floats, threshold: float) -> tuple[str, ...]:
    order = np.argsort(-scores, kind="stable")
    return tuple(SECTORS[int(at)] for at in order[:3] if scores[at] >= threshold)


def _clusters(heads: list[int], trigger: Floats, same: Floats, threshold: float) -> dict[int, int]:
    """Triggers of one type that the reader holds to be one event get one number, by single link."""
    number = {head: at for at, head in enumerate(heads)}
    types = {head: int(trigger[head, 1:TRIGGER_INSIDE].argmax()) for head in heads}
    for at, head in enumerate(heads):
        for other in heads[:at]:
            if types[head] == types[other] and _sigmoid(same[head, other]) >= threshold:
                old, new = number[head], number[other]
                number = {key: new if value == old else value for key, value in number.items()}
    return number


def _event(probabilities: Floats) -> str:
    return EVENT_TYPES[int(probabilities[1:TRIGGER_INSIDE].argmax())]


def _trigger(
    out: Mapping[str, Floats],
    trigger: Floats,
    run: Span,
    cluster: int,
    roles: tuple[RoleSpan, ...],
    thresholds: Thresholds,
) -> Trigger:
    head = run.start
    event, types = _event(trigger[head]), trigger[head, 1:TRIGGER_INSIDE]
    status = softmax(out["status"][head])
    modes = _sigmoid(out["mode"][head])
    contexts = _sigmoid(out["context"][head])
    return Trigger(
        span=run,
        event=event,
        confidence=float(types.max()),
        status=STATUSES[int(status.argmax())],
        status_confidence=float(status.max()),
        background=float(_sigmoid(out["background"][head, 0])),
        modes=_modes(event, modes, thresholds),
        contexts=tuple(name for at, name in enumerate(CONTEXTS) if contexts[at] >= thresholds.context),
        roles=roles,
        cluster=cluster,
    )


def _modes(event: str, scores: Floats, thresholds: Thresholds) -> tuple[str, ...]:
    """The modes over the threshold; of a type that seldom goes without one, else the likeliest from a lower one on."""
    own = [(float(scores[at]), mode) for at, (of, mode) in enumerate(TYPE_MODES) if of == event]
    found = tuple(mode for score, mode in own if score >= thresholds.mode)
    if found or event not in _WITH_MODE:
        return found
    best, mode = max(own)
    return (mode,) if best >= thresholds.only_mode else ()


@dataclass(frozen=True, slots=True)
class _RoleScores:
    """Probabilities of roles for the triggers and cues of a window.

    inside   float32 [heads, words, roles]      the word is of the role's span
    goes_on  float32 [heads, words, roles]      and is not its first
    mention  float32 [heads, mentions, roles]   of the mention's likeliest word; of actor and recipient, which all
                                                mentions of the window compete for, as the reader decided among them
    most     float32 [heads, roles]             of the likeliest word or mention
    """

    inside: Floats
    goes_on: Floats
    mention: Floats
    most: Floats


def _role_scores(role: Floats, side: Floats, rows: list[int], mentions: list[Mention]) -> _RoleScores:
    """``role`` float32 [scored words, words, roles * 3], ``side`` [scored words, sides, words]; ``rows`` those of the
    triggers and cues."""
    none, begins, goes_on = np.moveaxis(role[rows].reshape(len(rows), role.shape[1], len(ROLES), 3), -1, 0)
    begins, goes_on = (np.exp(np.minimum(logit - none, _MOST)) for logit in (begins, goes_on))
    total = 1 + begins + goes_on
    inside = 1 - 1 / total
    if mentions and rows:
        # Each pair of neighbours of ``bounds`` is a mention or what follows it; an empty last word closes the last.
        bounds = [at for mention in mentions for at in mention.span]
        padded = np.concatenate([inside, np.zeros_like(inside[:, :1])], axis=1)
        padded[:, :-1, : len(_SIDES)] = _sigmoid(side[rows]).transpose(0, 2, 1)
        best = np.maximum.reduceat(padded, bounds, axis=1)[:, ::2]
    else:
        best = np.zeros((len(rows), len(mentions), len(ROLES)), np.float32)
    most = np.maximum(inside.max(1), best.max(1, initial=0.0)) if rows else np.zeros((0, len(ROLES)), np.float32)
    return _RoleScores(inside, goes_on / total, best, most)


def _roles(
    scores: _RoleScores,
    head: int,
    mentions: list[Mention],
    thresholds: Thresholds,
    wanted: frozenset[str],
    event: str | None = None,
) -> tuple[RoleSpan, ...]:
    """The role spans of one trigger, of the type ``event``, or of one cue.

    Mentions are found better than the spans of a role by itself, so a mention takes the role that its words
    score; words that score a role outside every mention stand for themselves. Few events have nobody on a side, so
    an empty side takes its likeliest mention from a lower threshold on; not the recipient of a joint act of several.
    A mutual act has two parties.
    """
    found: list[RoleSpan] = []
    for number, role in enumerate(ROLES):
        if role not in wanted:
            continue
        if scores.most[head, number] < thresholds.role:
            continue
        inside = scores.inside[head, :, number]
        spans: list[RoleSpan] = []
        covered = np.zeros(len(inside), bool)
        if role != "content":
            for at in np.flatnonzero(scores.mention[head, :, number] >= thresholds.role).tolist():
                mention = mentions[at]
                if (mention.kind == "time") == (role == "time"):
                    spans.append(RoleSpan(role, mention.span, float(scores.mention[head, at, number])))
                    covered[slice(*mention.span)] = True
        for run in _runs(np.where(covered, 0, inside), scores.goes_on[head, :, number], thresholds.role):
            if role == "content" or not covered[max(0, run.start - 1) : run.end + 1].any():
                spans.append(RoleSpan(role, run, float(inside[slice(*run)].mean())))
        found.extend(spans if role in _MANY else sorted(spans, key=lambda span: -span.confidence)[:1])
    for side in _SIDES:
        if side == "recipient" and event in RECIPROCAL and sum(span.role == "actor" for span in found) > 1:
            break  # "China and Iran agreed": both stand in actor
        if side in wanted and all(span.role != side for span in found):
            likely = scores.mention[head, :, ROLES.index(side)]
            taken = {span.span for span in found if span.role in _SIDES}
            free = [at for at, m in enumerate(mentions) if m.kind != "time" and m.span not in taken]
            best = max(free, key=lambda at: likely[at], default=None)
            if best is not None and likely[best] >= thresholds.party:
                found.append(RoleSpan(side, mentions[best].span, float(likely[best])))
    if event in _MUTUAL:
        found += _partner(scores.mention[head], mentions, [s for s in found if s.role in _SIDES], thresholds.partner)
    return tuple(found)


def _partner(scores: Floats, mentions: list[Mention], sides: list[RoleSpan], least: float) -> list[RoleSpan]:
    """Nobody meets alone: the likeliest second party, on either side, of an act that has but one."""
    if len(sides) != 1:
        return []
    free = [at for at, m in enumerate(mentions) if m.kind == "party" and not m.span.overlaps(sides[0].span)]
    likely = scores[:, : len(_SIDES)].max(1, initial=0.0)
    best = max(free, key=lambda at: likely[at], default=None)
    if best is None or likely[best] < least:
        return []
    role = _SIDES[int(scores[best, : len(_SIDES)].argmax())]
    return [RoleSpan(role, mentions[best].span, float(likely[best]))]

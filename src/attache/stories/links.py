"""What follows from what: an announcement and the act, a signature and the ratification, a threat and the deed, an arrest and the
verdict. Such stories are linked and never merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from attache.stories.pairs import alike_sides, place_weight
from attache.stories.report import Report


class Step(NamedTuple):
    """From one kind of event to another within so many days; modes empty where any will do."""

    name: str
    event: str
    modes: frozenset[str]
    then: str
    then_modes: frozenset[str]
    days: int
    mutual: bool = False  # the parties stay the parties, whoever is actor
    later: bool = False  # it is a later stage of one instrument


def _step(
    name: str, event: str, modes: str, then: str, then_modes: str, days: int, mutual: bool = False, later: bool = False
) -> Step:
    return Step(name, event, frozenset(modes.split()), then, frozenset(then_modes.split()), days, mutual, later)


_LATER = frozenset({"ratified", "in_force", "suspended", "ended"})


STEPS: tuple[Step, ...] = (
    _step("agreed, then signed", "AGREE", "", "SUPPORT", "", 1100, True),
    _step("planned, then held", "AGREE", "", "CONSULT", "", 180, True),
    _step("planned, then held", "AGREE", "", "COOPERATE", "", 365, True),
    _step("promised, then given", "AGREE", "", "AID", "", 365),
    _step("signed, then a later stage", "SUPPORT", "", "SUPPORT", "", 1100, True, later=True),
    _step("threatened, then done", "THREATEN", "violence", "ASSAULT", "", 60),
    _step("threatened, then done", "THREATEN", "restrict", "COERCE", "", 60),
    _step("threatened, then done", "THREATEN", "arrest", "COERCE", "arrest", 730),
    _step("threatened, then done", "THREATEN", "expel relations", "SANCTION", "", 180),
    _step("threatened, then done", "THREATEN", "territory", "COERCE", "seize", 180),
    _step("accused, then tried", "ACCUSE", "allege investigate", "SANCTION", "convict", 2000),
    _step("arrested, then convicted", "COERCE", "arrest", "SANCTION", "convict", 2000),
    _step("arrested, then released", "COERCE", "arrest", "RETREAT", "release", 2000),
    _step("abducted, then released", "ASSAULT", "abduct", "RETREAT", "release", 2000),
    _step("seized, then withdrawn from", "COERCE", "seize", "RETREAT", "withdraw", 2000),
    _step("expelled, and answered", "SANCTION", "expel", "SANCTION", "expel", 30, True),
)
#: Types of which a story can be linked to others of these types.
AFTER: dict[str, frozenset[str]] = {
    step.event: frozenset(s.then for s in STEPS if s.event == step.event) for step in STEPS
}
BEFORE: dict[str, frozenset[str]] = {
    step.then: frozenset(s.event for s in STEPS if s.then == step.then) for step in STEPS
}
_ALIKE = 0.75
_WORDS = 0.16


def follows(first: Sequence[Report], then: Sequence[Report]) -> str | None:
    """How the story of the reports ``then`` follows from that of ``first``; None where nothing says that it does."""
    told = [how for a in first for b in then if (how := _follows(a, b)) is not None]
    return min(told, default=None)


def _follows(a: Report, b: Report) -> str | None:
    if a.first is None or b.first is None or a.last is None or b.last is None or a.status == "negated":
        return None
    gap = (b.first - a.first).days
    if a.status == "ahead" and b.status == "actual" and a.event == b.event and _same_matter(a, b, mutual=True):
        return "announced, then done" if a.key[0] <= b.key[0] else None
    if b.status != "actual" or a.status != "actual" or gap < 1:
        return None
    for step in STEPS:
        if (step.event, step.then) != (a.event, b.event) or gap > step.days:
            continue
        if (step.modes and not step.modes & a.mode) or (step.then_modes and not step.then_modes & b.mode):
            continue
        if step.later and (b.stage not in _LATER or a.stage in _LATER):
            continue
        if _same_matter(a, b, mutual=step.mutual):
            return step.name
    return None


def _same_matter(a: Report, b: Report, *, mutual: bool) -> bool:
    """The same parties, and something beside them that both tell: a name, a town, a good part of the words."""
    if mutual:
        if len(a.codes & b.codes) < min(2, len(a.codes), len(b.codes)) or not a.codes:
            return False
    else:
        sides = [alike_sides(a.actor, b.actor), alike_sides(a.recipient, b.recipient)]
        known = [side for side in sides if side is not None]
        if not known or min(known) < _ALIKE * 0.6 or max(known) < _ALIKE:
            return False
    names = any(p.name & q.name for p in a.recipient for q in b.recipient if p.name and q.name)
    common = len(a.words & b.words) / max(1, len(a.words | b.words))
    return names or place_weight(a.place, b.place) >= 1.0 or bool(a.proper & b.proper) or common >= _WORDS


def linked_types(reports: Iterable[Report]) -> frozenset[str]:
    """The types among which what leads to, or follows from, these reports is to be looked for."""
    types: set[str] = set()
    for report in reports:
        types |= {report.event, *AFTER.get(report.event, ()), *BEFORE.get(report.event, ())}
    return frozenset(types)

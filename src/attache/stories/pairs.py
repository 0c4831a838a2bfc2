"""Whether two reports tell one happening: a sum of what speaks for and against it, each part with its name, on one page.

What cannot be one happening is vetoed. The rest is added up; ``JOINS`` and more is one. The weights are of our own, set on
the development half of ``corpus/stories`` (docs/decisions/0013-stories.md); ``benchmarks/stories.py`` measures them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from attache.stories.report import Party, Report, Where

JOINS = 2.9
#: Kinds of acts that happen daily between the same two: who, what and when do not make one of two.
FREQUENT = frozenset({"force", "PROTEST", "MOBILIZE", "ACCUSE", "REQUEST", "REJECT", "THREATEN", "AID", "SANCTION"})
#: Acts that two or more do together: whoever is told as doing it, the others do too.
MUTUAL = frozenset({"CONSULT", "accord", "COOPERATE"})
VIOLENT = frozenset({"force", "PROTEST", "MOBILIZE"})
_NEED_ANCHOR = 1.4  # more is asked of those where neither place, toll, name nor wording agrees
_OPEN = 1.3  # "at least 20" may be 26
_FAR_KM = 60.0
_WINDOW = 2  # days that two reports' dates may be apart, one more where only the publication dates one
REACH = 3  # days beyond which nothing is compared
_SAME_WORDS = 0.55  # share of common words that makes two sentences one wire's


Part = tuple[str, float]  # the name of one thing that was weighed, and its weight; made too often to be more than that
_WEIGHT = itemgetter(1)


class Verdict(NamedTuple):
    """The sum, what it is made of, and the veto if there is one."""

    score: float
    parts: tuple[Part, ...]
    veto: str | None

    @property
    def joins(self) -> bool:
        return self.veto is None and self.score >= JOINS


def compare(one: Report, other: Report) -> Verdict:
    """Weigh two reports; the order makes no difference."""
    if one.article == other.article and one.key != other.key:
        return Verdict(-math.inf, (), "told apart in one article")
    return weigh(one, other)


def weigh(one: Report, other: Report) -> Verdict:
    """``compare`` by what they tell alone, wherever they stand."""
    veto = _veto(one, other)
    if veto:
        return Verdict(-math.inf, (), veto)
    parts = tuple(filter(_WEIGHT, _weigh(one, other)))
    return Verdict(round(sum(map(_WEIGHT, parts)), 4), parts, None)


def days_apart(one: Report, other: Report) -> int | None:
    """Days between the two intervals, 0 where they overlap, None where one has none."""
    if one.days is None or other.days is None:
        return None
    return max(0, other.days[0] - one.days[1], one.days[0] - other.days[1])


def _veto(one: Report, other: Report) -> str | None:
    if one.kind != other.kind:
        return "another type"
    if one.status != other.status:
        return "another status"  # what was announced and what was done are linked, not merged
    apart = days_apart(one, other)
    if apart is None and not _are_near(one, other):
        return "another time"
    window = _WINDOW if one.sure and other.sure else _WINDOW + 1
    if one.kind in FREQUENT and one.day and other.day:
        window = 1
    if apart is not None and apart > window:
        return "another time"
    if _strangers(one, other):
        return "other parties"
    if (one.long or other.long) and marks_of(one).isdisjoint(marks_of(other)):
        return "nothing in common"  # in weeks and months much happens
    if _elsewhere(one.place, other.place) and one.kind in FREQUENT:
        return "another place"
    return None


def marks_of(report: Report) -> frozenset[str]:
    """What an act is told by beside its parties' countries and days: its own word, names, the place, figures."""
    names = (party.name for side in (report.actor, report.recipient) for party in side)
    figures = (word for word in report.words if word[0].isdigit() and len(word) > 1)
    return report.trigger.union(report.proper, *names, (report.place.name,) if report.place else (), figures)


def _are_near(one: Report, other: Report) -> bool:
    """Whether two reports of which one has no date are told near each other: near enough to be found from either side."""
    if one.when is None or other.when is None:
        return one.when is other.when
    return max(other.when[0] - one.when[1], one.when[0] - other.when[1]) <= REACH


def _strangers(one: Report, other: Report) -> bool:
    """Whether a side that both name has no country in common, whichever way round."""
    common = one.codes & other.codes
    if one.codes and other.codes and not common:
        return True
    if one.kind in MUTUAL and len(common) < 2 <= min(len(one.codes), len(other.codes)):
        return True  # two pairs of states
    straight = _apart(one.actor_codes, other.actor_codes) or _apart(one.recipient_codes, other.recipient_codes)
    if not straight:
        return False
    both = (one.recipient, other.recipient)
    mutual = not all(both) or one.kind in MUTUAL
    return not (mutual and len(one.codes & other.codes) >= min(2, len(one.codes), len(other.codes)))


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and one.isdisjoint(other)


def _weigh(one: Report, other: Report) -> Iterator[Part]:
    mutual = one.kind in MUTUAL
    if mutual:
        sides = [alike_sides((*one.actor, *one.recipient), (*other.actor, *other.recipient))]
    else:
        sides = [alike_sides(one.actor, other.actor), alike_sides(one.recipient, other.recipient)]
    known = [side for side in sides if side is not None]
    likeness = sum(known) / len(known) if known else 0.0
    yield ("parties", 2.0 * (likeness - 0.25) if known else -0.5)
    if mutual and len(one.codes & other.codes) >= 2:
        yield ("both parties", 0.6)
    yield ("date", _date(one, other))
    where = place_weight(one.place, other.place)
    yield ("place", where)
    elsewhere = one.kind in VIOLENT and where <= 0.0 and _other_spots(one.spots, other.spots)
    if elsewhere:
        yield ("other spots", -2.2)
    yield ("trigger", 0.0 if one.trigger.isdisjoint(other.trigger) else 0.8)
    if one.mode and other.mode:
        yield ("mode", 0.5 if one.mode & other.mode else -1.2 if one.kind == "force" else -0.8)
    if ("visit" in one.mode) != ("visit" in other.mode):
        yield ("visit and talks", -2.0)  # two events by the coding rules, of the same two on the same day
    if one.kind == "accord" and one.about and other.about and one.about.isdisjoint(other.about):
        yield ("other subject", -4.0)  # two states sign several papers on one day
    if one.event != other.event:
        yield ("type", -1.0 if one.kind == "force" else -0.3)
    toll = _toll(one, other)
    yield ("toll", toll)
    shared = len(one.words & other.words)
    common = shared / max(1, len(one.words) + len(other.words) - shared)
    other_day = bool(one.day and other.day and days_apart(one, other))
    # The same words on another day, or of another village, are how agencies write, not one text.
    one_text = 2.0 * common + (1.5 if common >= _SAME_WORDS else 0.0)
    yield ("wording", min(0.8, 2.0 * common) if other_day or elsewhere else one_text)
    yield ("actor's name", 0.4 * _names(one.actor, other.actor))
    whom = _names(one.recipient, other.recipient)
    yield ("recipient's name", whom)
    beside = _beside(one, other)
    yield ("names beside", beside)
    if _unheard(one, other) or _unheard(other, one):
        yield ("recipient of one alone", -1.2)
    if one.background != other.background:
        yield ("news and history", -0.3)
    told_day = one.sure and other.sure and one.day and other.day and days_apart(one, other) == 0
    anchored = where >= 1.0 or toll > 0 or whom > 0 or common >= 0.3 or (told_day and beside > 0)
    if one.kind in FREQUENT and not anchored and not (told_day and len(known) == 2 and one.kind not in VIOLENT):
        yield ("no anchor", -_NEED_ANCHOR)


def alike_sides(one: tuple[Party, ...], other: tuple[Party, ...]) -> float | None:
    """How alike two sides are, 0 to 1: each party's best match on the other side; None where a side is empty."""
    if not one or not other:
        return None
    if len(one) == len(other) == 1:
        return _match(one[0], other[0])
    matches = [max(_match(a, b) for b in other) for a in one] + [max(_match(a, b) for a in one) for b in other]
    return sum(matches) / len(matches)


def _match(one: Party, other: Party) -> float:
    if one.code and other.code and one.code != other.code:
        return 0.0
    alike = 1.0 if one.code == other.code and one.code else 0.6
    if one.name and other.name:
        return alike if one.name & other.name else 0.4 * alike
    if one.sector and other.sector and one.sector != other.sector:
        return 0.6 * alike
    return alike if one.sector == other.sector else 0.85 * alike


def _names(one: tuple[Party, ...], other: tuple[Party, ...]) -> float:
    """A person, group or body that both sides name; or that each names another one."""
    mine = [party for party in one if party.name]
    yours = [party for party in other if party.name] if mine else []
    if not yours:
        return 0.0
    if any(a.name & b.name for a in mine for b in yours):
        return 0.8
    return -1.2 if any(a.sector == b.sector for a in mine for b in yours) else 0.0


def _unheard(one: Report, other: Report) -> bool:
    """Whether ``one`` is done to somebody with a name of whom the other, which tells of nobody, has not a word."""
    named = [party for party in one.recipient if party.name]
    return bool(named) and not other.recipient and not any(party.called & other.words for party in named)


def _beside(one: Report, other: Report) -> float:
    """Names that stand in both sentences beside the parties: towns, laws, ships; or that there are only others."""
    if not one.proper or not other.proper:
        return 0.0
    return -0.6 if one.proper.isdisjoint(other.proper) else 0.5


def _date(one: Report, other: Report) -> float:
    apart = days_apart(one, other)
    if apart is None:
        if one.published is None or other.published is None:
            return -0.8
        gap = abs((one.published - other.published).days)
        return 0.0 if gap <= 1 else -0.4 * gap
    if one.day and other.day:
        if apart and one.kind in FREQUENT:
            return -0.3 if one.sure != other.sure else -3.0 if one.sure else -2.4  # each of its own day's news
        return (1.0, 0.1, -1.0, -2.0)[min(3, apart)] + (0.3 if one.sure and other.sure and not apart else 0.0)
    if apart:
        return -1.0
    short = all((r.last - r.first).days <= 1 for r in (one, other) if r.first and r.last)
    return 0.4 if not short or (one.first, one.last) == (other.first, other.last) else 0.2


def _km(one: Where, other: Where) -> float | None:
    if one.lat is None or other.lat is None or one.lon is None or other.lon is None:
        return None
    a, b = math.radians(one.lat), math.radians(other.lat)
    across = math.radians(other.lon - one.lon) * math.cos((a + b) / 2)
    return 6371.0 * math.hypot(b - a, across)


def _elsewhere(one: Where | None, other: Where | None) -> bool:
    if one is None or other is None or one.name == other.name:
        return False
    if one.code and other.code and one.code != other.code:
        return True
    apart = _km(one, other) if one.exact and other.exact else None
    return apart is not None and apart > _FAR_KM


def place_weight(one: Where | None, other: Where | None) -> float:
    """What two places say for or against one happening; 1 and more for one town."""
    if one is None or other is None:
        return 0.0
    if one.name == other.name:
        return 1.2 if one.exact else 0.5
    if _elsewhere(one, other):
        return -1.5
    apart = _km(one, other)
    return 0.6 if one.exact and other.exact and apart is not None and apart < _FAR_KM / 2 else 0.0


def _other_spots(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether each sentence puts it, in the first place, somewhere that the other does not name."""
    if not one or not other:
        return False
    mine, yours = (frozenset(word for spot in spots for word in spot.split()) for spots in (one, other))
    # "Thitu" and "Thitu Island" are one.
    return yours.isdisjoint(one[0].split()) and mine.isdisjoint(other[0].split())


def _toll(one: Report, other: Report) -> float:
    """Dead, injured, arrested: figures that may be one, or differ more than updates do."""
    if not one.size or not other.size:
        return 0.0
    mine = {kind: (low, high) for kind, low, high in one.size}
    weights = []
    for kind, low, high in other.size:
        if kind not in mine:
            continue
        least, most = mine[kind]
        a, b = max(least, low), min(most or _OPEN * least, high or _OPEN * low)
        if least == low:
            weights.append(0.8 if low >= 3 else 0.4)
        elif a <= b:
            weights.append(0.3 if not days_apart(one, other) else -0.5)
        else:
            small, large = sorted((max(1, least), max(1, low)))
            weights.append(-1.2 if large > 3 * small else 0.0)
    return max(weights, key=abs, default=0.0)

"""Reports to stories: who is compared with whom, and which of them become one.

Reports that are one sentence, printed in several articles, are one unit and compared once (``Report.unit``). Only units of one kind
and status that share a country and are near in time are compared. Pairs that join make a graph, and each of its
components is settled by itself: surest pairs first, and two groups join only where none of their reports forbids it. So the
stories depend on which reports there are and not on the order in which they came, and a new report concerns its own
component alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from attache.reading import stable_id
from attache.stories.pairs import FREQUENT, MUTUAL, REACH, marks_of, weigh
from attache.stories.report import Report

DAYS = 4  # of a block
MONTH = 32  # days; what is told of a longer time is found by its year and both its countries
_AGREE = 0.5  # share of the pairs between two groups that must join for the groups to


def blocks_of(report: Report) -> set[str]:
    """Where a report is to be found."""
    return set(_blocks(report, look=False))


def near_blocks(report: Report) -> set[str]:
    """Where the reports are with which it is to be compared. Whatever it may join is found from either side: ``REACH``
    is more than two reports' dates may be apart."""
    return set(_blocks(report, look=True))


def _blocks(report: Report, *, look: bool) -> Iterator[str]:
    """Blocks are of a time, a kind with a status, and parties. What is told to the day has a block a day ("d"), what is told of a few
    days one for each ``DAYS`` of it ("i"), and what is told of a longer time one for each month and mark of it ("m"). The time stands
    first: news is of neighbouring days, and what is written together lies together."""
    kind = f"{report.kind}/{report.status}"
    parties = sorted(_parties(report, look=look))
    if report.when is None:
        yield from (f"undated|{kind}|{some}" for some in parties)
        return
    first, last = report.when
    codes = sorted(report.codes)
    pair = f"{kind}|{'+'.join(codes[:4])}" if len(codes) > 1 else None
    years = sorted({date.fromordinal(day).year for day in report.when})
    if last - first >= MONTH:
        if pair:
            yield from (f"Y{year}|{pair}" for year in years)
            if look:
                yield from (f"y{year}|{pair}" for year in years)
        return
    if pair:
        yield from (f"{'Y' if look else 'y'}{year}|{pair}" for year in years)
    reach = REACH if look else 0
    near = min(reach, 1) if report.day and report.kind in FREQUENT else reach  # what two told to the day may be apart
    if look or report.day:
        yield from (f"d{day}|{kind}|{some}" for some in parties for day in range(first - near, last + near + 1))
    if look or not (report.day or report.long):
        low, high = (first - reach) // DAYS, (last + reach) // DAYS
        yield from (f"i{bucket}|{kind}|{some}" for some in parties for bucket in range(low, high + 1))
    if look or report.long:
        months = range((first - reach) // MONTH, (last + reach) // MONTH + 1)
        marks = marks_of(report)
        yield from (f"m{month}|{kind}|{some} {mark}" for some in parties for month in months for mark in marks)


def _parties(report: Report, *, look: bool) -> Iterator[str]:
    """Two reports that name both sides must have a country of each in common, of mutual acts two countries: they meet under the
    pair of them. One that names less meets all others that name its countries (``pairs._strangers``)."""
    if report.kind in MUTUAL:
        both = [f"{one}+{other}" for one, other in combinations(sorted(report.codes), 2)]
    else:
        both = [f"{one}>{other}" for one in report.actor_codes for other in report.recipient_codes]
    yield from both
    for code in report.codes or ("-",):
        if look or not both:
            yield code  # here are those that name less
        if look != bool(both):
            yield f"{code}*"  # and here those that name both, for those that name less


def join(reports: Iterable[Report]) -> list[list[Report]]:
    """The stories of these reports, each with its reports in order; in the order of their first."""
    units: dict[str, list[Report]] = {}
    for report in sorted(reports, key=lambda report: report.key):
        units.setdefault(report.unit, []).append(report)
    members = list(units.values())
    firsts = [some[0] for some in members]
    found: dict[str, list[int]] = {}
    scores: dict[Pair, float] = {}
    for at, report in enumerate(firsts):
        for other in sorted({other for block in near_blocks(report) for other in found.get(block, ())}):
            verdict = weigh(report, firsts[other])
            if verdict.joins:
                scores[other, at] = verdict.score
        for block in blocks_of(report):
            found.setdefault(block, []).append(at)
    paired = {at: {report.article for report in members[at]} for at in sorted({at for pair in scores for at in pair})}
    groups = settle(firsts, scores, never=apart(paired))
    return [sorted((r for at in group for r in members[at]), key=lambda report: report.key) for group in groups]


Pair = tuple[int, int]  # indices of two reports, the lower first


def apart(articles: Mapping[int, Collection[str]]) -> frozenset[Pair]:
    """The pairs of units, by their numbers, that an article tells apart: it has both."""
    units: dict[str, list[int]] = {}
    for unit in sorted(articles):
        for article in articles[unit]:
            units.setdefault(article, []).append(unit)
    return frozenset(pair for together in units.values() for pair in combinations(together, 2))


def settle(
    reports: Sequence[Report],
    scores: Mapping[Pair, float],
    always: frozenset[Pair] = frozenset(),
    never: frozenset[Pair] = frozenset(),
) -> list[list[int]]:
    """Groups of ``reports``, one of each unit in the order of their keys, by their numbers. ``scores`` holds the pairs that join.

    The surest pairs go first; two groups become one where no two of their reports veto it and enough would join. What people
    said comes before all: pairs that are ``always`` one, pairs that are ``never``, as those that an article tells apart.
    """
    group = list(range(len(reports)))
    members = {number: [number] for number in range(len(reports))}
    for one, other in (*sorted(always), *sorted(scores, key=lambda pair: (-scores[pair], pair))):
        a, b = sorted((group[one], group[other]))
        if a == b or any((min(m, n), max(m, n)) in never for m in members[a] for n in members[b]):
            continue
        judged = (one, other) in always
        if not judged and not _may_join(reports, scores, members[a], members[b]):
            continue
        members[a] = sorted(members[a] + members.pop(b))
        for number in members[a]:
            group[number] = a
    return sorted(members.values())


def _may_join(
    reports: Sequence[Report], scores: Mapping[Pair, float], one: Sequence[int], other: Sequence[int]
) -> bool:
    """Whether enough pairs of two groups would join, and none is vetoed."""
    pairs = [(min(m, n), max(m, n)) for m in one for n in other]
    open_ones = [pair for pair in pairs if pair not in scores]
    if len(pairs) - len(open_ones) < _AGREE * len(pairs):
        return False
    return all(weigh(reports[a], reports[b]).veto is None for a, b in open_ones)


def story_id(reports: Iterable[Report]) -> str:
    """The id of a story: of its first report, so that it stays while others are added."""
    return story_of(*min(report.key for report in reports))


def story_of(published: str | None, article: str, event: str) -> str:
    """The id of the story whose first report is this event."""
    return "s" + stable_id((published or "")[:10], article, event)[:15]

"""Reports to stories: who is compared with whom, and which of them become one.

Only reports of one kind that share a country and are near in time are compared. Pairs that join make a graph, and each of its
components is settled by itself: surest pairs first, and two groups join only where none of their reports forbids it. So the
stories depend on which reports there are and not on the order in which they came, and a new report concerns its own
component alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from attache.reading import stable_id
from attache.stories.pairs import REACH, compare
from attache.stories.report import Report

_DAYS = 4  # of a block
_LONG = 31  # days; what is told of a longer time is found by its year and both its countries
_AGREE = 0.5  # share of the pairs between two groups that must join for the groups to


def blocks_of(report: Report) -> set[str]:
    """Where a report is to be found."""
    return set(_blocks(report, 0, "y"))


def near_blocks(report: Report) -> set[str]:
    """Where the reports are with which it is to be compared. Whatever it may join is found from either side: ``REACH``
    is more than two reports' dates may be apart."""
    return set(_blocks(report, REACH, "Y"))


def _blocks(report: Report, reach: int, of_days: str) -> Iterator[str]:
    span = _days(report)
    codes = sorted(report.codes) or ["-"]
    if span is None:
        yield from (f"{report.kind}|{code}|undated" for code in codes)
        return
    first, last = span
    pair = f"{report.kind}|{'+'.join(codes[:4])}" if len(codes) > 1 else None
    years = sorted({first.year, last.year})
    if (last - first).days > _LONG:
        if pair:
            yield from (f"{pair}|Y{year}" for year in years)
            if of_days == "Y":
                yield from (f"{pair}|y{year}" for year in years)
        return
    low, high = (first.toordinal() - reach) // _DAYS, (last.toordinal() + reach) // _DAYS
    yield from (f"{report.kind}|{code}|{bucket}" for code in codes for bucket in range(low, high + 1))
    if pair:
        yield from (f"{pair}|{of_days}{year}" for year in years)


def _days(report: Report) -> tuple[date, date] | None:
    """When it happened, or when it was told where nothing says when it happened."""
    if report.first is not None and report.last is not None:
        return report.first, report.last
    return (report.published, report.published) if report.published else None


def join(reports: Iterable[Report]) -> list[list[Report]]:
    """The stories of these reports, each with its reports in order; in the order of their first."""
    ordered = sorted(reports, key=lambda report: report.key)
    found: dict[str, list[int]] = {}
    scores: dict[tuple[int, int], float] = {}
    for at, report in enumerate(ordered):
        for other in sorted({other for block in near_blocks(report) for other in found.get(block, ())}):
            verdict = compare(report, ordered[other])
            if verdict.joins:
                scores[other, at] = verdict.score
        for block in blocks_of(report):
            found.setdefault(block, []).append(at)
    return settle(ordered, scores)


Pair = tuple[int, int]  # indices of two reports, the lower first


def settle(
    reports: Sequence[Report],
    scores: Mapping[Pair, float],
    always: frozenset[Pair] = frozenset(),
    never: frozenset[Pair] = frozenset(),
) -> list[list[Report]]:
    """Groups of ``reports``, which are in the order of their keys. ``scores`` holds the pairs that join.

    The surest pairs go first; two groups become one where no two of their reports veto it and enough would join. What people
    said comes before all: pairs that are ``always`` one, pairs that are ``never``.
    """
    group = list(range(len(reports)))
    members = {number: [number] for number in range(len(reports))}
    for one, other in (*sorted(always), *sorted(scores, key=lambda pair: (-scores[pair], pair))):
        a, b = sorted((group[one], group[other]))
        if a == b or any((min(m, n), max(m, n)) in never for m in members[a] for n in members[b]):
            continue
        judged = (one, other) in always
        if not judged and not _may_join([reports[n] for n in members[a]], [reports[n] for n in members[b]]):
            continue
        members[a] = sorted(members[a] + members.pop(b))
        for number in members[a]:
            group[number] = a
    return [[reports[number] for number in numbers] for numbers in sorted(members.values())]


def _may_join(one: Sequence[Report], other: Sequence[Report]) -> bool:
    joined = 0
    for a in one:
        for b in other:
            verdict = compare(a, b)
            if verdict.veto is not None:
                return False
            joined += verdict.joins
    return joined >= _AGREE * len(one) * len(other)


def story_id(reports: Iterable[Report]) -> str:
    """The id of a story: of its first report, so that it stays while others are added."""
    return story_of(*min(report.key for report in reports))


def story_of(published: str | None, article: str, event: str) -> str:
    """The id of the story whose first report is this event."""
    return "s" + stable_id((published or "")[:10], article, event)[:15]

"""Reports to stories: who is compared with whom, and which of them become one.

Only reports that share a block (kind, country, a few days) are compared. Pairs that join make a graph, and each of its
components is settled by itself: surest pairs first, and two groups join only where none of their reports forbids it. So the
stories depend on which reports there are and not on the order in which they came, and a new report concerns its own
component alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from attache.reading import stable_id
from attache.stories.pairs import compare
from attache.stories.report import Report

_DAYS = 4  # of a block
_REACH = 3  # days that two reports' dates may be apart
_LONGEST = 62  # days of an interval that is registered day by day; longer ones by their year
_AGREE = 0.5  # share of the pairs between two groups that must join for the groups to


def blocks_of(report: Report) -> set[str]:
    """Where a report is to be found: kind, one of its countries and days."""
    who = sorted(report.codes) or ["-"]
    return {f"{report.kind}|{code}|{when}" for code in who for when in _buckets(report, 0)}


def near_blocks(report: Report) -> set[str]:
    """Where reports are that may tell the same: its own blocks and those beside them."""
    who = sorted(report.codes) or ["-"]
    return {f"{report.kind}|{code}|{when}" for code in who for when in _buckets(report, _REACH)}


def _buckets(report: Report, reach: int) -> Iterator[str]:
    if report.first is None or report.last is None:
        yield "undated"
        return
    if (report.last - report.first).days > _LONGEST:
        yield from (f"Y{year}" for year in range(report.first.year, min(report.last.year, report.first.year + 3) + 1))
        return
    low, high = report.first.toordinal() - reach, report.last.toordinal() + reach
    yield from (str(bucket) for bucket in range(low // _DAYS, high // _DAYS + 1))
    # What is told of a whole year is compared with what is told of its days, where the report is history or so told.
    if report.background or reach:
        yield from (f"Y{date.fromordinal(day).year}" for day in {report.first.toordinal(), report.last.toordinal()})


def neighbours(reports: Sequence[Report]) -> Iterator[tuple[Report, Report]]:
    """Every two reports that share a block, each pair once."""
    found: dict[str, list[int]] = {}
    for at, report in enumerate(reports):
        for block in blocks_of(report):
            found.setdefault(block, []).append(at)
    for at, report in enumerate(reports):
        near = {other for block in near_blocks(report) for other in found.get(block, ()) if other != at}
        for other in sorted(near):
            if at < other or not _looks_back(reports[other], report):
                yield report, reports[other]


def _looks_back(one: Report, other: Report) -> bool:
    """Whether ``one`` would be compared with ``other`` from its own side."""
    return bool(near_blocks(one) & blocks_of(other))


def join(reports: Iterable[Report]) -> list[list[Report]]:
    """The stories of these reports, each with its reports in order; in the order of their first."""
    ordered = sorted(reports, key=lambda report: report.key)
    edges: list[tuple[float, int, int]] = []
    at = {report.key: number for number, report in enumerate(ordered)}
    for one, other in neighbours(ordered):
        verdict = compare(one, other)
        if verdict.joins:
            pair = sorted((at[one.key], at[other.key]))
            edges.append((-verdict.score, pair[0], pair[1]))
    return [[ordered[number] for number in group] for group in _settle(len(ordered), sorted(set(edges)), ordered)]


def _settle(count: int, edges: Sequence[tuple[float, int, int]], reports: Sequence[Report]) -> list[list[int]]:
    """Groups of reports, the surest pairs first. Two groups become one where no two of their reports veto it and enough of
    them would join by themselves."""
    group = list(range(count))
    members = {number: [number] for number in range(count)}
    for _, one, other in edges:
        a, b = group[one], group[other]
        if a == b or not _may_join([reports[n] for n in members[a]], [reports[n] for n in members[b]]):
            continue
        a, b = min(a, b), max(a, b)
        members[a] = sorted(members[a] + members.pop(b))
        for number in members[a]:
            group[number] = a
    return sorted(members.values())


def _may_join(one: Sequence[Report], other: Sequence[Report]) -> bool:
    joined = 0
    for a in one:
        for b in other:
            verdict = compare(a, b)
            if verdict.veto is not None:
                return False
            joined += verdict.joins
    return joined >= _AGREE * len(one) * len(other)


def story_id(reports: Sequence[Report]) -> str:
    """The id of a story: of its first report, so that it stays while others are added."""
    first = min(report.key for report in reports)
    return "s" + stable_id(*first)[:15]

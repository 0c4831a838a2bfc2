"""Panels for time series: one row for each unit and each day or month of a span, zeros included, with what was read that day.

Happenings are counted, not reports. ``change_4w`` and ``change_52w`` are the count less the mean of the four and of the 52 weeks
before (one and twelve months for dyads), ``first_types`` the types that the unit has for the first time in the span. A day without articles is told apart from a day without events: ``articles`` is how many
of the project's articles were published then, ``outlets`` of how many publishers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from attache.export.records import Record
from attache.ontology import EVENT_TYPES, scale_of
from attache.query import day_of

Coverage = Mapping[str, tuple[int, int]]  # period -> articles, outlets
COUNTS = ("stories", "quad_1", "quad_2", "quad_3", "quad_4", *(event.lower() for event in EVENT_TYPES))


def country_days(stories: Iterable[Record], coverage: Coverage, first: date, last: date) -> Iterator[Record]:
    """A row for each state that any story names and each day from ``first`` to ``last``."""
    days = [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
    told = [(code, story) for story in _dated(stories, 10) for code in _codes(story)]
    yield from _panel("country", told, days, coverage, lambda story: story["date"], (28, 364))


def dyad_months(stories: Iterable[Record], coverage: Coverage, first: date, last: date) -> Iterator[Record]:
    """A row for each two states that any story has on both sides, and each month; sorted codes, ``IRN-USA``."""
    months = sorted({(first + timedelta(days=n)).isoformat()[:7] for n in range((last - first).days + 1)})
    told = [("-".join(pair), story) for story in _dated(stories, 7) for pair in _dyads(story)]
    yield from _panel("dyad", told, months, coverage, lambda story: story["date"][:7], (1, 12))


def _dated(stories: Iterable[Record], letters: int) -> Iterator[Record]:
    """What happened, within one day (10 letters of the date) or one month (7)."""
    for story in stories:
        if story["status"] == "actual" and story["date"] and story["date"][:letters] == story["enddate"][:letters]:
            yield story


def _codes(story: Record) -> list[str]:
    return sorted({e["code"] for side in ("actor", "recipient") for e in story[side] if e["code"]})


def _dyads(story: Record) -> set[tuple[str, str]]:
    actor, recipient = ({e["code"] for e in story[side] if e["code"]} for side in ("actor", "recipient"))
    pairs = {tuple(sorted((a, b))) for a in actor for b in recipient if a != b}
    if story["event"] in ("CONSULT", "AGREE", "SUPPORT", "COOPERATE"):
        pairs |= {tuple(sorted((a, b))) for a in actor for b in actor if a != b}
    return pairs


def _panel(
    unit: str,
    told: Sequence[tuple[str, Record]],
    periods: Sequence[str],
    coverage: Coverage,
    when: Callable[[Record], str],
    windows: tuple[int, int],
) -> Iterator[Record]:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    scores: dict[tuple[str, str], float] = defaultdict(float)
    for name, story in told:
        cell = counts[name, when(story)]
        cell["stories"] += 1
        cell[f"quad_{story['quad_code']}"] += 1
        cell[story["event"].lower()] += 1
        scores[name, when(story)] += scale_of(story["event"], tuple(story["mode"]))
    for name in sorted({name for name, _ in told}):
        seen: set[str] = set()
        cells = [counts.get((name, period), Counter()) for period in periods]
        moved = changes([cell["stories"] for cell in cells], *windows)
        for period, cell, (short, long) in zip(periods, cells, moved, strict=True):
            articles, outlets = coverage.get(period, (0, 0))
            stories = cell["stories"]
            yield {
                unit: name,
                "period": period,
                **{column: cell[column] for column in COUNTS},
                "mean_score": round(scores[name, period] / stories, 3) if stories else None,
                "change_4w": short,
                "change_52w": long,
                "first": bool(stories and not seen),
                "first_types": ";".join(sorted(_types(cell) - seen)),
                "articles": articles,
                "outlets": outlets,
            }
            seen |= _types(cell)


def _types(cell: Mapping[str, int]) -> set[str]:
    return {event for event in EVENT_TYPES if cell.get(event.lower())}


def changes(counts: Sequence[int], short: int, long: int) -> list[tuple[float | None, float | None]]:
    """For each period the difference to the mean of the ``short`` and the ``long`` periods before it; None before so many
    have passed."""
    sums = [0, *counts]
    for at in range(1, len(sums)):
        sums[at] += sums[at - 1]
    found = []
    for at, count in enumerate(counts):
        means = (
            round(count - (sums[at] - sums[at - width]) / width, 3) if at >= width else None for width in (short, long)
        )
        found.append(tuple(means))
    return found  # type: ignore[return-value]


def panel_columns(unit: str) -> list[str]:
    """The columns of the panel of ``countries`` by day or ``dyads`` by month."""
    beside = ("mean_score", "change_4w", "change_52w", "first", "first_types", "articles", "outlets")
    return [_UNITS[unit][1], "period", *COUNTS, *beside]


def span_of(coverage: Coverage, since: str | None, until: str | None) -> tuple[date, date] | None:
    """The days that a panel is of: as given, else from the first to the last day of publication; None where neither is known.
    Raises BadDate."""
    days = sorted(period for period in coverage if len(period) == 10)
    first = day_of(since) if since else days[0] if days else None
    last = day_of(until, last=True) if until else days[-1] if days else None
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def panel(unit: str, stories: Iterable[Record], coverage: Coverage, span: tuple[date, date]) -> Iterator[Record]:
    """The rows of the panel ``unit``."""
    return _UNITS[unit][0](stories, coverage, *span)


_UNITS = {"countries": (country_days, "country"), "dyads": (dyad_months, "dyad")}

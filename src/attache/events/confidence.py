"""Scores to probabilities: of all events with confidence 0.8, eight in ten are right.

The scores that the stages give are too sure of themselves. ``calibration.tsv`` beside a reader holds for each slot, and
for type and parties together ("event and parties"), how often a score was right on the corpus's dev split.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path

WHOLE = "event and parties"

#: Rising scores of a slot, and the share of right ones at each.
Curve = tuple[Sequence[float], Sequence[float]]


class Calibration:
    """Curves by slot. A slot without one keeps its scores."""

    def __init__(self, curves: Mapping[str, Curve]) -> None:
        self._curves = curves

    def __call__(self, slot: str, score: float) -> float:
        """The share of right ones among those with this score, between the points of the curve in a straight line.
        0 stays 0: that is a slot without a value."""
        curve = self._curves.get(slot)
        return _between(score, *curve) if curve is not None and score > 0 else score


def _between(score: float, scores: Sequence[float], shares: Sequence[float]) -> float:
    at = bisect_right(scores, score)
    if at == 0 or at == len(scores):
        return shares[min(at, len(shares) - 1)]
    part = (score - scores[at - 1]) / (scores[at] - scores[at - 1])
    return shares[at - 1] + part * (shares[at] - shares[at - 1])


def load_calibration(path: Path) -> Calibration:
    """The curves of a file of ``slot, score, share``, points in rising order. Without the file scores stay as they are."""
    curves: dict[str, tuple[list[float], list[float]]] = {}
    lines = path.read_text(encoding="utf-8").splitlines()[1:] if path.is_file() else []
    for slot, score, share in (line.split("\t") for line in lines):
        scores, shares = curves.setdefault(slot, ([], []))
        scores.append(float(score))
        shares.append(float(share))
    return Calibration(curves)

"""Confidence is the share that is right."""

import pytest

from attache.corpus.score import gap
from attache.events.confidence import WHOLE, Calibration
from attache.reader.model import load_reader
from attache.training.calibrate import curve


def test_between_two_points_in_a_straight_line():
    calibration = Calibration({"actor": ([0.2, 0.8], [0.1, 0.5])})
    assert calibration("actor", 0.5) == pytest.approx(0.3)
    assert (calibration("actor", 0.1), calibration("actor", 1.0)) == (0.1, 0.5)


def test_an_empty_slot_stays_empty_and_an_unknown_one_as_it_is():
    calibration = Calibration({"actor": ([0.2, 0.8], [0.1, 0.5])})
    assert (calibration("actor", 0.0), calibration("mood", 0.7)) == (0.0, 0.7)


def test_the_shipped_curves_rise():
    calibration = load_reader().calibration
    steps = [calibration(WHOLE, score / 20) for score in range(1, 21)]
    assert steps == sorted(steps)
    assert 0 <= steps[0] < steps[-1] <= 1


def test_a_curve_is_learned_that_never_falls():
    scores = [(n / 400, n % 5 < (2 if n < 200 else 4)) for n in range(400)]
    learned = curve(scores)
    assert list(learned[1]) == sorted(learned[1])
    calibration = Calibration({"event": learned})
    assert gap([(calibration("event", score), right) for score, right in scores]) < gap(scores)

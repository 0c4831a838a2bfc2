"""Texts with other states. Needs no PyTorch."""

import random
from datetime import date

import pytest
from training.reader.vary import renamed, varied

from attache.corpus.load import resolve

TEXT = "Peru's police met Chilean officials in Lima. The U.N. envoy thanked Peru."
RAW = {
    "id": "t",
    "source": "authored",
    "published": "2024-05-16",
    "events": [
        {
            "event": "CONSULT",
            "mode": [],
            "context": [],
            "trigger": {"q": "met"},
            "actor": [
                {"q": "Peru's police", "who": [{"code": "PER", "sector": ["COP"]}]},
                {"q": "Chilean officials", "who": [{"code": "CHL", "sector": ["GOV"]}]},
            ],
            "recipient": [],
            "loc": {"q": "Lima"},
            "status": "actual",
            "background": False,
        }
    ],
}


@pytest.fixture
def text():
    return resolve(RAW, TEXT)


def test_states_change_and_the_annotation_follows(text):
    other = renamed(text, random.Random(1))
    (event,) = other.events
    police, officials = event.actor
    assert event.trigger.of(other.text) == "met"
    assert "Peru" not in other.text and "Chilean" not in other.text and "U.N. envoy" in other.text
    assert police.span.of(other.text).endswith("'s police") and officials.span.of(other.text).endswith(" officials")
    assert {who.code for filler in event.actor for who in filler.who}.isdisjoint({"PER", "CHL"})
    assert other.text.startswith(police.span.of(other.text)[:-7]) and other.published == date(2024, 5, 16)
    assert event.loc.of(other.text) != "Lima"  # the seat of government moves with its state


def test_a_state_whose_cities_or_leaders_are_named_stays(text):
    there = resolve(RAW | {"events": []}, "Peru's police went to Arequipa. Chile thanked them.")
    assert "Peru" in renamed(there, random.Random(1)).text


def test_only_a_share_is_varied(text):
    assert list(varied([text], 0.0, random.Random(1))) == [text]
    assert next(varied([text], 1.0, random.Random(1))) != text

"""Whose people a party is in the reader's eyes: vectors by hand."""

import numpy as np
import pytest

from attache.actors.kin import Kin
from attache.reader.words import split_words
from attache.reading import Kinship, Span

TEXT = "Peru sent police. Chile refused. They left."
WIDTH = 64


@pytest.fixture
def kinship():
    words = tuple(split_words(TEXT))
    return Kinship(words, np.zeros((len(words), WIDTH + 1), np.float32), np.zeros((len(words), WIDTH), np.float32))


def at(kinship, word):
    return next(number for number, span in enumerate(kinship.words) if span.of(TEXT) == word)


def span(word):
    return Span(TEXT.index(word), TEXT.index(word) + len(word))


NAMED = [(span("Peru"), "PER"), (span("Chile"), "CHL")]


def test_the_name_that_answers_is_the_likeliest(kinship):
    kinship.asks[at(kinship, "They"), 0] = 4.0
    kinship.gives[at(kinship, "Chile"), 0] = 8.0
    kin = Kin([kinship], NAMED)
    assert kin.odds(span("They")) == {"PER": 0.0, "CHL": 4.0}


def test_no_state_at_all_competes_too(kinship):
    kinship.asks[at(kinship, "They"), WIDTH] = 2.0
    kin = Kin([kinship], NAMED)
    assert kin.odds(span("They")) == {"PER": -2.0, "CHL": -2.0}


def test_a_state_named_twice_has_the_sum_of_both(kinship):
    odds = Kin([kinship], [*NAMED, (span("refused"), "PER")]).odds(span("They"))
    assert odds["PER"] == pytest.approx(np.log(2))


def test_only_the_window_of_the_party_is_asked(kinship):
    assert Kin([], NAMED).odds(span("They")) == {}
    assert Kin([kinship], []).odds(span("They")) == {}


def test_people_whom_no_word_places_go_to_the_likelier_state(draft):
    case = draft("Peru and Chile met. Officials agreed.").mention("Officials")
    text = case.reading.article.text
    words = tuple(split_words(text))
    told = Kinship(words, np.zeros((len(words), WIDTH + 1), np.float32), np.zeros((len(words), WIDTH), np.float32))
    case.reading.kinships.append(told)
    (before,) = case.resolver.resolve(case.span("Officials"))
    other, name = {"CHL": ("PER", "Peru"), "PER": ("CHL", "Chile")}[before.code]
    told.asks[[word.of(text) for word in words].index("Officials"), 0] = 20.0
    told.gives[[word.of(text) for word in words].index(name), 0] = 20.0
    (after,) = case.resolver.resolve(case.span("Officials"))
    assert (after.code, after.basis) == (other, "context")

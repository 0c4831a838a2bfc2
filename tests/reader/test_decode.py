"""Decoding with logits written by hand: the words are what matters, not a model."""

import numpy as np
import pytest

from attache.ontology import CONTEXTS, EVENT_TYPES, SECTORS, STATUSES, TYPE_MODES
from attache.reader.decode import Thresholds, decode_window
from attache.reader.labels import CUE_TAGS, KIN, MENTION_TAGS, ROLES, TRIGGER_INSIDE, TRIGGER_TAGS
from attache.reader.words import split_words
from attache.reading import Article, Reading

TEXT = "Iran and Oman signed a new pact"
WORDS = tuple(split_words(TEXT))


@pytest.fixture
def out():
    count = len(WORDS)
    widths = {
        "mention": MENTION_TAGS,
        "trigger": TRIGGER_TAGS,
        "cue": CUE_TAGS,
        "status": len(STATUSES),
        "background": 1,
        "mode": len(TYPE_MODES),
        "context": len(CONTEXTS),
        "sector": len(SECTORS),
    }
    logits = {name: np.full((count, width), -9.0, np.float32) for name, width in widths.items()}
    for name in ("mention", "trigger", "cue"):
        logits[name][:, 0] = 9.0
    logits["role"] = np.zeros((1, count, len(ROLES) * 3), np.float32)
    logits["role"][:, :, ::3] = 9.0
    logits["side"] = np.full((1, 2, count), -9.0, np.float32)
    logits["rows"] = np.array([3])
    logits["asks"], logits["gives"] = np.zeros((count, KIN + 1), np.float32), np.zeros((count, KIN), np.float32)
    logits["same"] = np.full((count, count), -9.0, np.float32)
    return logits


def mark(out, name, word, tag):
    out[name][word, 0], out[name][word, tag] = -9.0, 9.0


def test_a_mention_takes_the_role_that_its_words_score(out):
    mark(out, "trigger", 3, 1 + EVENT_TYPES.index("SUPPORT"))
    for word in (0, 2):
        mark(out, "mention", word, 1)
        out["side"][0, 0, word] = 9.0
    found = decode_window(WORDS, out, Thresholds())
    (trigger,) = found.triggers
    assert (trigger.event, trigger.span.of(TEXT)) == ("SUPPORT", "signed")
    assert [(r.role, r.span.of(TEXT)) for r in trigger.roles] == [("actor", "Iran"), ("actor", "Oman")]


def test_what_the_window_before_told_is_not_told_again_but_goes_on(out):
    """ "signed" was read before; "pact" tells it further."""
    for word in (3, 6):
        mark(out, "trigger", word, 1 + EVENT_TYPES.index("AGREE"))
    out["same"][:] = 9.0
    for name in ("role", "side"):
        out[name] = np.repeat(out[name], 2, axis=0)
    out["rows"] = np.array([3, 6])
    before = decode_window(WORDS[:5], {k: v[:5] if len(v) == len(WORDS) else v for k, v in out.items()}, Thresholds())
    reading = Reading(Article("a", TEXT, "a"))
    before.add_to(reading)
    (first,) = reading.triggers
    own_from = WORDS[4].start
    decode_window(WORDS, out, Thresholds(), first_cluster=1000, own_from=own_from).add_to(reading)
    assert [trigger.span.of(TEXT) for trigger in reading.triggers] == ["signed", "pact"]
    assert {trigger.cluster for trigger in reading.triggers} == {first.cluster}


def test_a_trigger_of_several_words_is_one(out):
    mark(out, "trigger", 3, 1 + EVENT_TYPES.index("SUPPORT"))
    for word in (4, 5, 6):
        mark(out, "trigger", word, TRIGGER_INSIDE)
    (trigger,) = decode_window(WORDS, out, Thresholds()).triggers
    assert trigger.span.of(TEXT) == "signed a new pact"


def test_inside_without_a_beginning_is_no_trigger(out):
    mark(out, "trigger", 3, TRIGGER_INSIDE)
    assert decode_window(WORDS, out, Thresholds()).triggers == []


def test_mentions_of_one_event_share_a_cluster(out):
    out["rows"] = np.array([3, 6])
    out["role"], out["side"] = np.repeat(out["role"], 2, axis=0), np.repeat(out["side"], 2, axis=0)
    for word in (3, 6):
        mark(out, "trigger", word, 1 + EVENT_TYPES.index("SUPPORT"))
    apart = decode_window(WORDS, out, Thresholds()).triggers
    out["same"][3, 6] = out["same"][6, 3] = 9.0
    joined = decode_window(WORDS, out, Thresholds()).triggers
    assert len({t.cluster for t in apart}) == 2
    assert len({t.cluster for t in joined}) == 1


def test_one_place_and_one_time_at_most(out):
    mark(out, "trigger", 3, 1 + EVENT_TYPES.index("SUPPORT"))
    place = ROLES.index("place") * 3
    out["role"][0, 0, place : place + 3] = (0, 3, 0)
    out["role"][0, 2, place : place + 3] = (-9, 9, -9)
    (trigger,) = decode_window(WORDS, out, Thresholds()).triggers
    assert [r.span.of(TEXT) for r in trigger.roles if r.role == "place"] == ["Oman"]


def test_an_empty_side_takes_its_likeliest_mention(out):
    mark(out, "trigger", 3, 1 + EVENT_TYPES.index("SUPPORT"))
    for word in (0, 2):
        mark(out, "mention", word, 1)
    out["side"][0, 0, 0] = 9.0  # Iran acts, to be sure
    out["side"][0, 1, 0] = -0.5  # and would be likely to be acted upon, did it not act
    out["side"][0, 1, 2] = -1.0  # a quarter: unsure
    (trigger,) = decode_window(WORDS, out, Thresholds(party=0.1)).triggers
    assert [(r.role, r.span.of(TEXT)) for r in trigger.roles] == [("actor", "Iran"), ("recipient", "Oman")]
    (trigger,) = decode_window(WORDS, out, Thresholds(party=0.4)).triggers
    assert [(r.role, r.span.of(TEXT)) for r in trigger.roles] == [("actor", "Iran")]


def test_a_role_of_the_last_word_is_found(out):
    mark(out, "trigger", 3, 1 + EVENT_TYPES.index("SUPPORT"))
    out["role"][0, 6, ROLES.index("recipient") * 3 : ROLES.index("recipient") * 3 + 3] = (-9, 9, -9)  # no mention
    (trigger,) = decode_window(WORDS, out, Thresholds()).triggers
    assert [(r.role, r.span.of(TEXT)) for r in trigger.roles] == [("recipient", "pact")]


def test_a_mention_ends_with_its_sentence(out):
    for word, tag in ((0, 1), (1, 2), (2, 2)):
        mark(out, "mention", word, tag)
    whole = decode_window(WORDS, out, Thresholds()).mentions
    assert [mention.span.of(TEXT) for mention in whole] == ["Iran and Oman"]
    parts = decode_window(WORDS, out, Thresholds(), breaks={0, 2}).mentions
    assert [mention.span.of(TEXT) for mention in parts] == ["Iran and", "Oman"]

"""Spans that cut a name grow to it."""

import pytest

from attache.actors.hits import find_names
from attache.actors.knowledge import load_knowledge
from attache.mentions.whole import whole_name, with_whole_names
from attache.reading import Mention, RoleSpan, Span

TEXT = "A United Nations envoy told U.S. Attorney Paul Otieno to wait."


@pytest.mark.parametrize(
    "words, whole",
    [
        ("Nations", "United Nations"),
        ("A United", "A United Nations"),
        ("U.", "U.S."),
        ("Paul Otieno", "Paul Otieno"),
        ("Paul Otieno to", "Paul Otieno"),
        ("A United Nations envoy", "A United Nations envoy"),
        ("A", "A United Nations"),
    ],
)
def test_a_piece_of_a_name_grows_to_the_name(draft, words, whole):
    case = draft(TEXT)
    _, hits = find_names(case.reading, load_knowledge())
    assert whole_name(case.span(words), TEXT, hits).of(TEXT) == whole


@pytest.mark.parametrize(
    "text, words, whole",
    [
        ("Sudan's army shelled the town.", "s army", "Sudan's army"),
        ("Sudan's army shelled the town.", "army", "Sudan's army"),
        ("The bill's authors resigned.", "s authors", "The bill's authors"),
        ("The WHO sent nurses to Lima.", "The", "The WHO"),
        ("They shelled the Shi'ite militia for days.", "the Shi", "the Shi'ite"),
        ("It said that Joncret left. In April the others said that they would go.", "Joncret", "Joncret"),
        ("The bomber, Ahmad Rahim, was held for what he did.", ", Ahmad Rahim", "Ahmad Rahim"),
        ("Ecuador's vice-president resigned.", "-president", "Ecuador's vice-president"),
        ("The United States' envoy left.", "envoy", "United States' envoy"),
        ("The press secretary Josh Ernst said that he had not heard of it.", "Josh", "Josh Ernst"),
        ("The prime minister, Teresa May, will not say what she thinks of it.", "Teresa", "Teresa May"),
        ("Congressman Charles B. Randall said that he would vote for it.", "Charles B", "Charles B. Randall"),
        ("Mr. Leary said that the others were wrong about the bill.", ". Leary", "Mr. Leary"),
        ("Senator Linda Grady (R-S.C.) told them that she would not.", "Linda Grady (R-S", "Linda Grady (R-S.C.)"),
        ("The Peruvian Defence Minister said that he had not been told of it.", "Peruvian", "Peruvian"),
        ("The press secretary, Josh Defence Minister, said that he was out.", "Josh", "Josh"),
        ("Ghana met Togo in Accra Monday for talks about their frontier.", "Accra", "Accra"),
        ("Obama Says He Has Plans", "Obama", "Obama"),
    ],
)
def test_a_party_begins_with_who_owns_it_and_not_within_a_word(draft, text, words, whole):
    case = draft(text)
    _, hits = find_names(case.reading, load_knowledge())
    assert whole_name(case.span(words), text, hits).of(text) == whole


def test_a_possessives_letter_alone_is_nobody(draft):
    case = draft("Sudan's army shelled the town.")
    _, hits = find_names(case.reading, load_knowledge())
    assert whole_name(Span(6, 7), case.reading.article.text, hits) is None


def test_a_full_stop_is_nobody():
    assert whole_name(Span(len(TEXT) - 1, len(TEXT)), TEXT, ()) is None


def test_two_pieces_of_one_name_are_one_mention_and_one_role(draft):
    case = draft(TEXT).trigger("told", "REQUEST", actor=["United", "Nations"], recipient="Paul Otieno")
    case.reading.mentions.append(Mention(case.span("."), "party", 1.0))
    _, hits = find_names(case.reading, load_knowledge())
    reading = with_whole_names(case.reading, hits)
    assert [m.span.of(TEXT) for m in reading.mentions] == ["United Nations", "Paul Otieno"]
    (trigger,) = reading.triggers
    roles: list[RoleSpan] = list(trigger.roles)
    assert [(r.role, r.span.of(TEXT)) for r in roles] == [("actor", "United Nations"), ("recipient", "Paul Otieno")]

"""Parties that no word places: the countries of the article compete."""

import math

import pytest

from attache.actors.context import Beside
from attache.data import read_table


def code(case, words, near=None, beside=None):
    (entity,) = case.resolver.resolve(case.span(words), near, beside=beside)
    return entity.code, entity.basis


@pytest.mark.parametrize(
    "text, words, expected",
    [
        ("Chile sent an envoy to Lima. In Peru, police arrested 40 miners.", "police", "PER"),
        (
            "Ghana's parliament sat late. Nigeria sent a note. The speaker closed the session in Accra.",
            "The speaker",
            "GHA",
        ),
    ],
)
def test_where_it_happens_and_what_it_is_about_decide(draft, text, words, expected):
    assert code(draft(text).mention(words), words) == (expected, "context")


def test_soldiers_of_one_state_attack_people_of_another(draft):
    case = draft("Kenyan soldiers crossed into Somalia and killed nine herdsmen.").mention("nine herdsmen")
    against = Beside("ASSAULT", "recipient", frozenset({"KEN"}))
    assert code(case, "nine herdsmen", near="SOM", beside=against)[0] == "SOM"


@pytest.mark.parametrize("words", ["several other countries", "thirteen foreigners"])
def test_states_without_a_name_stay_null(draft, words):
    case = draft(f"Peru and {words} signed.").mention(words)
    (entity,) = case.resolver.resolve(case.span(words))
    assert (entity.code, entity.reason) == (None, "no_state_of_its_own")


def test_no_country_in_the_article_is_no_country(draft):
    case = draft("Police arrested a man.").mention("Police")
    (entity,) = case.resolver.resolve(case.span("Police"))
    assert (entity.code, entity.reason) == (None, "unknown")


def test_a_pronoun_is_never_the_other_side(draft):
    case = draft("Peru's president met Chile's minister. Peru's president told him to wait.")
    case.trigger("told", "REQUEST", actor="Peru's president", recipient="him").mention("Chile's minister")
    beside = Beside("REQUEST", "recipient", frozenset({"PER"}), frozenset({case.span("Peru's president", 2)}))
    assert code(case, "him", beside=beside) == ("CHL", "coreference")


def test_backers_own_nobody(draft):
    case = draft("Rwandan-backed rebels took Goma in Congo.").mention("Rwandan-backed rebels")
    assert code(case, "Rwandan-backed rebels")[0] != "RWA"


def test_what_jets_bomb_is_nobodys_name(draft):
    case = draft("Russian jets bombed Gori in Georgia.").mention("Gori")
    assert code(case, "Gori")[0] == "GEO"


def test_people_without_a_country_get_none(draft):
    case = draft("Greece pushed 40 migrants back to Turkey, Athens admits.").mention("40 migrants")
    (entity,) = case.resolver.resolve(case.span("40 migrants"))
    assert (entity.code, entity.reason) == (None, "unknown")


def test_a_family_name_that_is_also_a_city_places_nobody(draft):
    case = draft("In Peru, Minister Rosa Mendoza spoke. Police closed the road.").mention("Police")
    assert code(case, "Police")[0] == "PER"


def test_an_outlet_and_the_seat_of_courts_are_no_scene(draft):
    case = draft("In Kenya, police fired on a crowd, CNN said; a court in The Hague will ask why.").mention("police")
    assert {other for _, other, _ in case.resolver.context.named} == {"KEN"}


@pytest.mark.parametrize("beside", [None, Beside("ASSAULT", "recipient", frozenset({"KEN"}))])
def test_what_is_weighed_is_what_the_weights_were_learned_from(draft, beside):
    case = draft("Kenya's army chief met the African Union in Nairobi. Somali police shot the two rebels in Uganda.")
    context, span = case.resolver.context, case.span("the two rebels")
    sentence = case.reading.sentence_at(span.start)
    weights = {name: float(weight) for name, weight in read_table("context")}
    scores = {
        code: sum(weights.get(name, 0.0) * value for name, value in features.items())
        for code, features in context.features(span, sentence, ("REB",), "SOM", beside).items()
    }
    code, confidence = context.best(span, sentence, ("REB",), "SOM", beside)
    assert code == (max(scores, key=scores.get) or None)
    assert confidence == pytest.approx(1 / sum(math.exp(score - max(scores.values())) for score in scores.values()))


def test_in_brussels_is_belgium_and_brussels_alone_is_the_union(draft):
    case = draft("BRUSSELS - Police shot a man at the airport in Brussels. Turkey sent its regrets.").mention("Police")
    assert code(case, "Police") == ("BEL", "context")
    case = draft("Brussels fined Hungary.").mention("Brussels")
    assert code(case, "Brussels")[0] == "EUR"


def test_an_epithet_tells_which_of_the_states_is_meant(draft):
    text = "Iran broke off ties after a crowd burned the Saudi embassy because the kingdom had shot a cleric."
    assert code(draft(text).mention("the kingdom"), "the kingdom")[0] == "SAU"

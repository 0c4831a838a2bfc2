"""The coding rules that need no model, as cases: what the reader has seen is given, what the record must say is checked."""

import pytest

from attache.articles.clean import clean_article
from attache.articles.raw import RawArticle
from attache.events.build import build_events
from attache.events.confidence import Calibration
from attache.ontology import EVENT_TYPES, MODES, QUAD_CODES


def one(case):
    (event,) = build_events(case.reading, case.resolver, case.places, Calibration({}))
    return event


def test_there_are_sixteen_types_in_four_quads():
    assert len(EVENT_TYPES) == len(QUAD_CODES) == len(MODES) == 16
    assert set(QUAD_CODES.values()) == {1, 2, 3, 4}


@pytest.mark.parametrize("promised", ["CONSULT", "SUPPORT", "COOPERATE", "AID"])
def test_future_cooperation_is_a_promise(draft, promised):
    case = draft("Peru will act with Chile.").trigger("act", promised, status="future", actor="Peru", recipient="Chile")
    assert (one(case).event, one(case).status) == ("AGREE", "actual")


@pytest.mark.parametrize("kept", ["CONCEDE", "RETREAT", "ASSAULT", "MOBILIZE", "SANCTION", "COERCE", "PROTEST"])
def test_other_future_events_stay_what_they_are(draft, kept):
    case = draft("Peru will act against Chile.").trigger("act", kept, status="future", actor="Peru", recipient="Chile")
    assert (one(case).event, one(case).status) == (kept, "future")


def test_an_attack_without_an_author_has_no_actor(draft):
    case = draft("A bomb killed two farmers in Goma.").trigger(
        "killed", "ASSAULT", recipient="two farmers", place="Goma"
    )
    assert (one(case).actor, one(case).recipient[0].code) == ((), "COD")


def test_a_state_named_as_attacker_is_gov_and_its_drones_are_mil(draft):
    state = draft("Russia attacked Odesa.").trigger("attacked", "ASSAULT", actor="Russia")
    drones = draft("Russian drones attacked Odesa.").trigger("attacked", "ASSAULT", actor="Russian drones")
    assert (one(state).actor[0].sector, one(drones).actor[0].sector) == (("GOV",), ("MIL",))


def test_unknown_gunmen_have_the_country_they_act_in(draft):
    case = draft("Gunmen killed a judge in Lima.").trigger(
        "killed", "ASSAULT", actor="Gunmen", recipient="a judge", place="Lima"
    )
    assert (one(case).actor[0].code, one(case).actor[0].sector) == ("PER", ("UAF",))


def test_a_denial_makes_disputed_and_deletes_nothing(draft):
    case = draft("Iran shelled a village, Iraq said. Tehran denied it.").trigger(
        "shelled", "ASSAULT", actor="Iran", said_by="Iraq", disputed_by="Tehran"
    )
    event = one(case)
    assert (event.status, event.said_by.code, [e.code for e in event.disputed_by]) == ("actual", "IRQ", ["IRN"])


def test_a_capital_that_acts_is_the_government_and_one_where_things_happen_is_a_place(draft):
    case = draft("Moscow condemned the attack in Kyiv.").trigger("condemned", "ACCUSE", actor="Moscow", place="Kyiv")
    event = one(case)
    assert (event.actor[0].code, event.actor[0].basis, event.event_loc.name) == ("RUS", "metonym", "Kyiv")


def test_a_region_has_its_sector_and_its_claimants_code(draft):
    case = draft("Abkhazia closed the road.").trigger("closed", "COERCE", actor="Abkhazia")
    assert (one(case).actor[0].code, one(case).actor[0].sector) == ("GEO", ("PRE",))


def test_three_parties_are_three_actors_not_six_dyads(draft):
    case = draft("Vietnam and Indonesia agree. In October the two sides, along with Malaysia, held a drill.").trigger(
        "drill", "COOPERATE", actor=["the two sides", "Malaysia"], time="In October"
    )
    event = one(case)
    assert sorted(e.code for e in event.actor) == ["IDN", "MYS", "VNM"]
    assert event.recipient == ()
    assert (event.date.first.isoformat(), event.date.precision) == ("2023-10-01", "month")


def test_the_article_worked_through_is_cleaned_as_described():
    text = (
        "Vietnam, Indonesia agree to step up naval cooperation - Harbour Gazette\n\nVietnam agreed.\n\n"
        "READ: Manila protests over coast guard incident\n\nComments are closed."
    )
    article = clean_article(RawArticle("x", text=text))
    assert {cut.reason for cut in article.removed} == {"site_name", "teaser", "comment_notice"}
    assert "Manila" not in article.text

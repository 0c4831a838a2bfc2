"""Triggers and roles to events: the rules, without a model."""

from datetime import date

import pytest

from attache.events.build import build_events
from attache.events.confidence import Calibration
from attache.events.details import find_details
from attache.events.size import find_sizes
from attache.events.statements import build_statements
from attache.ontology import QUAD_CODES, TYPE_MODES, scale_of
from attache.reading import Span
from attache.sentences import find_dateline


def events(case):
    return build_events(case.reading, case.resolver, case.places, Calibration({}))


def codes(entities):
    return [entity.code for entity in entities]


def test_a_visitor_is_the_actor_and_the_host_the_recipient(draft):
    case = draft("Polish Foreign Minister Jan Nowak visited Kyiv on Tuesday.").trigger(
        "visited",
        "CONSULT",
        modes=("visit",),
        actor="Polish Foreign Minister Jan Nowak",
        recipient="Kyiv",
        time="on Tuesday",
    )
    (event,) = events(case)
    assert (codes(event.actor), codes(event.recipient)) == (["POL"], ["UKR"])
    assert event.date.first == date(2024, 5, 14)
    assert event.date_text.of(case.reading.article.text) == "on Tuesday"


def test_parties_of_a_joint_act_all_stand_in_actor(draft):
    case = draft("China trained with Russia and Iran.").trigger(
        "trained", "COOPERATE", actor="China", recipient=["Russia", "Iran"]
    )
    (event,) = events(case)
    assert (codes(event.actor), event.recipient) == (["CHN", "RUS", "IRN"], ())


def test_promised_cooperation_is_agree_and_the_promise_is_actual(draft):
    case = draft("Peru will sign a treaty with Chile.").trigger(
        "sign", "SUPPORT", status="future", actor=["Peru", "Chile"]
    )
    (event,) = events(case)
    assert (event.event, event.status) == ("AGREE", "actual")


def test_a_future_concession_stays_one(draft):
    case = draft("Peru will lift the ban.").trigger("lift", "CONCEDE", status="future", actor="Peru")
    (event,) = events(case)
    assert (event.event, event.status) == ("CONCEDE", "future")


def test_a_claim_keeps_its_claimant(draft):
    case = draft("The army attacked the rebels on Monday, the Syrian opposition said.").trigger(
        "attacked",
        "ASSAULT",
        actor="The army",
        recipient="the rebels",
        said_by="the Syrian opposition",
        time="on Monday",
    )
    (event,) = events(case)
    assert event.said_by.code == "SYR"


def test_an_act_that_is_a_saying_has_no_speaker_of_its_own(draft):
    case = draft("Iran accused Israel of sabotage.").trigger(
        "accused", "ACCUSE", actor="Iran", recipient="Israel", said_by="Iran"
    )
    (event,) = events(case)
    assert event.said_by is None


def test_further_mentions_add_a_span_not_a_record(draft):
    case = (
        draft("Peru signed a pact with Chile. The signing took an hour.")
        .trigger("signed", "SUPPORT", cluster=7, actor=["Peru", "Chile"])
        .trigger("signing", "SUPPORT", cluster=7)
    )
    (event,) = events(case)
    assert [span.of(case.reading.article.text) for span in event.also] == ["signing"]


def test_news_without_a_date_takes_the_leads_and_history_takes_none(draft):
    case = (
        draft("Peru signed on Tuesday. Chile praised it. They quarrelled once.")
        .trigger("signed", "SUPPORT", actor="Peru", time="on Tuesday")
        .trigger("praised", "SUPPORT", actor="Chile")
        .trigger("quarrelled", "REJECT", background=0.9, actor="They")
    )
    first, second, third = events(case)
    assert (first.date_basis, second.date_basis, third.date_basis) == ("relative", "inherited", "none")
    assert second.date.first == first.date.first
    assert third.date is None


def test_nothing_but_the_publication_date_is_marked_so(draft):
    (event,) = events(draft("Peru praised Chile.").trigger("praised", "SUPPORT", actor="Peru", recipient="Chile"))
    assert (event.date.first, event.date_basis) == (date(2024, 5, 16), "published")
    (event,) = events(draft("Peru praised Chile.", None).trigger("praised", "SUPPORT", actor="Peru"))
    assert (event.date, event.date_basis) == (None, "none")


def test_quoted_is_inside_quotation_marks(draft):
    case = draft('"We will attack Peru," he said.').trigger("attack", "THREATEN", recipient="Peru")
    (event,) = events(case)
    assert event.quoted


def test_victims_are_placed_by_the_event(draft):
    case = draft("Israeli jets killed four people in Beirut.").trigger(
        "killed", "ASSAULT", actor="Israeli jets", recipient="four people", place="Beirut"
    )
    (event,) = events(case)
    assert (codes(event.actor), codes(event.recipient), event.event_loc.name) == (["ISR"], ["LBN"], "Beirut")


@pytest.mark.parametrize(
    "sentence, kind, low, high",
    [
        ("The blast killed at least 12 people.", "dead", 12, None),
        ("Twenty-four soldiers were killed.", "dead", 24, 24),
        ("More than 300 people were arrested.", "arrested", 301, None),
        ("It left 41 dead.", "dead", 41, 41),
        ("injuring at least six crew", "injured", 6, None),
        ("Floods displaced 300,000 people.", "displaced", 300000, 300000),
    ],
)
def test_sizes(sentence, kind, low, high):
    found = dict(find_sizes(sentence, Span(0, len(sentence))))
    assert (found[kind].low, found[kind].high) == (low, high)
    assert found[kind].span.of(sentence) in sentence


def test_a_number_of_days_is_no_number_of_dead():
    sentence = "He died two days later."
    assert dict(find_sizes(sentence, Span(0, len(sentence)))) == {}


def test_details_of_a_pact_and_of_an_exercise():
    pact = "They signed a 10-year defence pact in 2018."
    details = dict(find_details("SUPPORT", (), pact, Span(0, len(pact)), Span(5, 11)))
    assert details == {"instrument": "pact", "stage": "signed", "term": "10-year"}
    drill = "They held a naval exercise, their fourth since 2020."
    details = dict(find_details("COOPERATE", (), drill, Span(0, len(drill)), Span(12, 26)))
    assert details == {"domain": "naval", "ordinal": 4, "since": 2020}


def test_statements_direct_and_indirect(draft):
    case = (
        draft('"We stay here," Peruvian minister Ana Solis said. Chile said that the talks had failed.')
        .cue("said", speaker="Peruvian minister Ana Solis")
        .cue("said that", speaker="Chile", content="the talks had failed")
    )
    text = case.reading.article.text
    found = [(s.speaker.code, s.content.of(text), s.direct) for s in build_statements(case.reading, case.resolver)]
    assert found == [("PER", "We stay here,", True), ("CHL", "the talks had failed", False)]


def test_a_quotation_that_an_act_or_a_calling_introduces_has_its_speaker(draft):
    text = 'Peru urged Chile to leave Arica "as soon as possible". The premier of Kenya called it "a very bad idea", and two men left.'
    case = draft(text).trigger("urged", "REQUEST", actor="Peru", recipient="Chile").mention("The premier of Kenya")
    case.mention("two men")
    case.reading.events = events(case)
    told = {s.content.of(text): s.speaker.code for s in build_statements(case.reading, case.resolver)}
    assert told == {"as soon as possible": "PER", "a very bad idea": "KEN"}


def test_speech_goes_on_with_the_same_speaker(draft):
    case = draft('"We stay here for good," Ana Solis of Peru said. "Nobody will move us from it."').mention(
        "Ana Solis of Peru"
    )
    case.cue("said", speaker="Ana Solis of Peru")
    found = build_statements(case.reading, case.resolver)
    assert len(found) == 2
    assert all(s.direct for s in found)
    assert found[1].speaker == found[0].speaker


@pytest.mark.parametrize(
    ("text", "kind", "word", "recipient", "said"),
    [
        (
            "Peru accused Chile of ramming a boat, and Kenya kept silent.",
            "ACCUSE",
            "accused",
            "Chile",
            "ramming a boat",
        ),
        (
            "Peru demanded the return of two boats from Chile.",
            "REQUEST",
            "demanded",
            None,
            "the return of two boats from Chile",
        ),
        ("Peru called on Chile to open the port; Kenya did not.", "REQUEST", "called", "Chile", "to open the port"),
    ],
)
def test_an_act_of_words_is_an_event_and_a_statement(draft, text, kind, word, recipient, said):
    case = draft(text).trigger(word, kind, actor="Peru", **({"recipient": recipient} if recipient else {}))
    case.reading.events = events(case)
    (found,) = build_statements(case.reading, case.resolver)
    assert (found.speaker.code, found.content.of(text), found.direct) == ("PER", said, False)
    assert (found.addressee.code if found.addressee else None) == ("CHL" if recipient else None)


@pytest.mark.parametrize(
    ("text", "parts", "whole"),
    [
        ("Peru arrested two of its members on Monday.", ("two", "its members"), "two of its members"),
        ("Peru arrested the special counsel's men.", ("the special", "counsel's men"), "the special counsel's men"),
    ],
)
def test_a_party_that_was_read_as_two_is_one(draft, text, parts, whole):
    case = draft(text).trigger("arrested", "COERCE", actor="Peru", recipient=parts)
    (event,) = events(case)
    assert [entity.span.of(text) for entity in event.recipient] == [whole]


def test_two_parties_side_by_side_stay_two(draft):
    text = "Peru attacked the headquarters of a party, guards and all."
    case = draft(text).trigger("attacked", "ASSAULT", actor="Peru", recipient=("the headquarters", "a party"))
    (event,) = events(case)
    assert len({entity.span for entity in event.recipient}) == 2


def test_an_act_of_deeds_says_nothing(draft):
    case = draft("Peru seized two boats of Chile.").trigger("seized", "COERCE", actor="Peru")
    case.reading.events = events(case)
    assert build_statements(case.reading, case.resolver) == []


def test_speech_goes_on_in_the_marks_of_older_wires(draft):
    text = "''We stay here for good,'' she said. ''Nobody will move us from it.''"
    case = draft(text).mention("she")
    case.cue("said", speaker="she")
    found = build_statements(case.reading, case.resolver)
    assert [s.speaker.span.of(text) for s in found] == ["she", "she"]


def test_every_type_and_mode_has_a_score_of_its_side():
    for event, mode in TYPE_MODES:
        assert (scale_of(event, (mode,)) > 0) == (QUAD_CODES[event] <= 2)


def test_what_is_said_about_the_news_is_said_between_its_day_and_publication(draft):
    case = draft("Iran arrested two Britons on Tuesday. London condemned Iran.")
    case.trigger("arrested", "COERCE", actor="Iran", recipient="two Britons", time="on Tuesday")
    case.trigger("condemned", "ACCUSE", actor="London", recipient="Iran")
    arrest, reaction = events(case)
    assert arrest.date.last == date(2024, 5, 14)
    assert (reaction.date.first, reaction.date.last) == (date(2024, 5, 14), date(2024, 5, 16))
    assert reaction.date_basis == "inherited"


def test_since_dates_an_event_only_where_nothing_else_does(draft):
    case = draft("On Tuesday police, at odds with the union since May 10, arrested its leader.").trigger(
        "arrested", "COERCE", actor="police"
    )
    (event,) = events(case)
    assert event.date_text.of(case.reading.article.text) == "Tuesday"


def test_the_month_of_a_sentence_dates_an_event_only_where_the_reader_says_so(draft):
    case = draft("In March police arrested its leader.").trigger("arrested", "COERCE", actor="police")
    (event,) = events(case)
    assert event.date_basis == "published"


def test_each_way_to_a_date_has_a_confidence(draft):
    case = draft("Police arrested its leader.").trigger("arrested", "COERCE", actor="Police")
    (event,) = events(case)
    assert event.date_basis == "published" and dict(event.confidences)["date"] > 0


@pytest.mark.parametrize(
    "words, kind, low, high",
    [
        ("A bomb killed at least 12 people.", "dead", 12, None),
        ("Dozens of people were killed.", "dead", 24, 99),
        ("Between 10 and 15 soldiers died.", "dead", 10, 15),
        ("The blast killed two to three people.", "dead", 2, 3),
        ("Fighting forced 4,000 people from their homes.", "displaced", 4000, 4000),
        ("Some 20,000 people fled the town.", "displaced", 20000, 20000),
        ("Police arrested 37 men.", "arrested", 37, 37),
        ("He killed 2, and 3 others were wounded.", "injured", 3, 3),
    ],
)
def test_sizes_that_are_ranges(words, kind, low, high):
    found = dict(find_sizes(words, Span(0, len(words))))
    assert (found[kind].low, found[kind].high) == (low, high)


def test_what_was_given():
    text = "Finland gave Ukraine 30 armoured vehicles worth $40 million."
    found = dict(find_details("AID", (), text, Span(0, len(text)), Span(8, 12)))
    assert (found["item"].of(text), found["quantity"], found["value"]) == ("armoured vehicles", 30, "$40 million")


def test_what_is_told_in_passing_has_no_date(draft):
    case = draft("Peru expelled the envoy on Monday after Chile arrested two sailors.")
    case.trigger("expelled", "SANCTION", actor="Peru", time="on Monday").trigger("arrested", "COERCE", actor="Chile")
    expelled, arrested = events(case)
    assert (expelled.date is not None, arrested.date) == (True, None)


def test_a_report_without_places_happened_where_it_was_filed(draft):
    case = draft("KAMPALA — Kenya's envoy met Rwanda's on Monday.").trigger("met", "CONSULT", actor="Kenya's envoy")
    case.reading.dateline = find_dateline(case.reading.article.text)
    (event,) = events(case)
    assert event.event_loc is not None and event.event_loc.name == "Kampala"


@pytest.mark.parametrize(
    "sentence, words, event, actor, place",
    [
        ("Police arrested two men.", "arrested", "COERCE", "Police", "Kampala"),
        ("France withdrew its trainers.", "withdrew", "RETREAT", "France", None),
        ("The government accused nobody.", "accused", "ACCUSE", "The government", None),
    ],
)
def test_only_what_a_states_own_do_happened_where_the_report_was_filed(draft, sentence, words, event, actor, place):
    case = draft(f"KAMPALA, May 14 - Uganda waits. {sentence}").trigger(words, event, actor=actor)
    case.reading.dateline = find_dateline(case.reading.article.text)
    (found,) = events(case)
    assert (found.event_loc.name if found.event_loc else None) == place


def test_an_announced_withdrawal_is_a_concession(draft):
    case = draft("Peru will withdraw its troops.").trigger(
        "withdraw", "RETREAT", modes=("withdraw",), status="future", actor="Peru"
    )
    (event,) = events(case)
    assert (event.event, event.status, event.mode) == ("CONCEDE", "future", ())


@pytest.mark.parametrize(
    "text, who, said",
    [
        ("Prices will rise for a year, experts say.", "experts", "Prices will rise for a year"),
        ("According to one of the neighbours, nobody was at home.", "one of the neighbours", "nobody was at home"),
    ],
)
def test_whoever_speaks_need_not_be_a_party(draft, text, who, said):
    cue = "say" if "say" in text else "According to"
    case = draft(text).cue(cue, content=said)
    (found,) = build_statements(case.reading, case.resolver)
    assert (found.speaker.span.of(text), found.content.of(text)) == (who, said)


def test_a_quotation_is_signed_behind_a_dash(draft):
    text = '"I waited for nine hours and saw no boat." — Rosa Quispe'
    case = draft(text)
    (found,) = build_statements(case.reading, case.resolver)
    assert found.speaker.span.of(text) == "Rosa Quispe"


@pytest.mark.parametrize(
    ("text", "told", "first"),
    [
        (
            "Peru arrested two men on Wednesday, two days after Chile expelled a consul.",
            "two days after",
            date(2024, 5, 13),
        ),
        ("Peru said that Chile expelled a consul in April last year.", "last year", date(2023, 4, 1)),
    ],
)
def test_a_time_is_whole_but_not_anothers(draft, text, told, first):
    case = draft(text).trigger("expelled", "COERCE", actor="Chile", recipient="a consul", time=told)
    (expelled,) = events(case)
    assert expelled.date.first == first

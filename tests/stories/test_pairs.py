"""What makes two reports one happening, and what forbids it."""

from __future__ import annotations

import pytest
from tests.stories.records import event, party, place

from attache.stories.copies import alike, bands, digest
from attache.stories.merged import Told, merged
from attache.stories.pairs import compare
from attache.stories.report import report_of, stem


def verdict(one, other):
    straight = compare(report_of(*one), report_of(*other))
    assert straight == compare(report_of(*other), report_of(*one)), "the order must make no difference"
    return straight


def bombing(day="2024-03-04", published="2024-03-04", **changed):
    return event(
        "ASSAULT",
        recipient=[party("IRQ", "COP", "a police station")],
        date=day,
        place=place("Kirkuk", "IRQ", 35.47, 44.39),
        trigger="bomb",
        sentence="A car bomb killed 12 people at a police station in Kirkuk.",
        dead=12,
        **changed,
    ), published


def test_two_reports_of_one_bombing_join():
    assert verdict(bombing(), bombing(article="b", trigger_text="bombing")).joins


@pytest.mark.parametrize(
    "other, why",
    [
        (bombing("2024-03-08", article="b"), "another time"),
        (bombing(article="b", status="negated"), "another status"),
        (bombing(), "told apart in one article"),
        (bombing(article="b", kind="CONSULT"), "another type"),
        (bombing(article="b", at=place("Basra", "IRQ", 30.5, 47.8)), "another place"),
    ],
)
def test_what_cannot_be_one_is_vetoed(other, why):
    one = bombing(id="x")
    assert verdict(one, other).veto == why


def test_bombings_of_two_days_stay_apart_though_the_words_are_the_same():
    assert not verdict(bombing(basis="stated"), bombing("2024-03-05", "2024-03-05", article="b", basis="stated")).joins


def test_talks_of_two_pairs_of_states_stay_apart():
    one = event("CONSULT", [party("SRB", "GOV"), party("HUN", "GOV")], date="2024-05-13"), "2024-05-13"
    other = event("CONSULT", [party("SRB", "GOV"), party("ROU", "GOV")], date="2024-05-13", article="b"), "2024-05-13"
    assert not verdict(one, other).joins


def test_two_ministers_of_one_state_are_not_each_other():
    def talks(name, article):
        actor = [party("HUN", "GOV", name, named=True), party("SRB", "GOV")]
        return event("CONSULT", actor, date="2024-05-13", article=article, trigger="met"), "2024-05-13"

    assert verdict(talks("Janos Varkonyi", "a"), talks("Janos Varkonyi", "b")).joins
    apart = verdict(talks("Janos Varkonyi", "a"), talks("Tamas Bodor", "b"))
    assert apart.score < verdict(talks("Janos Varkonyi", "a"), talks("Janos Varkonyi", "b")).score - 1


def test_every_part_has_a_name():
    parts = verdict(bombing(), bombing(article="b")).parts
    assert {name for name, _ in parts} >= {"parties", "date", "place", "trigger", "toll", "wording"}


@pytest.mark.parametrize(
    "words", [("banning", "ban", "banned"), ("bombs", "bombing", "bombed"), ("agreed", "agreement")]
)
def test_words_of_one_root_have_one_stem(words):
    assert len({stem(word) for word in words}) == 1


def test_near_copies_are_alike_and_others_are_not():
    text = (
        "Police in Tbilisi fired water cannon at thousands of protesters outside parliament on Monday evening. The crowd had "
        "gathered after lawmakers gave a first reading to a law on foreign agents, which the opposition calls a gift to Moscow. "
        "The interior ministry said that eleven officers were hurt by stones. Several people were taken away in vans."
    )
    updated = text.replace("eleven", "fourteen") + " The president said that she would veto the law."
    other = (
        "The foreign ministers of Serbia and Hungary met in Belgrade to discuss the price of gas and a new pipeline. "
        * 3
    )
    assert alike(digest(text), digest(updated)) > 0.6
    assert set(bands(digest(text))) & set(bands(digest(updated)))
    assert alike(digest(text), digest(other)) < 0.1


def test_a_merged_record_keeps_every_value_and_names_what_differs():
    reports = [
        Told(bombing(article="a", id="1")[0], "2024-03-04", "Alpha", "a"),
        Told(bombing(article="b", id="2", toll=15)[0], "2024-03-04", "Beta", "b"),
        Told(bombing(article="c", id="3", toll=20)[0], "2024-03-05", "Gamma", "c"),
        Told(bombing(article="d", id="4")[0], "2024-03-04", "Delta", "a"),
    ]
    story = merged("s1", reports)
    assert story == merged("s1", reversed(reports))
    assert (story["reports"], story["sources"]) == (4, 3)
    assert story["size"]["dead"]["low"] == 20, "the latest toll stands"
    tolls = {value["value"]["low"]: value["sources"] for value in story["slots"]["size.dead"]}
    assert tolls == {12: 1, 15: 1, 20: 1}, "a near-copy is no source of its own"
    assert story["contradictions"] == ["size.dead"]
    assert [entry["event"] for entry in story["evidence"]] == ["1", "2", "4", "3"]
    assert story["evidence"][2]["near_copy_of"] == "a"


def test_no_pair_of_real_reports_depends_on_which_comes_first(sample_project):
    """Also of those that are told to the day on one side alone."""
    from attache.store.database import find
    from attache.store.view import View

    view = View(find(sample_project))
    records = [(record, view.article_of(record["article"])["published"]) for record in view.events()]
    longer = [
        (
            {**record, "id": f"{record['id']}+", "article": f"{record['article']}+", "date": _earlier(record["date"])},
            day,
        )
        for record, day in records
    ]
    reports = [report_of(*each) for each in (*records, *longer)]
    joined = 0
    for n, one in enumerate(reports):
        for other in reports[n + 1 :]:
            straight = compare(one, other)
            assert straight == compare(other, one), (one.key, other.key)
            joined += straight.joins
    assert joined


def _earlier(day):
    from datetime import date, timedelta

    return day and (date.fromisoformat(day) - timedelta(days=2)).isoformat()


def test_a_day_that_one_side_alone_tells_is_no_anchor_from_either_side():
    def accused(who, first, sentence):
        record = event(
            "ACCUSE",
            actor=[party("ESP", "GOV", f"the {who}")],
            recipient=[party("ESP", "GOV", "the government")],
            date="2024-05-16",
            trigger="accused",
            sentence=sentence,
            basis="relative",
        )
        return {**record, "date": first, "date_precision": "range" if first != "2024-05-16" else "day"}, "2024-05-16"

    long = accused(
        "king", "2024-05-14", "The king spoke of disloyalty when he accused the government of weakness abroad."
    )
    verdict(
        long,
        accused(
            "opposition leader", "2024-05-16", "What it knew was hidden, the opposition leader accused the government."
        ),
    )

"""What people said stays, whatever is run again."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from attache.articles.raw import RawArticle
from attache.coding import Job, code_one
from attache.query import Query
from attache.store import database
from attache.store.stories import settle_project
from attache.store.view import View
from attache.store.writer import Writer

TEXTS = {
    "a": "Peru and Chile signed a border treaty in Lima on Monday.",
    "b": "Chile and Peru signed a treaty on their border on Monday, the Chilean foreign ministry said.",
    "c": "Police in Nairobi arrested twelve protesters on Monday, the interior ministry said.",
}


@pytest.fixture(scope="module")
def coded():
    job = Job(None, "2024-12-31", 1_000_000, "standard")
    return {name: code_one(RawArticle(name, text=text, published="2024-05-14"), job) for name, text in TEXTS.items()}


@pytest.fixture
def project(coded, tmp_path):
    path = database.create(tmp_path)
    with Writer(path) as writer:
        writer.write([(records, "") for records in coded.values()])
    settle_project(path)
    return path


def attache(project, *arguments):
    command = [sys.executable, "-m", "attache", *arguments, "-p", str(project.parent)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def event(coded, name):
    return next(record["id"] for record in coded[name] if record["record"] == "event")


def stories(project):
    return {record["id"]: record["story"] for record in View(project).events()}


def rerun(project, coded, coder="another"):
    """As if a newer model had found the same."""
    with Writer(project) as writer:
        again = [[{**r, "coder": coder, "coded_date": "2025-06-01"} for r in records] for records in coded.values()]
        writer.write([(records, "") for records in again])
    settle_project(project)


def test_a_rejected_event_is_gone_from_lists_and_comes_back_when_that_is_undone(project, coded):
    wrong = event(coded, "c")
    assert attache(project, "judge", "reject", wrong[:8], "--author", "ana", "--reason", "no").returncode == 0
    assert wrong not in stories(project)
    rerun(project, coded)
    assert wrong not in stories(project), "a newer model does not bring it back"
    assert attache(project, "undo", "1", "--author", "ben").returncode == 0
    assert wrong in stories(project)
    (judgement,) = View(project).history(wrong)
    assert (judgement.author, judgement.reason) == ("ana", "no")
    assert "ben" in judgement.undone


def test_a_corrected_slot_is_what_is_shown_and_searched_and_outlives_a_rerun(project, coded):
    wrong = event(coded, "a")
    assert attache(project, "judge", "correct", wrong, "actor", "PER:GOV, ECU", "--author", "ana").returncode == 0
    for _ in range(2):
        found = list(View(project).events(Query.of(actor="ECU")))
        assert [record["id"] for record in found] == [wrong]
        assert [entity["code"] for entity in found[0]["actor"]] == ["PER", "ECU"]
        assert found[0]["review"] == "corrected"
        assert wrong not in {record["id"] for record in View(project).events(Query.of(party="CHL"))}
        rerun(project, coded)
    stored = View(project).raw().execute("SELECT record FROM events WHERE id = ?", (wrong,)).fetchall()
    assert all({e["code"] for e in json.loads(row[0])["actor"]} == {"PER", "CHL"} for row in stored), (
        "what was coded stays"
    )
    assert attache(project, "undo", "1").returncode == 0
    assert list(View(project).events(Query.of(actor="ECU"))) == []
    assert wrong in {record["id"] for record in View(project).events(Query.of(party="CHL"))}


def test_a_place_is_one_that_the_gazetteer_has_with_the_words_that_were_pointed_at(project, coded):
    wrong = event(coded, "a")
    text = coded["a"][0]["text"]
    attache(
        project, "judge", "correct", wrong, "event_loc", f"Tripoli:LBN@{text.index('Lima')}-{text.index('Lima') + 4}"
    )
    (record,) = View(project).events_by_id([wrong])
    place = record["event_loc"]
    assert (place["name"], place["code"], place["text"], place["confidence"]) == ("Tripoli", "LBN", "Lima", 1.0)
    assert wrong in {each["id"] for each in View(project).events(Query.of(place="LBN"))}
    attache(project, "judge", "correct", wrong, "event_loc", "")
    assert View(project).events_by_id([wrong])[0]["event_loc"] is None


def test_split_and_merge_win_over_what_was_weighed(project, coded):
    one, other, third = (event(coded, name) for name in "abc")
    before = stories(project)
    assert before[one] == before[other] != before[third]
    assert attache(project, "judge", "split", one, other).returncode == 0
    assert len(set(stories(project).values())) == 3
    assert attache(project, "judge", "merge", one, third).returncode == 0
    rerun(project, coded)
    settle_project(project, rebuild=True)
    after = stories(project)
    assert after[one] == after[third] != after[other]
    attache(project, "undo", "1")
    attache(project, "undo", "2")
    assert stories(project) == before


def test_what_a_newer_model_finds_no_more_waits(project, coded):
    gone = event(coded, "a")
    attache(project, "judge", "confirm", gone, "--author", "ana")
    assert View(project).waiting() == []
    with Writer(project) as writer:
        article = {**coded["a"][0], "coder": "blind", "coded_date": "2025-06-01"}
        writer.write([([article], "")])
    settle_project(project)
    assert [judgement.event for judgement in View(project).waiting()] == [gone]
    assert gone in attache(project, "history").stdout or gone[:8] in attache(project, "history").stdout


@pytest.mark.parametrize(
    "arguments, problem",
    [
        (("correct", "{a}", "actor", "XXX"), "is no actor"),
        (("correct", "{a}", "date", "May"), "is no date"),
        (("correct", "{a}", "colour", "red"), "cannot be corrected"),
        (("correct", "{a}", "mode", "visit"), "is no mode"),
        (("correct", "{a}", "event_loc", "Xyzzyville"), "a place that the gazetteer has"),
        (("confirm", "nothing"), "No article or event has the id"),
        (("merge", "{a}", "{a}"), "with itself"),
        (("merge", "{a}"), "the other event's id"),
    ],
)
def test_bad_judgements_are_refused_and_leave_nothing(project, coded, arguments, problem):
    done = attache(project, "judge", *(part.format(a=event(coded, "a")) for part in arguments))
    assert done.returncode != 0
    assert problem in " ".join(done.stderr.replace("│", " ").split())
    assert View(project).raw().execute("SELECT count(*) FROM judgements").fetchone() == (0,)

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


def words(coded, name, phrase):
    start = coded[name][0]["text"].index(phrase)
    return f"{start}-{start + len(phrase)}"


def test_a_missed_event_is_added_filled_and_kept(project, coded):
    article = coded["c"][0]["id"]
    place = words(coded, "c", "the interior ministry said")
    done = attache(project, "judge", "add", article, f"CONSULT@{place}", "--author", "ann")
    assert done.returncode == 0, done.stderr
    (added,) = (record for record in View(project).events() if record.get("review") == "added")
    assert added["event"] == "CONSULT" and added["actor"] == [] and added["confidence"] == 1.0
    assert added["event_text"]["text"] == "the interior ministry said" and added["story"]
    actor = f"KEN:GOV@{words(coded, 'c', 'the interior ministry')}"
    assert attache(project, "judge", "correct", added["id"], "actor", actor).returncode == 0
    rerun(project, coded)
    (again,) = (record for record in View(project).events() if record["id"] == added["id"])
    assert again["coder"] == "another" and again["actor"][0]["code"] == "KEN"
    assert sum(record["id"] == added["id"] for record in View(project).events()) == 1


def test_an_added_event_can_be_taken_back(project, coded):
    from attache.store.judging import judge, take_back

    before = stories(project)
    number = judge(project, "add", coded["a"][0]["id"], author="ann", value=f"AGREE@{words(coded, 'a', 'border')}")
    assert len(stories(project)) == len(before) + 1
    take_back(project, number, author="ann")
    assert stories(project) == before
    rerun(project, coded)
    assert stories(project).keys() == before.keys()
    judge(project, "add", coded["a"][0]["id"], author="ann", value=f"AGREE@{words(coded, 'a', 'border')}")
    assert len(stories(project)) == len(before) + 1


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("SIGN@0-4", "no PLOVER type"),
        ("AGREE@4-4", "no words of the article"),
        ("AGREE@900-910", "no words of the article"),
        ("AGREE", "TYPE@START-END"),
    ],
)
def test_what_cannot_be_added_is_refused(project, coded, value, problem):
    from attache.errors import BadJudgement
    from attache.store.judging import judge

    with pytest.raises(BadJudgement, match=problem):
        judge(project, "add", coded["a"][0]["id"], author="ann", value=value)


def test_what_the_coder_has_is_not_added_again(project, coded):
    from attache.errors import BadJudgement
    from attache.store.judging import judge

    found = next(record for record in coded["a"] if record["record"] == "event")
    at = found["event_text"]
    with pytest.raises(BadJudgement, match=found["id"]):
        judge(project, "add", coded["a"][0]["id"], author="ann", value=f"{found['event']}@{at['start']}-{at['end']}")


def test_an_added_event_is_text_to_train_on(project, coded):
    from attache.store.judging import judge
    from attache.store.review import annotated_lines, judged_by, report

    for record in coded["c"]:
        if record["record"] == "event":
            judge(project, "confirm", record["id"], author="ann")
    judge(project, "add", coded["c"][0]["id"], author="ann", value=f"CONSULT@{words(coded, 'c', 'said')}")
    connection = View(project).raw()
    (line,) = annotated_lines(connection)
    assert {"q": "said"} in [event["trigger"] for event in line["events"]]
    assert report(connection)["added"] == 1
    assert len(judged_by(connection, "ann")) == sum(record["record"] == "event" for record in coded["c"]) + 1

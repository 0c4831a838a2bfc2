"""Judging by way of the API, precision and agreement, and reviewed text that can be trained on."""

from __future__ import annotations

import json
import subprocess
import sys

from attache.store.review import wilson


def judge(client, event, kind, author, **more):
    answer = client.post("/api/judgements", json={"event": event, "kind": kind, "author": author, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_the_queue_shows_what_the_reviewer_has_not_judged(client):
    first = client.get("/api/review/queue", params={"author": "ana", "limit": 5}).json()
    event = first["items"][0]
    sure = [abs(each["confidence"] - 0.5) for each in first["items"]]
    assert sure == sorted(sure)
    number = judge(client, event["id"], "confirm", "ana")
    then = client.get("/api/review/queue", params={"author": "ana", "limit": 5}).json()
    assert then["total"] == first["total"] - 1
    assert event["id"] not in {each["id"] for each in then["items"]}
    assert client.get("/api/review/queue", params={"author": "ben"}).json()["total"] == first["total"]
    assert client.get(f"/api/events/{event['id']}").json()["review"] == "confirmed"
    assert client.get("/api/totals", params={"review": "confirmed"}).json()["events"] == 1
    client.post(f"/api/judgements/{number}/undo", json={"author": "ana"})
    assert client.get("/api/review/queue", params={"author": "ana"}).json()["total"] == first["total"]
    drawn = client.get("/api/review/queue", params={"order": "random"}).json()["items"]
    assert drawn == client.get("/api/review/queue", params={"order": "random"}).json()["items"]


def test_precision_and_agreement(client):
    events = [each["id"] for each in client.get("/api/events", params={"limit": 4}).json()["items"]]
    for event, ana, ben in zip(
        events, ("confirm", "confirm", "reject", "confirm"), ("confirm", "reject", "reject", "confirm"), strict=True
    ):
        judge(client, event, ana, "ana")
        judge(client, event, ben, "ben")
    report = client.get("/api/review/report").json()
    whole = report["types"][0]
    assert (whole["event"], whole["reviewed"], whole["right"]) == ("all", 4, 2)
    assert whole["interval"] == wilson(2, 4)
    assert report["agreement"] == [{"reviewers": ["ana", "ben"], "both": 4, "alike": 0.75, "kappa": 0.5}]
    rejected = client.get("/api/events", params={"review": "rejected"}).json()
    assert rejected["total"] == 2
    assert client.get("/api/judgements").json()["items"][0]["author"] == "ben"


def test_wilson_is_the_textbook_interval():
    assert wilson(9, 10) == [0.596, 0.982]
    assert wilson(0, 0) == [0.0, 1.0]


def test_words_can_be_pointed_at(client):
    event = client.get("/api/events", params={"party": "CHN", "event": "COOPERATE"}).json()["items"][0]
    text = client.get(f"/api/articles/{event['article']}").json()["text"]
    start = text.index("Iran")
    value = f"IRN:MIL@{start}-{start + 4}"
    judge(client, event["id"], "correct", "ana", slot="actor", value=value)
    actor = client.get(f"/api/events/{event['id']}").json()["actor"]
    assert [(one["code"], one["sector"], one["entity_text"]) for one in actor] == [("IRN", ["MIL"], "Iran")]
    bad = {"event": event["id"], "kind": "correct", "slot": "actor", "value": "IRN@5-2"}
    assert client.post("/api/judgements", json=bad).status_code == 400


def test_stories_are_merged_and_split_by_people(client):
    stories = [s for s in client.get("/api/stories", params={"limit": 50}).json()["items"] if s["reports"] > 1]
    one, other = (entry["event"] for entry in stories[0]["evidence"][:2])
    number = judge(client, one, "split", "ana", other=other)
    assert client.get(f"/api/events/{one}").json()["story"] != client.get(f"/api/events/{other}").json()["story"]
    assert client.get("/api/stories", params={"story": stories[0]["id"]}).json()["total"] <= 1
    client.post(f"/api/judgements/{number}/undo", json={})
    assert client.get(f"/api/events/{one}").json()["story"] == client.get(f"/api/events/{other}").json()["story"]


def test_reviewed_paragraphs_are_corpus_lines(client, tmp_path):
    article = client.get("/api/events", params={"party": "CHN", "event": "COOPERATE"}).json()["items"][0]["article"]
    events = client.get(f"/api/articles/{article}").json()["events"]
    for event in events[:-1]:
        judge(client, event["id"], "confirm", "ana")
    judge(client, events[-1]["id"], "confirm", "ana")
    lines = client.get("/api/review/corpus").text.splitlines()
    assert lines
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "reviewed.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "attache", "corpus", "check", str(folder)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    line = json.loads(lines[0])
    assert line["events"][0]["trigger"]["q"] in line["text"]

"""What the REST API answers, on the sample project."""

from __future__ import annotations

import csv
import io
import json

import pyarrow.parquet
import pytest
from tests.web.server import finished

from attache.query import Query
from attache.store.database import find
from attache.store.mirror import FACETS, Mirror
from attache.store.view import View

EVERYTHING = (
    "project terms events stories articles statements totals facets timeline map network dyads dyads/CHN/IRN actors?name=China "
    "actors/CHN registers/agreements registers/exercises panels/countries panels/dyads runs snapshots judgements review/queue "
    "review/report review/corpus searches watches openapi.json export/events export/stories?format=jsonl"
).split()


@pytest.mark.parametrize("path", EVERYTHING)
def test_every_view_answers(looking, path):
    answer = looking.get(f"/api/{path}")
    assert answer.status_code == 200, answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_counts_are_true_totals_and_pages_follow_each_other(looking):
    seen, cursor = [], ""
    while True:
        page = looking.get("/api/events", params={"limit": 7, "cursor": cursor}).json()
        seen += [event["id"] for event in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == page["total"] == looking.get("/api/project").json()["counts"]["events"]


def test_a_story_has_its_evidence_and_an_event_its_story(looking):
    page = looking.get("/api/stories", params={"party": "CHN", "with_party": "IRN", "event": "COOPERATE"}).json()
    assert page["total"] == 1
    story = looking.get(f"/api/stories/{page['items'][0]['id']}").json()
    assert story["reports"] == len(story["evidence"]) == 2
    event = looking.get(f"/api/events/{story['evidence'][0]['event']}").json()
    assert event["story"] == story["id"]
    article = looking.get(f"/api/articles/{event['article']}").json()
    span = event["event_text"]
    assert article["text"][span["start"] : span["end"]] == span["text"]
    assert event["id"] in {each["id"] for each in article["events"]}


def test_an_answer_that_is_known_is_not_sent_again(looking):
    first = looking.get("/api/facets")
    again = looking.get("/api/facets", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_errors_are_problem_documents(looking):
    for path, status, words in (
        ("events?event=DANCE", 422, "none of ACCUSE, AGREE"),
        ("events?since=soon", 400, "YYYY-MM-DD"),
        ("events?nonsense=1", 422, "nonsense"),
        ("events?limit=0", 422, "limit"),
        ("events?party=@Atlantis", 422, "members"),
        ("events/ffffffffffff", 404, "ffffffffffff"),
        ("articles/nowhere", 404, "nowhere"),
        ("facets?facet=colour", 422, "none of event"),
        ("export/stories?format=csv", 422, "jsonl"),
        ("nothing", 404, "Not Found"),
    ):
        answer = looking.get(f"/api/{path}")
        assert answer.status_code == status, path
        assert answer.headers["content-type"] == "application/problem+json"
        assert words in answer.json()["detail"], answer.text
        assert answer.json()["status"] == status


def test_csv_has_the_columns_of_the_command_line_and_every_row(looking, sample_project):
    from attache.export.tables import COLUMNS

    rows = list(csv.reader(io.StringIO(looking.get("/api/export/events").text)))
    assert rows[0] == [column[0] for column in COLUMNS]
    assert len(rows) - 1 == looking.get("/api/totals").json()["events"]
    parquet = looking.get("/api/export/events?format=parquet").content
    assert pyarrow.parquet.read_table(io.BytesIO(parquet)).num_rows == len(rows) - 1
    lines = looking.get("/api/export/events?format=jsonl&event=AGREE").text.splitlines()
    assert {json.loads(line)["event"] for line in lines} == {"AGREE"}
    timeline = list(csv.DictReader(io.StringIO(looking.get("/api/timeline?format=csv").text)))
    assert timeline[0]["period"] < timeline[-1]["period"]


QUERIES = (
    {},
    {"status": "actual", "background": "false"},
    {"party": ["CHN", "IRN"]},
    {"party": "CHN", "with_party": "IRN"},
    {"party": "@Quad"},
    {"event": "ACCUSE", "mode": "disapprove"},
    {"context": ["military", "legal"], "since": "2024-05-13", "until": "2024-05"},
    {"words": "signed"},
    {"text": '"Gulf of Oman"'},
    {"place": "IRN"},
    {"quad": [3, 4], "min_confidence": 0.3, "max_confidence": 0.8},
    {"actor_sector": "MIL"},
    {"publisher": "Strait Courier"},
    {"name": "Iran"},
    {"review": "unreviewed", "published_since": "2024-05-20"},
)


@pytest.mark.parametrize("given", QUERIES, ids=str)
def test_sqlite_and_the_mirror_find_the_same(sample_project, given):
    query = Query.of(**given)
    mirror, view = Mirror(find(sample_project)), View(find(sample_project))
    ours = [event["id"] for event in view.events(query)]
    page = mirror.page(query, unit="events", sort="date", after=0, limit=10_000)
    assert sorted(ours) == sorted(key for key, _ in page.keys)
    assert page.total == len(ours) == mirror.totals(query)["events"]
    stories = {event["story"] for event in view.events(query)}
    assert mirror.totals(query)["stories"] == len(stories)
    facets = mirror.facets(query)
    assert set(facets) == set(FACETS)
    if not query.event:
        counted = {each["value"]: each["stories"] for each in facets["event"]}
        types: dict[str, set[str]] = {}
        for event in view.events(query):
            types.setdefault(event["event"], set()).add(event["story"])
        assert counted == {name: len(of) for name, of in types.items()}


def test_an_actor_has_its_aliases_and_those_of_what_belongs_to_it(looking):
    aliases = {each["alias"]: each for each in looking.get("/api/actors/CHN").json()["aliases"]}
    assert (aliases["Chinese"]["basis"], aliases["Beijing"]["basis"]) == ("adjective", "metonym")
    assert aliases["PLA"]["name"] == "People's Liberation Army"


def test_a_place_is_searched_by_its_name(looking):
    facet = looking.get("/api/facets?facet=at&status=actual").json()["at"]
    counted = {each["value"]: each["stories"] for each in facet}
    assert looking.get("/api/totals?at=Bandar+Abbas&status=actual").json()["stories"] == counted["Bandar Abbas"] > 0


def test_a_facet_that_is_chosen_still_shows_its_other_values(sample_project):
    mirror = Mirror(find(sample_project))
    all_types = mirror.facets(Query(), ["event"])["event"]
    assert mirror.facets(Query.of(event="AGREE"), ["event"])["event"] == all_types
    assert mirror.facets(Query.of(event="AGREE"), ["context"]) != mirror.facets(Query(), ["context"])


def test_what_was_pasted_is_coded_and_looked_at(client):
    before = client.get("/api/totals").json()["events"]
    text = "LIMA - Peru and Ecuador signed a fishing treaty in Lima on Monday, the Peruvian foreign ministry said."
    job = client.post("/api/code", json={"text": text, "title": "Treaty signed", "published": "2024-06-04"}).json()
    job = finished(client, job)
    assert job["state"] == "done"
    assert job["coded"] == 1
    article = client.get(f"/api/articles/{job['articles'][0]}").json()
    assert [event["event"] for event in article["events"]]
    assert client.get("/api/totals").json()["events"] == before + len(article["events"])
    again = finished(client, client.post("/api/code", json={"text": text, "title": "Treaty signed"}).json())
    assert again["state"] == "done"


def test_what_was_uploaded_is_coded_and_what_cannot_be_read_is_told(client):
    line = json.dumps({"id": "u1", "text": "Kenya recalled its envoy from Chad on Friday.", "published": "2024-06-04"})
    job = client.post("/api/upload?name=two.jsonl", content=f"{line}\nnot json\n".encode()).json()
    job = finished(client, job)
    assert job["coded"] == 1
    assert [failure["reason"] for failure in job["failures"]]
    assert "/tmp" not in json.dumps(job)
    bad = client.post("/api/upload?name=archive.zip", content=b"PK\x03\x04")
    assert bad.status_code == 400
    assert ".jsonl" in bad.json()["detail"]
    bomb = finished(client, client.post("/api/upload?name=bomb.txt", content=b"\x1f\x8b" + bytes(2000)).json())
    assert bomb["coded"] == 0
    assert bomb["failures"]

"""The stories depend on which reports there are, not on how they came."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.stories.records import event, party, place

from attache.articles.raw import RawArticle
from attache.coding import Job, code_one, with_merged_stories
from attache.store import database
from attache.store.stories import settle_project
from attache.store.view import View
from attache.store.writer import Writer
from attache.stories.group import blocks_of, join, near_blocks, story_id
from attache.stories.pairs import weigh
from attache.stories.report import report_of

TEXTS = (Path(__file__).parents[2] / "corpus/stories/authored.jsonl").read_text(encoding="utf-8").splitlines()[:60]


@pytest.fixture(scope="module")
def coded():
    job = Job(None, "2024-12-31", 1_000_000, "standard")
    raws = [json.loads(line) for line in TEXTS]
    return [code_one(RawArticle(raw["id"], text=raw["text"], published=raw["published"]), job) for raw in raws]


def stories_of(path: Path) -> dict[str, str]:
    return dict(sqlite3.connect(path).execute("SELECT event, story FROM story_reports"))


def write(path: Path, batches) -> None:
    for batch in batches:
        with Writer(path) as writer:
            writer.write([(records, "") for records in batch])
        settle_project(path)


def test_articles_in_any_order_one_by_one_or_at_once_give_the_same_stories(coded, tmp_path):
    orders = [
        [[each] for each in coded],
        [[each] for each in reversed(coded)],
        [coded[::2], coded[1::2]],
        [coded[30:], coded[:7], coded[7:30]],
        [coded],
    ]
    results = []
    for number, batches in enumerate(orders):
        path = database.create(tmp_path / str(number))
        write(path, batches)
        results.append(stories_of(path))
    assert all(result == results[0] for result in results)
    assert len(set(results[0].values())) < len(results[0]), "some were merged"
    path = tmp_path / "0" / database.FILE_NAME
    settle_project(path, rebuild=True)
    assert stories_of(path) == results[0]


def test_a_project_and_a_run_without_one_agree(coded, tmp_path):
    path = database.create(tmp_path)
    write(path, [coded])
    streamed = [r for each in with_merged_stories(coded) for r in each[1:] if r["record"] == "event"]
    assert {r["id"]: r["story"] for r in streamed} == stories_of(path)
    assert {r["id"]: r["story"] for r in View(path).events()} == stories_of(path)


def test_a_newer_reading_takes_the_place_of_the_older_one(coded, tmp_path):
    path = database.create(tmp_path)
    write(path, [coded])
    before = stories_of(path)
    newer = [[{**record, "coder": "newer", "coded_date": "2025-01-01"} for record in each] for each in coded[:3]]
    write(path, [newer])
    assert stories_of(path) == before, "the same events under a newer coder are the same stories"
    rows = sqlite3.connect(path).execute("SELECT count(*) FROM story_reports WHERE coder = 'newer'").fetchone()
    assert rows[0] == sum(r["record"] == "event" for each in newer for r in each)


def test_story_commands_read_what_was_merged(coded, tmp_path):
    path = database.create(tmp_path)
    write(path, [coded])
    view = View(path)
    stories = list(view.stories(least_reports=2))
    assert stories and all(story["reports"] >= 2 for story in stories)
    for story in stories:
        assert view.story_of(story["id"]) == story
        assert view.story_of(story["evidence"][0]["event"]) == story
    assert view.counts()["stories"] == len(set(stories_of(path).values()))


CODES = ("SRB", "HUN", "IRQ")


@st.composite
def reports(draw):
    many = []
    for number in range(draw(st.integers(2, 9))):
        day = f"2024-03-{draw(st.integers(1, 9)):02d}"
        record = event(
            draw(st.sampled_from(["ASSAULT", "COERCE", "CONSULT", "AGREE", "SUPPORT"])),
            [party(draw(st.sampled_from(CODES)), "GOV")],
            [party(draw(st.sampled_from(CODES)), draw(st.sampled_from(["GOV", "CVL"])))],
            date=draw(st.sampled_from([day, None])),
            place=draw(st.sampled_from([None, place("Kirkuk", "IRQ", 35.47, 44.39)])),
            trigger=draw(st.sampled_from(["struck", "signed", "met"])),
            sentence=draw(st.sampled_from(["They met in Kirkuk today.", "A bomb killed two guards in Kirkuk."])),
            article=f"a{draw(st.integers(0, 5))}",
            id=str(number),
            basis=draw(st.sampled_from(["stated", "published"])),
        )
        many.append((record, day))
    return many


_PARTIES = st.sampled_from([("SRB",), ("SRB",), ("SRB", "HUN"), (None,), ()])


@st.composite
def loose_reports(draw):
    """Reports of which much is missing: dates, publication, parties, countries; and of which some took weeks."""
    found = []
    kind = draw(st.sampled_from(["ASSAULT", "COERCE", "CONSULT", "AGREE"]))
    for number in range(2):
        begin = date(2023, 12, 20) + timedelta(days=draw(st.integers(0, 12)))
        end = begin + timedelta(days=draw(st.sampled_from([0, 0, 1, 3, 20, 60])))
        record = event(
            kind,
            [party(code, "GOV", f"the men of {code}") for code in draw(_PARTIES)],
            [party(code, "CVL", f"the men of {code}") for code in draw(_PARTIES)],
            date=draw(st.sampled_from([begin.isoformat(), None])),
            sentence="A bomb killed two guards in Kirkuk.",
            trigger="bomb",
            article=f"a{number}",
            id=str(number),
            basis=draw(st.sampled_from(["stated", "published"])),
            background=draw(st.booleans()),
        )
        record["enddate"] = record["date"] and end.isoformat()
        told = date(2023, 12, 20) + timedelta(days=draw(st.integers(0, 12)))
        found.append(report_of(record, draw(st.sampled_from([told.isoformat(), None]))))
    return found


@given(loose_reports())
@settings(max_examples=600, deadline=None)
def test_whatever_joins_is_found_from_either_side(pair):
    one, other = pair
    if weigh(one, other).joins:
        sides = [bool(near_blocks(a) & blocks_of(b)) for a, b in ((one, other), (other, one))]
        assert sides[0] == sides[1]


@given(reports(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_any_order_of_any_reports_gives_the_same_groups(many, shuffle):
    made = [report_of(*pair) for pair in many]
    once = {(story_id(group), tuple(r.key for r in group)) for group in join(made)}
    shuffle.shuffle(made)
    assert {(story_id(group), tuple(r.key for r in group)) for group in join(made)} == once
    for _, keys in once:
        of = [r for r in made if r.key in keys]
        assert len({r.article for r in of}) == len({(r.article, r.unit) for r in of}), (
            "what an article tells apart is never one"
        )


def test_what_follows_is_linked_and_not_merged(coded, tmp_path):
    path = database.create(tmp_path)
    write(path, [coded])
    view = View(path)
    links = {
        (link["link"], story["id"], link["story"])
        for story in view.stories(least_reports=2)
        for link in view.links_of(story["id"])
        if link["direction"] == "after"
    }
    assert "abducted, then released" in {link for link, _, _ in links}
    for link, one, other in links:
        back = [each for each in view.links_of(other) if each["story"] == one]
        assert [(each["link"], each["direction"]) for each in back] == [(link, "before")]


def test_a_project_from_before_units_is_settled_anew(coded, tmp_path):
    path = database.create(tmp_path)
    write(path, [coded])
    before = stories_of(path)
    connection = sqlite3.connect(path)
    connection.executescript("UPDATE story_reports SET unit = ''; DELETE FROM story_blocks; DELETE FROM story_pairs;")
    connection.close()
    settle_project(path)
    assert stories_of(path) == before
    assert sqlite3.connect(path).execute("SELECT count(*) FROM story_blocks").fetchone()[0]


def test_wire_copy_is_compared_once(coded, tmp_path):
    """One article in twenty outlets: as many units, blocks and pairs as in one, and every report in its story."""
    alone, often = (database.create(tmp_path / name) for name in ("alone", "often"))
    write(alone, [coded[:5]])
    write(often, [coded[:5]])
    for number in range(20):
        copies = [
            [
                {
                    **r,
                    "id": f"{number}-{r['id']}",
                    **({"article": f"{number}-{r['article']}"} if "article" in r else {}),
                }
                for r in each
            ]
            for each in coded[:5]
        ]
        write(often, [copies])
    tables = ("story_blocks", "story_pairs")
    counts = [
        [sqlite3.connect(path).execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]
        for path in (alone, often)
    ]
    assert counts[0] == counts[1]
    found = stories_of(often)
    assert len(found) == 21 * len(stories_of(alone))
    assert len(set(found.values())) == len(set(stories_of(alone).values()))

"""Texts of standoff lines: found, restored, refused where they are not the annotated ones."""

import json

import pytest
from typer.testing import CliRunner

from attache.cli.app import app
from attache.corpus.load import load_corpus
from attache.corpus.texts import SourceTexts, digest, reports_of_page, restore, standoff_lines

REPORT = "Peru recalls its ambassador from Chile. Chile regrets the step."
SOURCE = "train/wp_current_events/train.jsonl#2025-03-01-007"
# The build of a portal page: topics with their reports in lists, the source of a report behind it.
PAGE = """<html><body><ul><li><a href="/wiki/Menu">Menu</a></li></ul>
<div class="current-events-content description"><p><b>International relations</b></p>
<ul><li><a href="/wiki/A_quarrel" title="A quarrel">A quarrel</a>
<ul><li><a href="/wiki/Peru" title="Peru">Peru</a> recalls its ambassador from <a href="/wiki/Chile">Chile</a>. Chile
 regrets the step. <a rel="nofollow" class="external text" href="https://example.org/1">(Agency)</a>
 <a rel="nofollow" class="external text" href="https://example.org/2">(Paper)</a></li></ul></li></ul></div></body></html>"""


def line(**change):
    quote = {"q": "recalls"}
    event = {"event": "SANCTION", "mode": [], "context": [], "trigger": quote, "actor": [], "recipient": []}
    entry = {
        "id": "2025-03-01-007",
        "published": "2025-03-01",
        "source": SOURCE,
        "sha256": digest(REPORT),
        "events": [event | {"status": "actual", "background": False}],
    }
    return entry | change


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "corpus" / "portal").mkdir(parents=True)
    (tmp_path / "corpus" / "portal" / "part-0.jsonl").write_text(json.dumps(line()) + "\n")
    return tmp_path / "corpus"


def run(*arguments):
    return CliRunner().invoke(app, ["corpus", "restore", *map(str, arguments)])


def test_reports_of_a_page_stand_without_their_sources():
    assert list(reports_of_page(PAGE.encode())) == ["Menu", REPORT]


def test_a_line_names_its_public_page(corpus):
    (found,) = standoff_lines(corpus)
    assert found.page.endswith("/Portal:Current_events/2025_March_1")


def test_texts_come_back_from_saved_pages(corpus, tmp_path):
    assert [text.id for text in load_corpus(corpus, None).texts] == []
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "2025_March_1.html").write_text(PAGE)
    result = run(corpus, "--texts", tmp_path / "none", "--pages", tmp_path / "pages")
    assert (result.exit_code, "1 texts are in" in result.output) == (0, True)
    (text,) = load_corpus(corpus, None).texts
    assert text.events[0].trigger.of(text.text) == "recalls"


def test_what_cannot_be_restored_is_counted(corpus, tmp_path):
    result = run(corpus, "--texts", tmp_path / "none")
    assert result.exit_code == 1
    assert "1 of 1 texts could not be restored: 1 portal reports" in " ".join(result.output.split())


def test_a_text_that_has_changed_since_is_not_taken(corpus, tmp_path):
    folder = tmp_path / "shared" / "train" / "wp_current_events"
    folder.mkdir(parents=True)
    (folder / "train.jsonl").write_text(json.dumps({"id": "2025-03-01-007", "text": REPORT + " Again."}) + "\n")
    at_hand = SourceTexts(corpus, tmp_path / "shared")
    assert [s.id for s in restore(standoff_lines(corpus), at_hand, []).changed] == ["2025-03-01-007"]
    (problem,) = load_corpus(corpus, tmp_path / "shared").problems
    assert "is not the one that was annotated" in problem


def test_a_folder_that_is_not_there_is_named(tmp_path):
    result = run(tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "there is no folder" in result.output

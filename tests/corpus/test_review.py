"""What the reader doubts in an annotation. The annotations are wrong on purpose."""

import json

from typer.testing import CliRunner

from attache.cli.app import app
from attache.corpus.load import resolve
from attache.corpus.review import review
from attache.reader.model import load_reader

TEXT = "Russian missiles struck an apartment block in Kharkiv on Monday. Ukraine condemned Moscow."


def line(*events):
    rest = {"mode": [], "context": [], "status": "actual", "background": False}
    return {
        "id": "r-1",
        "published": "2024-05-16",
        "source": "authored",
        "text": TEXT,
        "events": [rest | event for event in events],
    }


def party(words, code, sector):
    return {"q": words, "who": [{"code": code, "sector": [sector], "name": words}]}


def doubts(*events):
    raw = line(*events)
    return {(d.kind, d.span.of(TEXT)): d for d in review([resolve(raw, raw["text"])], load_reader())}


def test_what_the_corpus_left_out():
    found = doubts()
    doubt = found["only the reader", "struck"]
    assert doubt.reader.startswith("ASSAULT RUS")
    assert 0.2 < doubt.weight <= 1


def test_what_the_corpus_made_up():
    found = doubts({"event": "AID", "trigger": {"q": "apartment"}, "actor": [], "recipient": []})
    assert found["only the corpus", "apartment"].weight > 0.9


def test_wrong_type_and_wrong_party():
    found = doubts(
        {"event": "PROTEST", "trigger": {"q": "struck"}, "actor": [], "recipient": []},
        {
            "event": "ACCUSE",
            "trigger": {"q": "condemned"},
            "actor": [party("Russian missiles", "RUS", "MIL")],
            "recipient": [party("Ukraine", "UKR", "GOV")],
        },
    )
    assert found["type", "struck"].reader == "ASSAULT"
    assert found["parties", "condemned"].corpus == "ACCUSE RUS > UKR"


def test_the_command_prints_the_surest_first(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps(line()) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["corpus", "review", str(tmp_path), "--save", str(tmp_path / "doubts.out")])
    assert done.exit_code == 0, done.output
    assert "only the reader" in done.output
    saved = [json.loads(row) for row in (tmp_path / "doubts.out").read_text(encoding="utf-8").splitlines()]
    assert [row["weight"] for row in saved] == sorted((row["weight"] for row in saved), reverse=True)


def test_a_folder_that_is_not_there_is_refused_before_reading(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps(line()) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["corpus", "review", str(tmp_path), "--save", str(tmp_path / "none" / "doubts.out")])
    assert done.exit_code == 2
    assert "there is no folder" in done.output

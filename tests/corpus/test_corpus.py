import json
from pathlib import Path

import pytest

from attache.corpus.coverage import coverage, markdown
from attache.corpus.load import SPLITS, CorpusError, load_corpus, read_splits, resolve, texts_by_split
from attache.corpus.score import Score, agreement, from_annotation
from attache.corpus.shorthand import parse

ROOT = Path(__file__).parent.parent.parent / "corpus"

SHORTHAND = """= t-1 2024-05-16
Peru and Chile signed a pact on Tuesday. "Both countries gain," minister Ana Solis said. They quarrelled in 2010.
@ Peru=PER.GOV; Chile=CHL.GOV; They=PER.GOV+CHL.GOV
E SUPPORT|diplomatic|signed|Peru;Chile|||on Tuesday|-2
E REJECT|diplomatic|quarrelled|They|||in 2010|2010|bg
S Ana Solis|said|Both countries gain
C Peru|They
"""


def test_shorthand_finds_the_characters():
    (line,) = parse(SHORTHAND)
    text = resolve(line, line["text"])
    first, second = text.events
    assert [f.span.of(text.text) for f in first.actor] == ["Peru", "Chile"]
    assert (first.date[0].isoformat(), first.status, first.background) == ("2024-05-14", "actual", False)
    assert [w.code for w in second.actor[0].who] == ["PER", "CHL"]
    assert second.background
    assert text.statements[0].direct


def test_shorthand_names_the_quote_that_is_not_there():
    (error,) = parse(SHORTHAND.replace("|signed|", "|sighed|"))
    assert isinstance(error, CorpusError)
    assert "t-1: 'sighed' is not in the text" in str(error)


@pytest.mark.parametrize(
    "change, words",
    [
        ({"event": "DANCE"}, "is no event type"),
        ({"mode": ["visit"]}, "is no mode of SUPPORT"),
        ({"context": ["fun"]}, "is no context"),
        ({"status": "maybe"}, "is no status"),
        ({"trigger": {"q": "nowhere"}}, "is not in the text"),
    ],
)
def test_a_broken_label_is_refused(change, words):
    (line,) = parse(SHORTHAND)
    line["events"][0] |= change
    with pytest.raises(CorpusError, match=words):
        resolve(line, line["text"])


def test_a_code_that_nothing_resolves_to_is_refused():
    (line,) = parse(SHORTHAND.replace("Peru=PER.GOV", "Peru=EUU.GOV"))
    with pytest.raises(CorpusError, match="'EUU' is no country or international code"):
        resolve(line, line["text"])


def test_slots_that_are_given_here_and_there():
    (line,) = parse(SHORTHAND)
    assert resolve(line, line["text"]).gives_every_statement
    assert not resolve(line | {"partial": ["statements"]}, line["text"]).gives_every_statement
    with pytest.raises(CorpusError, match="'mood' is no slot that may be partial"):
        resolve(line | {"partial": ["mood"]}, line["text"])


def test_our_corpus_keeps_its_format():
    corpus = load_corpus(ROOT, None)
    assert corpus.problems == []
    assert len(corpus.texts) >= 400  # the authored part needs nothing from outside
    assert len(corpus.missing) >= 1000
    assert load_corpus(ROOT / "second", None).problems == []


def test_the_standoff_part_fits_its_texts(shared):
    corpus = load_corpus(ROOT, shared)
    assert corpus.problems == []
    assert corpus.missing == []
    assert len(corpus.texts) >= 1500
    empty = sum(not text.events for text in corpus.texts)
    assert empty / len(corpus.texts) >= 0.25


def test_standoff_lines_carry_no_text():
    for path in (ROOT / "portal").glob("*.jsonl"):
        assert all("text" not in json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def test_what_is_held_out_is_of_no_other_split(shared):
    texts = texts_by_split(ROOT, shared)
    assert set(texts) == set(SPLITS)
    ids = [text.id for split in SPLITS for text in texts[split]]
    assert len(ids) == len(set(ids))
    assert all(text.id.startswith(("2026-04", "2026-05")) for text in texts["late"])


def test_the_test_split_was_read_twice(shared):
    split = dict(read_splits(ROOT))
    test = {name for name, part in split.items() if part == "test"}
    texts = load_corpus(ROOT, shared).texts
    # A tenth of the first corpus of 1,593; the train split has grown since, and figures stay comparable.
    assert len(test) >= 153
    second = {text.id for text in load_corpus(ROOT / "second", shared).texts}
    assert len(second & test) >= 0.99 * len(test)
    assert agreement(texts, load_corpus(ROOT / "second", shared).texts).summary()["event_f1"] > 0.8


def test_events_match_by_type_and_overlapping_trigger():
    (line,) = parse(SHORTHAND)
    events = [from_annotation(e) for e in resolve(line, line["text"]).events]
    score = Score()
    score.add(events, events[:1])
    assert (score.matched, score.with_codes) == (1, 1)
    assert round(score.summary()["event_f1"], 3) == 0.667


def test_passages_with_few_statements_say_so():
    raw = {"source": "authored", "published": "2024-05-16", "events": []}
    assert not resolve(raw | {"id": "auth-k-001", "partial": ["statements"]}, "Peru spoke.").gives_every_statement
    assert resolve(raw | {"id": "auth-a-001"}, "Peru spoke.").gives_every_statement


def test_the_readme_counts_what_is_there(shared):
    tables = markdown(coverage(load_corpus(ROOT, shared).texts))
    assert tables in (ROOT / "README.md").read_text(encoding="utf-8"), "attache corpus stats --markdown"


def test_coverage_counts_modes_and_regions():
    (line,) = parse(SHORTHAND)
    counts = coverage([resolve(line, line["text"])])
    assert (counts["type"]["SUPPORT"], counts["region"]["South America"], counts["status"]["background"]) == (1, 2, 1)

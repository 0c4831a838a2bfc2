"""Quality is tracked like tests: floors in benchmarks/floors.json, which only an explicit change lowers."""

import json
from pathlib import Path

from attache.corpus.load import load_corpus, read_splits
from attache.corpus.score import Score, from_reading, from_text
from attache.pipeline import read
from attache.reading import Article

ROOT = Path(__file__).parent.parent


def test_the_test_split_stays_above_its_floors(shared):
    floors = json.loads((ROOT / "benchmarks" / "floors.json").read_text(encoding="utf-8"))
    split = dict(read_splits(ROOT / "corpus"))
    score = Score()
    for text in load_corpus(ROOT / "corpus", shared).texts:
        if split.get(text.id) == "test":
            article = Article(text.id, text.text, text.id, published=text.published.isoformat(), language="en")
            score.add(from_text(text), [from_reading(e) for e in read(article).events])
    found = score.summary()
    below = {name: (found[name], floor) for name, floor in floors["test_split"].items() if found[name] < floor}
    assert not below

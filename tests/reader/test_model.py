from pathlib import Path

import pytest

from attache.errors import ModelDamaged, ModelMissing
from attache.pipeline import read
from attache.reader.model import Reader, load_reader, shipped_readers
from attache.reading import Article

TEXT = (
    "Peru and Chile signed a border treaty in Tacna on Monday.\n\n"
    "“This is a good day,” Peruvian Foreign Minister Lucia Salas told reporters. Bolivia criticised the treaty. "
    "Police in Arica fired tear gas at protesters, and twelve people were arrested."
)


def coded(text=TEXT):
    return read(Article("a", text, "a", published="2024-05-16", language="en"))


def test_reads_the_obvious():
    reading = coded()
    found = {(e.event, frozenset(a.code for a in e.actor)) for e in reading.events}
    assert ("SUPPORT", frozenset({"PER", "CHL"})) in found
    assert any(e.event == "COERCE" and "arrest" in e.mode for e in reading.events)


def test_the_same_in_every_company():
    """int8 activations share a scale within a call: an article must not depend on what is read beside it."""
    reader = load_reader()
    alone = coded()
    for other in ("Rain fell.", TEXT * 3, "Guerre et paix. " * 50):
        reader.forget()
        coded(other)
        again = coded()
        assert again.events == alone.events
        assert again.statements == alone.statements


def test_wire_copy_is_read_once(monkeypatch):
    """The same paragraphs with other blanks between them and in another place: nothing is run, and the spans are the copy's."""
    reader = load_reader()
    reader.forget()
    first = coded()
    monkeypatch.setattr(reader, "run", lambda _: pytest.fail("read twice"))
    copy = coded("\n\n  " + TEXT.replace(". ", ".   "))
    assert [(t.event, t.span.of(copy.article.text)) for t in copy.triggers] == [
        (t.event, t.span.of(first.article.text)) for t in first.triggers
    ]
    assert len(copy.events) == len(first.events) > 0


def test_the_file_is_the_one_that_its_manifest_describes():
    for name in shipped_readers():
        reader = load_reader(name)
        assert (reader.folder / "reader.onnx").stat().st_size == reader.manifest.raw["size"] < 30_000_000
        assert (reader.manifest.name, reader.is_whole()) == (name, True)


def test_a_missing_model_says_what_to_do(tmp_path: Path):
    with pytest.raises(ModelMissing, match="attache train"):
        Reader(tmp_path)


def test_an_empty_reading_is_no_error():
    assert coded("…").events == []


@pytest.mark.parametrize("name", ["reader.json", "reader.onnx", "tokenizer.json"])
def test_a_damaged_model_is_named(tmp_path: Path, name: str):
    for whole in ("reader.json", "reader.onnx", "tokenizer.json"):
        (tmp_path / whole).symlink_to(load_reader().folder / whole)
    (tmp_path / name).unlink()
    (tmp_path / name).write_bytes(b"no model")
    with pytest.raises(ModelDamaged, match=name):
        Reader(tmp_path)

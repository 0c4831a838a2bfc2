"""Names of the user's own."""

import pytest

import attache
from attache.actors.knowledge import load_knowledge
from attache.articles.raw import RawArticle
from attache.coding import Job, code_one
from attache.errors import BadResources


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "actors.tsv").write_text("# seats\nthe Blue Palace\tPER\tGOV\tmetonym\tPeru\n", encoding="utf-8")
    (tmp_path / "persons.tsv").write_text("Lucia Salas\tPER\tGOV\tForeign Minister\t2023\t2026\n", encoding="utf-8")
    (tmp_path / "agents.tsv").write_text("river guards\tCOP\n", encoding="utf-8")
    return tmp_path


def test_they_win_over_what_ships(folder):
    text = "The Blue Palace thanked Chile on Monday."
    (event,) = attache.read(text, published="2024-05-16", resources=str(folder)).events
    assert (event.actor[0].code, event.actor[0].basis) == ("PER", "metonym")
    knowledge = load_knowledge(str(folder))
    assert knowledge.person("Lucia Salas")[0].office == "Foreign Minister"
    assert knowledge.agent("river guards") == ("COP",)


def test_records_name_their_version(folder):
    article = RawArticle("a", text="Peru thanked Chile on Monday.", published="2024-05-16")
    coders = [
        code_one(article, Job(None, "2024-06-01", 1_000_000, "standard", resources))[0]["coder"]
        for resources in ("", str(folder))
    ]
    assert coders[1] == f"{coders[0]}, resources {load_knowledge(str(folder)).version}"


@pytest.mark.parametrize(
    "name, line, problem",
    [
        ("actors", "Blue Palace\tPER", "line 1 has 2 columns"),
        ("actors", "Blue Palace\tPER\tGOV\tnickname\tPeru", "as its basis"),
        ("persons", "Lucia Salas\tPER\tKING\tQueen", "KING is no sector"),
        ("agents", "", "none of actors.tsv"),
    ],
)
def test_bad_tables_are_refused(tmp_path, name, line, problem):
    (tmp_path / f"{name}.tsv").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(BadResources, match=problem):
        load_knowledge(str(tmp_path))


def test_another_encoding_is_named(tmp_path):
    (tmp_path / "agents.tsv").write_bytes("gardes à cheval\tCOP\n".encode("latin-1"))
    with pytest.raises(BadResources, match="not UTF-8"):
        load_knowledge(str(tmp_path))

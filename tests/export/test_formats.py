"""Exports in the formats of other tools, each read back by the library that its users use."""

from __future__ import annotations

import csv
import hashlib
import json

import networkx
import pyarrow.parquet
import pytest

from attache.errors import BadFormat
from attache.export.crosswalk import _CODES, _IN_CONTEXT, cameo_of, plover_of
from attache.export.research import ACLED, POLECAT, gdelt_columns
from attache.export.write import FORMATS, export
from attache.ontology import MODES
from attache.query import Query
from attache.store.database import find
from attache.store.view import View


@pytest.fixture(scope="module")
def view(sample_project):
    return View(find(sample_project))


@pytest.fixture(scope="module")
def folder(view, tmp_path_factory):
    pytest.importorskip("pandas", reason="needs pandas for Stata's format")
    made = tmp_path_factory.mktemp("export")
    export(view, made, FORMATS, Query())
    return made


def test_the_manifest_has_every_file_with_its_checksum(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [each["format"] for each in manifest["files"]] == list(FORMATS)
    for each in manifest["files"]:
        assert hashlib.sha256((folder / each["file"]).read_bytes()).hexdigest() == each["sha256"]
        assert each["rows"] > 0
    readme = (folder / "README.md").read_text()
    assert all(FORMATS[name][0] in readme for name in FORMATS)


@pytest.mark.parametrize("version, width", [(1, 58), (2, 61)])
def test_gdelt(folder, view, version, width):
    assert len(gdelt_columns(version)) == width
    rows = [line.split("\t") for line in (folder / f"gdelt{version}.export.csv").read_text().splitlines()]
    assert {len(row) for row in rows} == {width}
    table = [dict(zip(gdelt_columns(version), row, strict=True)) for row in rows]
    exercise = next(row for row in table if row["EventCode"] == "062")
    assert (exercise["Actor1CountryCode"], exercise["Actor2CountryCode"]) == ("CHN", "IRN")
    assert (exercise["SQLDATE"], exercise["MonthYear"], exercise["NumArticles"]) == ("20240520", "202405", "2")
    assert all(row["GLOBALEVENTID"].isdigit() and row["QuadClass"] in "1234" for row in table)
    assert len({row["GLOBALEVENTID"] for row in table}) == len(table)
    told = {
        story["id"]
        for story in view.stories()
        if story["status"] == "actual" and story["date"] is not None and story["date"] == story["enddate"]
    }
    assert len(table) >= len(told)


def test_polecat_has_its_forty_columns(folder):
    assert len(POLECAT) == 40
    with (folder / "polecat.tsv").open(newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert list(rows[0]) == POLECAT
    exercise = next(row for row in rows if row["Event Type"] == "COOPERATE" and "CHN" in row["Actor Country"])
    assert exercise["Actor COW"] == "710;630"
    assert exercise["Placename"] == "Gulf of Oman"


def test_acled_has_its_columns_and_only_its_scope(folder):
    with (folder / "acled.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == ACLED
    assert {row["event_type"] for row in rows} <= {
        "Battles",
        "Explosions/Remote violence",
        "Violence against civilians",
        "Protests",
        "Riots",
        "Strategic developments",
    }
    killed = next(row for row in rows if "customs officers" in row["notes"])
    assert killed["fatalities"] == "4"


def test_graphs(folder):
    one, other = networkx.read_graphml(folder / "network.graphml"), networkx.read_gexf(folder / "network.gexf")
    assert one.edges["CHN", "IRN"]["cooperation"] >= 1
    assert set(one.edges) == set(other.edges)
    assert one.nodes["VNM"]["label"] == "Vietnam"


def test_geojson(folder):
    found = json.loads((folder / "places.geojson").read_text())
    for feature in found["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90
        assert feature["properties"]["precision"]


def test_follow_the_money(folder):
    entities = [json.loads(line) for line in (folder / "entities.ftm.json").read_text().splitlines()]
    ids = {entity["id"] for entity in entities}
    assert len(ids) == len(entities)
    events = [entity for entity in entities if entity["schema"] == "Event"]
    for event in events:
        assert set(event["properties"].get("organizer", [])) | set(event["properties"].get("involved", [])) <= ids
    assert {entity["schema"] for entity in entities} <= {"Event", "Person", "PublicBody", "Organization"}


def test_stata_and_hugging_face(folder):
    pandas = pytest.importorskip("pandas")
    events = pyarrow.parquet.read_table(folder / "events.parquet")
    stata = pandas.read_stata(folder / "events.dta")
    assert list(stata["id"]) == events["id"].to_pylist()
    assert list(stata["sentence"]) == events["sentence"].to_pylist()
    hub = pyarrow.parquet.read_table(folder / "huggingface/data/train-00000-of-00001.parquet")
    assert hub.equals(events)
    assert "data/train-*.parquet" in (folder / "huggingface/README.md").read_text()


def test_annotation_tools_get_exact_spans(folder):
    for task in json.loads((folder / "labelstudio.json").read_text()):
        units = task["data"]["text"].encode("utf-16-le")
        for region in task["predictions"][0]["result"]:
            if region["type"] == "labels":
                value = region["value"]
                assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]
    for line in (folder / "prodigy.jsonl").read_text().splitlines():
        example = json.loads(line)
        for relation in example["relations"]:
            assert relation["head"] < len(example["spans"])
        assert all(0 <= span["start"] < span["end"] <= len(example["text"]) for span in example["spans"])


def test_a_search_is_exported_and_named(view, tmp_path):
    files = export(view, tmp_path, ["csv", "articles"], Query.of(party="CHN"), address="party=CHN")
    assert files[0]["rows"] == len(list(view.events(Query.of(party="CHN"))))
    assert files[1]["rows"] < len(list(view.articles()))
    assert json.loads((tmp_path / "manifest.json").read_text())["query"] == "party=CHN"
    with pytest.raises(BadFormat, match="gdelt2"):
        export(view, tmp_path, ["excel"], Query())


def test_the_crosswalk_has_a_code_for_every_type_and_mode():
    for event, modes in MODES.items():
        for mode in ("", *modes):
            assert cameo_of(event, [mode] if mode else []).isdigit()


#: PLOVER calls resigning a retreat; in CAMEO it is acceding to demands, which is a concession.
_OTHER_TYPE = {("RETREAT", "resign")}


def test_codes_lead_back_to_their_type():
    codes = [(key, code) for key, code in _CODES.items()]
    codes += [(key, code) for key, contexts in _IN_CONTEXT.items() for code in contexts.values()]
    for key, code in codes:
        found = plover_of(code)
        assert found is not None, code
        assert found.event == key[0] or key in _OTHER_TYPE, (key, code, found)


def test_codes_that_are_not_in_the_table():
    assert plover_of("1413") == plover_of("141")._replace(context=("rights_freedoms",))
    assert plover_of("1899").event == "ASSAULT"
    assert plover_of("010") is None
    assert plover_of("") is None
    assert cameo_of("SUPPORT", signed=True) == "057"
    assert cameo_of("AID", (), ("military", "human_security")) == "073"

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NEWS = "Peru and Chile signed a border treaty in Tacna on Monday. Bolivia criticised the treaty.\n"


def attache(*arguments, stdin=None, **environment):
    return subprocess.run(
        [sys.executable, "-m", "attache", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        env=os.environ | {"SOURCE_DATE_EPOCH": "1715000000"} | environment,
        check=False,
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "one.txt").write_text(NEWS, encoding="utf-8")
    done = attache("code", folder / "one.txt", "--published", "2024-05-16", "-p", folder / "p")
    assert done.returncode == 0, done.stderr
    assert "1 articles coded" in done.stdout
    return folder / "p"


def test_help_names_every_command():
    done = attache("--help")
    assert done.returncode == 0
    for command in ("init", "demo", "code", "events", "show", "export", "doctor", "corpus"):
        assert command in done.stdout


def test_records_on_standard_output_are_json_lines_and_the_same_twice():
    arguments = (
        "code",
        "-",
        "--published",
        "2024-05-16",
        "--format",
        "jsonl",
        "--records",
        "events,statements,articles",
    )
    first, second = attache(*arguments, stdin=NEWS), attache(*arguments, stdin=NEWS)
    records = [json.loads(line) for line in first.stdout.splitlines()]
    assert {record["record"] for record in records} >= {"article", "event"}
    assert first.stdout == second.stdout
    assert first.stderr == ""


def test_a_second_run_skips(project):
    done = attache("code", project.parent / "one.txt", "--published", "2024-05-16", "-p", project)
    assert "1 were coded before" in done.stdout


@pytest.mark.parametrize("form", ["table", "csv", "jsonl"])
def test_events_in_every_form(project, form):
    done = attache("events", "-p", project, "--format", form)
    assert done.returncode == 0
    assert "SUPPORT" in done.stdout
    assert "\x1b[" not in done.stdout  # no colours in a pipe


def test_parquet_needs_a_file(project, tmp_path):
    import pyarrow.parquet

    assert attache("events", "-p", project, "--format", "parquet").returncode == 2
    assert attache("events", "-p", project, "--format", "parquet", "-o", tmp_path / "e.parquet").returncode == 0
    assert "SUPPORT" in pyarrow.parquet.read_table(tmp_path / "e.parquet")["event"].to_pylist()


def test_show_prints_article_and_fields(project):
    done = attache("show", "one.txt", "-p", project)
    assert done.returncode == 0
    assert "Peru and Chile signed" in done.stdout
    assert "confidence" in done.stdout


def test_export_comes_with_its_dictionary(project, tmp_path):
    done = attache("export", tmp_path / "out", "--format", "csv,parquet,jsonl", "-p", project)
    assert done.returncode == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "events.csv",
        "events.parquet",
        "events.jsonl",
        "stories.jsonl",
        "statements.jsonl",
        "articles.jsonl",
        "README.md",
        "manifest.json",
    }
    assert "actor_code" in (tmp_path / "out" / "README.md").read_text()


def test_doctor_finds_all_well(project):
    done = attache("doctor", "-p", project)
    assert done.returncode == 0, done.stdout
    assert "all is well" in done.stdout


@pytest.mark.parametrize(
    "arguments, status, words",
    [
        (("code", "nowhere.txt"), 2, "no file, folder or feed"),
        (("code", "-", "--published", "soon"), 2, "YYYY-MM-DD"),
        (("events", "-p", "nowhere"), 2, "attache init"),
        (("events", "-p", "nowhere", "--type", "DANCE"), 2, "is none of ACCUSE, AGREE"),
        (("code", "-", "--format", "jsonl", "--records", "poems"), 2, "events, statements, articles"),
    ],
)
def test_errors_say_what_to_do(arguments, status, words, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "attache", *arguments],
        input="",
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == status
    flat = " ".join((done.stdout + done.stderr).replace("│", " ").split())
    assert words in flat
    assert "Traceback" not in done.stderr


def test_a_bad_input_gives_exit_one_and_the_rest_is_coded(tmp_path):
    (tmp_path / "bad.pdf.txt").write_bytes(b"%PDF-1.7")
    (tmp_path / "good.txt").write_text(NEWS, encoding="utf-8")
    done = attache("code", tmp_path / "bad.pdf.txt", tmp_path / "good.txt", "-p", tmp_path / "p")
    assert done.returncode == 1
    assert "1 articles coded" in done.stdout
    assert "binary" in done.stdout


def test_unknown_settings_are_errors(tmp_path):
    attache("init", tmp_path / "p")
    (tmp_path / "p" / "attache.toml").write_text("wrokers = 2\n", encoding="utf-8")
    done = attache("doctor", "-p", tmp_path / "p")
    assert done.returncode == 2
    assert "wrokers: is no setting" in done.stderr


def test_another_language_is_stored_and_reported(tmp_path):
    french = (
        "Le ministre des Affaires étrangères a déclaré mardi que les deux pays signeraient un accord à Genève. " * 3
    )
    done = attache("code", "-", "-p", tmp_path / "p", stdin=french)
    assert "1 in other languages are stored, not coded" in done.stdout


def test_the_base_install_needs_no_heavy_library():
    script = (
        "import sys, attache.cli.app, attache.api, attache.pipeline; attache.pipeline.load_reader();"
        "heavy = {'torch', 'transformers', 'pandas', 'ray', 'scipy', 'sklearn'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_help_loads_nothing_heavy():
    script = (
        "import sys; sys.argv = ['attache', '--help']\n"
        "from attache.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "slow = {'onnxruntime', 'numpy', 'pyarrow', 'trafilatura', 'pydantic', 'feedparser'} & set(sys.modules)\n"
        "assert not slow, slow"
    )
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)


def test_the_python_api(project):
    import attache as api

    reading = api.read(NEWS, published="2024-05-16")
    event = next(e for e in reading.events if e.event == "SUPPORT")
    assert {a.name for a in event.actor} == {"Peru", "Chile"}
    assert "<mark" in reading._repr_html_()
    table = api.open(project).events(party="PER").to_arrow()
    assert table.num_rows >= 1
    assert "<table>" in api.open(project).events()._repr_html_()


def test_article_text_is_never_markup():
    import attache as api

    assert "<script>" not in api.read("Peru <script>alert(1)</script> met Chile on Monday.")._repr_html_()


def test_actors_are_searched_shown_and_explained():
    assert "Hassan Rouhani" in attache("actors", "search", "Hasan Rohani").stdout
    shown = attache("actors", "show", "Angela Merkel", "--published", "2015-05-01")
    assert "DEU" in shown.stdout and "on that day" in shown.stdout
    assert attache("actors", "show", "Nobody At All").returncode == 1
    explained = attache("actors", "explain", "The Kremlin thanked Peru.", "--published", "2024-05-16").stdout
    assert "RUS" in explained and "metonym" in explained and "PER" in explained


def test_records_of_another_coder_are_measured_and_a_binary_is_refused(tmp_path):
    records = tmp_path / "records.jsonl"
    records.write_text("", encoding="utf-8")
    none = attache("conform", "--records", records, "--rule", "C10")
    assert "6 of 6 cases pass" in none.stdout  # nothing is coded where nothing is to be coded
    records.write_bytes(bytes(range(128, 256)))
    refused = attache("conform", "--records", records)
    assert refused.returncode == 2
    assert "is no record" in refused.stderr and "Traceback" not in refused.stderr


def test_a_dry_run_says_what_it_takes_and_keeps_nothing(tmp_path):
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(f"Peru and Chile signed treaty {number} in Lima on Monday.")
    done = attache("code", str(tmp_path), "--dry-run", "--published", "2024-05-14", "-p", str(tmp_path / "none"))
    assert done.returncode == 0
    assert "6 articles" in done.stdout and "an article" in done.stdout
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--engine", "ray"), "are for --dataset"),
        (("--workers", "2"), "are for --dataset"),
        (("--rebuild", "--dataset", "data"), "is for a project"),
    ],
)
def test_what_merge_cannot_do_is_refused(project, arguments, told):
    refused = attache("merge", "-p", project, *arguments, COLUMNS="200")
    assert refused.returncode == 2
    assert told in refused.stderr

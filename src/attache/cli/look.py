"""Commands that look: events, show, export, doctor."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from attache.cli.console import console
from attache.config import load_settings
from attache.errors import AttacheError
from attache.export.notebook import parties
from attache.export.records import Record, to_json
from attache.query import Query, parse
from attache.store.database import FILE_NAME, database_version, find
from attache.store.view import View

_QUAD_STYLES = {1: "green", 2: "bold green", 3: "yellow", 4: "bold red"}


def list_events(project: Path, query: Query, form: str, output: Path | None) -> None:
    records = View(find(project)).events(query)
    if form == "csv":
        from attache.export.tables import to_csv

        sys.stdout.writelines(to_csv(records))
    elif form == "jsonl":
        sys.stdout.writelines(to_json(record) + "\n" for record in records)
    elif form == "parquet":
        from attache.export.tables import write_parquet

        if output is None:
            raise typer.BadParameter("--format parquet needs --output FILE")
        rows = write_parquet(records, output)
        console().print(f"{rows:,} events in {output}")
    else:
        _print_table(records)


def _print_table(records: Iterator[Record]) -> None:
    """Two lines an event at most: date, type, who did it to whom; below, in grey, where and how it is told."""
    from rich.text import Text

    out = console()
    rows = 0
    for record in records:
        rows += 1
        out.print(headline(record))
        told = circumstances(record)
        told += [f"said by {names([record['said_by']])}"] if record["said_by"] else []
        told += [f"disputed by {names(record['disputed_by'])}"] if record["disputed_by"] else []
        below = f"{record['id'][:8]:<24} " + ", ".join((f"“{record['event_text']['text']}”", *told))
        out.print(Text(below, style="dim"))
    if not rows:
        out.print("No events. Loosen the filters, or code articles: attache code FILE...")
        return
    out.print(f"{rows:,} events", style="dim")


def headline(record: Record) -> Any:
    """When, what, who to whom, of an event or a story: one line."""
    from rich.text import Text

    kind = " ".join((record["event"], *record["mode"]))
    line = Text(f"{when(record):<24} ")
    line.append(f"{kind:<22} ", style=_QUAD_STYLES[record["quad_code"]])
    line.append(names(record["actor"]) or "?")
    if record["recipient"]:
        line.append(" → ", style="dim")
        line.append(names(record["recipient"]))
    return line


def circumstances(record: Record) -> list[str]:
    """Where, and how it is told where it is not told as having happened."""
    told = [f"in {record['event_loc']['name']}"] if record["event_loc"] else []
    told += [record["status"]] if record["status"] != "actual" else []
    return told + (["background"] if record["background"] else [])


def names(entities: list[Record]) -> str:
    """ "China, Wei Fenghe (CHN), gunmen (NGA UAF)": states by name alone, others with code and kind."""
    shown = []
    for entity in entities:
        beside = " ".join(filter(None, (entity["code"] or "?", "+".join(entity["sector"]))))
        plain_state = entity["basis"] in ("name", "metonym") and entity["sector"] in (["GOV"], [])
        shown.append(entity["name"] if plain_state else f"{entity['name']} ({beside})")
    return ", ".join(shown)


def when(record: Record) -> str:
    """The record's date as precise as it is: a day, a month, a year or a range."""
    first, last = record["date"], record["enddate"]
    if first is None:
        return "-"
    if record["date_precision"] == "year":
        return str(first[:4])
    if record["date_precision"] == "month":
        return str(first[:7])
    return str(first) if first == last else f"{first}..{last[5:] if last[:4] == first[:4] else last}"


def show_article(project: Path, wanted: str) -> None:
    from rich.text import Text

    view = View(find(project))
    article = view.article_of(wanted)
    events = view.events_of(article["id"])
    text: str = article["text"]
    marked = Text(text)
    for record in events:
        for role, style in (("actor", "cyan"), ("recipient", "magenta")):
            for entity in record[role]:
                marked.stylize(style, entity["start"], entity["end"])
        if record["date_text"]:
            marked.stylize("blue", record["date_text"]["start"], record["date_text"]["end"])
        if record["event_loc"]:
            marked.stylize("green", record["event_loc"]["start"], record["event_loc"]["end"])
    for record in events:
        for span in (record["event_text"], *record["also"]):
            marked.stylize(_QUAD_STYLES[record["quad_code"]] + " underline", span["start"], span["end"])
    out = console()
    published = article["published"] or "unknown"
    out.print(
        f"[dim]{article['id']} · {article['source_id']} · published {published} ({article['published_basis']})[/]"
    )
    out.print(marked)
    out.print(
        "\n[underline]trigger[/]  [cyan]actor[/]  [magenta]recipient[/]  [blue]date[/]  [green]place[/]\n",
        style="dim",
    )
    for number, record in enumerate(events, 1):
        _print_event(out, number, record)
    statements = list(view.statements(article["id"]))
    for statement in sorted(statements, key=lambda s: s["content"]["start"]):
        speaker = parties([statement["speaker"]]) if statement["speaker"] else "speaker not found"
        quote = statement["content"]["text"]
        cue = statement["cue"]["text"].lower() if statement["cue"] else "says"
        out.print(Text.assemble((f"{cue}  ", "dim"), speaker, ": ", f"“{quote}”" if statement["direct"] else quote))
    for cut in article["removed"]:
        out.print(Text(f"removed ({cut['reason']}): {cut['text'][:120]}", style="dim"))


def _print_event(out: Any, number: int, record: Record) -> None:
    from rich.text import Text

    head = Text(f"{number:>2}  ")
    head.append(" ".join((record["event"], *record["mode"])), style=_QUAD_STYLES[record["quad_code"]])
    head.append(f"  “{record['event_text']['text']}”", style="underline")
    head.append(f"  {record['id'][:8]}", style="dim")
    out.print(head)
    details = [
        ("actor", parties(record["actor"])),
        ("recipient", parties(record["recipient"])),
        ("date", f"{when(record)} ({record['date_basis']})" if record["date"] else ""),
        (
            "place",
            " ".join(filter(None, ((record["event_loc"] or {}).get("name"), (record["event_loc"] or {}).get("code")))),
        ),
        ("status", record["status"] + (", background" if record["background"] else "")),
        ("said by", parties([record["said_by"]]) if record["said_by"] else ""),
        ("disputed by", parties(record["disputed_by"])),
        ("context", ", ".join(record["context"])),
        ("size", ", ".join(f"{k} {v['span']['text']}" for k, v in (record["size"] or {}).items())),
        (
            "details",
            ", ".join(f"{k} {v['text'] if isinstance(v, dict) else v}" for k, v in (record["details"] or {}).items()),
        ),
        ("confidence", f"{record['confidence']:.2f}"),
    ]
    for name, value in details:
        if value:
            out.print(Text.assemble("      ", (f"{name:<12}", "dim"), str(value)))


def export_project(project: Path, folder: Path, formats: str, address: str = "") -> None:
    from attache.export.write import export

    view = View(find(project))
    wanted = [*(form.strip() for form in formats.split(",") if form.strip()), "stories", "statements", "articles"]
    files = export(view, folder, wanted, parse(address), address=address)
    of = f" that {address} finds" if address else ""
    console().print(
        f"{view.counts()['articles']:,} articles{of} in {folder}: "
        + ", ".join(f"{each['file']} ({each['rows']:,})" for each in files),
        highlight=False,
    )


def examine(project: Path) -> None:
    """Print what is installed and what the project holds; exit 1 where something is wrong."""
    import sqlite3
    from importlib.metadata import version

    from attache import __version__
    from attache.reader.model import load_reader, shipped_readers

    out = console()
    wrong: list[str] = []
    out.print(f"attache {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    out.print(
        ", ".join(
            f"{name} {version(name)}" for name in ("onnxruntime", "tokenizers", "numpy", "trafilatura", "pyarrow")
        )
    )
    settings = load_settings(project)
    for name in dict.fromkeys((*shipped_readers(), settings.reader)):
        try:
            reader = load_reader(name)
        except AttacheError as error:
            wrong.append(str(error))
            continue
        raw = reader.manifest.raw
        used = ", in use" if name == settings.reader else ""
        out.print(f"reader {name} {reader.manifest.version}, made {raw['made']}, {raw['size'] / 1e6:.1f} MB{used}")
        if not reader.is_whole():
            wrong.append(f"the reader {name} is not the one that its manifest describes: reinstall attache")
    out.print(f"settings {json.dumps(settings.model_dump())}", highlight=False)
    if (project / FILE_NAME).exists():
        view = View(find(project))
        counts = ", ".join(f"{number:,} {name}" for name, number in view.counts().items())
        out.print(f"project {project}: {counts}; database version {view.schema_version()} of {database_version()}")
        wrong += view.check()
        for where, reason, message in view.failures():
            out.print(f"  failed ({reason}) {where}: {message}", style="red", highlight=False, markup=False)
    else:
        out.print(f"no project in {project}; attache init makes one")
    for problem in wrong:
        out.print(problem, style="bold red")
    if wrong:
        raise typer.Exit(1)
    out.print("all is well", style="green")

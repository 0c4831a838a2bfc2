"""Commands on happenings: merge, stories, story, dyad."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import typer

from attache.cli.console import console
from attache.cli.look import circumstances, headline, when
from attache.export.records import Record, to_json
from attache.query import Query
from attache.store.database import find
from attache.store.view import View


def merge_project(project: Path, rebuild: bool) -> None:
    from attache.store.stories import settle_project

    began = time.monotonic()
    done = settle_project(find(project), rebuild=rebuild)
    console().print(
        f"[bold]{done.new:,}[/] new reports, {done.gone:,} of older readings left, [bold]{done.stories:,}[/] stories changed, "
        f"{done.copies:,} near-copies, in {time.monotonic() - began:.1f} s"
    )


def merge_datasets(folder: Path, engine: str, address: str | None, workers: int) -> None:
    from attache.coding import worker_count
    from attache.config import load_settings
    from attache.scale.merging import merge_dataset, on_ray, on_this_machine

    began = time.monotonic()
    with on_ray(address) if engine == "ray" else on_this_machine(workers or worker_count(load_settings())) as run:
        done = merge_dataset(folder, run)
    console().print(
        f"[bold]{done.reports:,}[/] reports tell [bold]{done.stories:,}[/] stories, {done.copies:,} near-copies, in "
        f"{time.monotonic() - began:.1f} s; written to {folder / 'stories'} and {folder / 'copies'}"
    )


def list_stories(project: Path, query: Query, reports: int, form: str) -> None:
    from rich.text import Text

    found = View(find(project)).stories(query, least_reports=reports)
    if form == "jsonl":
        sys.stdout.writelines(to_json(story) + "\n" for story in found)
        return
    out = console()
    rows = 0
    for story in found:
        rows += 1
        out.print(headline(story))
        told = circumstances(story)
        told += [f"reports differ on {', '.join(story['contradictions'])}"] if story["contradictions"] else []
        out.print(Text(f"{story['id'][:9]:<24} " + ", ".join((_reports(story), *told)), style="dim"))
    if not rows:
        out.print("No stories. Loosen the filters, or code articles: attache code FILE...")
        return
    out.print(f"{rows:,} stories", style="dim")


def _reports(story: Record) -> str:
    told = "1 report" if story["reports"] == 1 else f"{story['reports']} reports"
    return told if story["sources"] == story["reports"] else f"{told} of {story['sources']} sources"


def show_story(project: Path, wanted: str, form: str) -> None:
    from rich.text import Text

    view = View(find(project))
    story = view.story_of(wanted)
    links = view.links_of(story["id"])
    if form == "jsonl":
        sys.stdout.write(to_json({**story, "links": links}) + "\n")
        return
    out = console()
    out.print(headline(story))
    out.print(
        Text(f"{story['id']}  {_reports(story)}, {story['first_published']} to {story['last_published']}", style="dim")
    )
    for name, values in story["slots"].items():
        if len(values) > 1 or name.startswith("size"):
            differ = name in story["contradictions"]
            out.print(
                Text(f"\n{name}" + (" (reports differ)" if differ else ""), style="bold red" if differ else "bold")
            )
            for value in values:
                by = f"{value['sources']} source" + ("" if value["sources"] == 1 else "s")
                out.print(
                    Text(f"  {_shown(value['value'])}  ", end="").append(
                        f"{by}, last {value['published']}", style="dim"
                    )
                )
    out.print(Text("\nevidence", style="bold"))
    for entry in story["evidence"]:
        by = f", on the word of {entry['said_by']['name']}" if entry["said_by"] else ""
        copy = ", near-copy" if entry["near_copy_of"] else ""
        source = entry["publisher"] or entry["source_id"]
        out.print(Text(f"  {entry['published'] or '-'}  {source}{by}{copy}  {entry['event'][:8]}", style="dim"))
        sentence = Text("  " + entry["sentence"]["text"])
        start = entry["event_text"]["start"] - entry["sentence"]["start"] + 2
        sentence.stylize("underline", start, start + len(entry["event_text"]["text"]))
        out.print(sentence)
    for direction, heading in (("before", "before it"), ("after", "after it")):
        told = [link for link in links if link["direction"] == direction]
        if told:
            out.print(Text(f"\n{heading}", style="bold"))
        for link in told:
            out.print(Text(f"  {link['date'] or '-'}  {link['link']}  {link['story'][:9]}", style="dim"))
            out.print(Text(f"  {link['words']}"))


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if not isinstance(value, dict):
        return str(value)
    if "low" in value:
        low, high = value["low"], value["high"]
        return str(low) if low == high else f"at least {low}" if high is None else f"{low} to {high}"
    if "date" in value:
        return str(when(value))
    return ", ".join(str(value[name]) for name in ("name", "code") if value.get(name))


def show_dyad(project: Path, one: str, other: str, since: str | None, until: str | None, form: str) -> None:
    from rich.table import Table
    from rich.text import Text

    from attache.stories.dyad import dyad

    one, other = one.upper(), other.upper()
    view = View(find(project))
    query = Query.of(party=one, since=since, until=until)
    page = dyad(one, other, view.stories(query), view.statements_of((one, other)))
    if form == "jsonl":
        sys.stdout.write(to_json(page) + "\n")
        return
    out = console()
    if not page["stories"]:
        out.print(
            f"Nothing between {one} and {other} in this project; attache stories --party {one} lists what there is."
        )
        return
    out.print(Text(f"{one} and {other}: {page['stories']} happenings in {page['reports']} reports", style="bold"))
    if page["months"]:
        table = Table(box=None, padding=(0, 2, 0, 0))
        for heading in ("month", "cooperation: words", "deeds", "conflict: words", "deeds", "mean score"):
            table.add_column(heading, justify="left" if heading == "month" else "right")
        for month in page["months"]:
            quads = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
            table.add_row(month["month"], *(str(month[q] or "·") for q in quads), f"{month['mean_score']:+.1f}")
        out.print(table)
    for name in ("agreements", "exercises", "visits", "transfers", "sanctions", "disputes", "planned", "denied"):
        if not page[name]:
            continue
        heading = "visits and talks" if name == "visits" else name
        out.print(Text(f"\n{heading}", style="bold"))
        for entry in page[name]:
            who = ", ".join(entry["actor"]) or "?"
            whom = f" → {', '.join(entry['recipient'])}" if entry["recipient"] else ""
            place = f", {entry['place']}" if entry["place"] else ""
            out.print(Text(f"  {when(entry):<22} {who}{whom}{place}"))
            out.print(Text(f"  {entry['story'][:9]:<22} {entry['words']}", style="dim"))
    if page["statements"]:
        out.print(Text("\nwho said what", style="bold"))
        for said in page["statements"][:_SAID]:
            who = f"{said['speaker']} ({said['code']})" + (f", {said['cue']}" if said["cue"] else "")
            out.print(Text(f"  {(said['published'] or '-')[:10]:<12} {who}: {said['content']}"))
        if len(page["statements"]) > _SAID:
            out.print(Text(f"  and {len(page['statements']) - _SAID} more: --format jsonl", style="dim"))


_SAID = 12  # statements on a page


def print_register(project: Path, name: str, query: Query, form: str, output: Path | None) -> None:
    from attache.stories.registers import columns, rows

    view = View(find(project))
    if name == "statements":
        found = (_statement_row(statement) for statement in view.statements_of(()))
        _write_rows(list(_STATEMENT), found, form, output)
        return
    _write_rows(columns(name), rows(name, view.stories(query)), form, output)


_STATEMENT = (
    "statement",
    "published",
    "speaker_code",
    "speaker_name",
    "speaker_sector",
    "direct",
    "cue",
    "content",
    "article",
)


def _statement_row(statement: Record) -> Record:
    speaker = statement["speaker"] or {}
    return {
        "statement": statement["id"],
        "published": (statement["published"] or "")[:10],
        "speaker_code": speaker.get("code") or "",
        "speaker_name": speaker.get("name") or "",
        "speaker_sector": "+".join(speaker.get("sector") or ()),
        "direct": statement["direct"],
        "cue": statement["cue"]["text"] if statement["cue"] else "",
        "content": statement["content"]["text"],
        "article": statement["article"],
    }


def print_panel(project: Path, unit: str, since: str | None, until: str | None, form: str, output: Path | None) -> None:
    from attache.stories.panels import panel, panel_columns, span_of

    view = View(find(project))
    coverage = view.coverage()
    span = span_of(coverage, since, until)
    if span is None:
        console().print("No article of this project has a publication date: give --since and --until.")
        return
    query = Query.of(since=span[0].isoformat(), until=span[1].isoformat(), status="actual")
    _write_rows(panel_columns(unit), panel(unit, view.stories(query), coverage, span), form, output)


def _write_rows(columns: list[str], rows: Iterable[Record], form: str, output: Path | None) -> None:
    import csv

    from attache.export.tables import safe_cell

    if form == "parquet":
        import pyarrow
        import pyarrow.parquet

        if output is None:
            raise typer.BadParameter("--format parquet needs --output FILE")
        table = pyarrow.Table.from_pylist(list(rows))
        pyarrow.parquet.write_table(table, output, compression="zstd")
        console().print(f"{table.num_rows:,} rows in {output}")
        return
    with output.open("w", encoding="utf-8", newline="") if output else nullcontext(sys.stdout) as out:
        if form == "jsonl":
            out.writelines(to_json(row) + "\n" for row in rows)
            return
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([safe_cell(row[column]) for column in columns] for row in rows)


def judge_event(project: Path, kind: str, wanted: str, value: list[str], author: str, reason: str | None) -> None:
    from attache.store.adding import HOW
    from attache.store.judging import KINDS, judge

    needed = KINDS[kind]
    if len(value) != len(needed):
        what = {
            "correct": "SLOT VALUE after the event",
            "add": f"{HOW}, after the article",
        }.get(kind, "the other event's id after the event" if needed else "nothing after the event")
        raise typer.BadParameter(f"{kind} takes {what}")
    judge(find(project), kind, wanted, author=author, reason=reason, **dict(zip(needed, value, strict=True)))
    console().print(
        f"Noted: {kind} {wanted}{' ' + ' '.join(value) if value else ''}. attache history {wanted} shows it."
    )


def undo_judgement(project: Path, number: int, author: str) -> None:
    from attache.store.judging import take_back

    take_back(find(project), number, author=author)
    console().print(f"Judgement {number} is taken back.")


def print_history(project: Path, event: str | None) -> None:
    from rich.text import Text

    view = View(find(project))
    judgements = view.history(event) if event else view.waiting()
    out = console()
    if not judgements:
        out.print("Nothing was said of it." if event else "No judgement waits: all are on events that are found.")
    for judgement in judgements:
        said = " ".join(filter(None, (judgement.kind, judgement.slot, judgement.value, judgement.other)))
        why = f": {judgement.reason}" if judgement.reason else ""
        back = f" (taken back {judgement.undone})" if judgement.undone else ""
        out.print(
            Text(f"{judgement.id:>5}  {judgement.made}  {judgement.author}  {judgement.event[:8]}  {said}{why}{back}")
        )

"""Commands on versions: snapshot, diff."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from attache.cli.console import console
from attache.export.records import to_json
from attache.store.database import find
from attache.store.judging import now


def make_snapshot(project: Path, name: str | None) -> None:
    from attache.store.versions import take_snapshot

    made = take_snapshot(find(project), now(), name)
    counts = ", ".join(f"{number:,} {what}" for what, number in made.counts.items())
    console().print(f"Snapshot [bold]{made.id}[/]{f' ({made.name})' if made.name else ''}, {made.made}: {counts}")
    console().print(f"SHA-256 of its events: {made.checksum}", highlight=False)


def list_snapshots(project: Path) -> None:
    from attache.store.versions import snapshot_now, snapshots

    path = find(project)
    known, current = snapshots(path), snapshot_now(path)
    if not known:
        console().print("No snapshot was taken yet: attache snapshot NAME")
    for each in known:
        now_ = "  (the project is in this state)" if current and each.id == current.id else ""
        console().print(
            f"{each.id}  {each.made}  {each.name or ''}  {each.counts['events']:,} events{now_}", highlight=False
        )


def list_coders(project: Path) -> None:
    from attache.store.versions import coders

    for coder, articles, events, day in coders(find(project)):
        console().print(f"{coder}  {articles:,} articles, {events:,} events, from {day}", highlight=False)


def show_diff(project: Path, one: str, other: str, form: str) -> None:
    from rich.text import Text

    from attache.store.versions import diff

    changes = diff(find(project), one, other)
    if form == "jsonl":
        sys.stdout.writelines(to_json(change) + "\n" for change in changes)
        return
    out, counts = console(), Counter[str]()
    for change in changes:
        counts[change["change"]] += 1
        out.print(Text(f"{change['change']:<9} {change['id'][:8]}  {change['event']:<10} {change['words']}"))
        for slot, (before, after) in change.get("slots", {}).items():
            out.print(Text(f"{'':<19} {slot}: {before} → {after}", style="dim"))
    told = ", ".join(f"{counts[what]:,} {what}" for what in ("new", "changed", "vanished"))
    out.print(f"{told}, over the articles that both read", style="dim")

"""Commands on sources that are followed: sources add, list, remove, check; watch-sources."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from attache.cli.console import console
from attache.config import load_settings
from attache.store.database import find

if TYPE_CHECKING:
    from attache.articles.sources import Item

_NAP_S = 15.0  # between looks at what is due


def add(project: Path, address: str, every: int, follow_pages: bool) -> None:
    from attache.store.sources import add_source

    source = add_source(find(project), address, every_minutes=every, follow=follow_pages)
    console().print(
        f"Source {source.id}: {source.address}. attache sources check codes what is there.", highlight=False
    )


def list_all(project: Path) -> None:
    from rich.table import Table

    from attache.store.sources import sources

    found = sources(find(project))
    if not found:
        console().print("No sources. attache sources add ADDRESS follows a feed or sitemap.")
        return
    table = Table("", "address", "every", "checked", "pages", "last page", "due", "failures", "problem", box=None)
    for s in found:
        told = (f"{s.every_minutes} min", s.checked or "-", str(s.pages), s.last_page or "-", s.due or "now")
        table.add_row(str(s.id), s.address, *told, str(s.failures or "-"), s.problem or "")
    console().print(table)


def remove(project: Path, number: int) -> None:
    from attache.store.sources import remove_source

    if not remove_source(find(project), number):
        raise typer.BadParameter(f"there is no source {number}; attache sources list shows them")
    console().print(f"Source {number} is followed no longer.")


def check(project: Path, everything: bool) -> None:
    from attache.store.sources import Polite

    settings = load_settings(project)
    looked = _round(project, Polite(settings), everything)
    if not looked:
        console().print("No source is due.")


def follow(project: Path) -> None:
    from attache.store.sources import Polite

    polite = Polite(load_settings(project))
    find(project)
    console().print("Following the project's sources; Ctrl-C ends it.")
    try:
        while True:
            _round(project, polite, False)
            time.sleep(_NAP_S)
    except KeyboardInterrupt:
        console().print("Ended.")


def _round(project: Path, polite: object, everything: bool) -> int:
    from attache.cli.run import print_summary
    from attache.coding import code_to_project
    from attache.store.judging import now
    from attache.store.sources import Polite, is_due, look, sources

    assert isinstance(polite, Polite)
    path, settings = find(project), load_settings(project)
    due = [source for source in sources(path) if everything or is_due(source, now())]

    def items() -> Iterator[Item]:
        for source in due:
            yield from look(path, source, polite, settings)

    if due:
        summary = code_to_project(items(), path, settings)
        if summary.articles or summary.failures:
            print_summary(summary, project)
        else:
            console().print(f"{len(due)} looked at, nothing new.")
    return len(due)

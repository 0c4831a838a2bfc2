"""Commands on what attache knows of actors: search, show, explain."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import typer

from attache.actors.knowledge import Alias, load_knowledge
from attache.actors.known import names_like
from attache.actors.states import lives_of, memberships
from attache.articles.clean import check_date
from attache.cli.console import console
from attache.config import load_settings

if TYPE_CHECKING:
    from rich.console import Console


def search(text: str, limit: int) -> None:
    """The states, bodies, groups and persons whose names are most like ``text``."""
    from rich.table import Table

    found = names_like(text, limit, load_settings().resources)
    if not found:
        console().print(f"Nobody is known by a name like {text!r}.")
        raise typer.Exit(1)
    table = Table("name", "code, sectors", "what")
    for known in found:
        codes = f"{known['code'] or '-'} {known['sectors']}".strip()
        table.add_row(known["name"], codes, known["what"] + _when(known["begin"], known["end"]))
    console().print(table)


def show(name: str, published: str | None) -> None:
    """Everything that is known by exactly this name, and what holds on a date."""
    knowledge = load_knowledge(load_settings().resources)
    on = date.fromisoformat(check_date(published)[:10]) if published else None
    screen = console()
    alias, offices = knowledge.alias(name.removeprefix("the "), on), knowledge.person(name)
    if alias is not None:
        screen.print(
            f"[bold]{alias.name}[/]: {alias.code or 'no code'} {' '.join(alias.sectors)}, by {alias.basis}{_when(alias.begin, alias.end)}"
        )
        _show_codes(alias, screen)
        _show_members(alias, screen)
    for office in offices:
        now = " (on that day)" if on and office.held_on(on) else ""
        screen.print(
            f"[bold]{office.name}[/]: {office.code} {' '.join(office.sectors)}, {office.office or 'office not told'}"
            f"{_when(office.begin, office.end)}{now}"
            + (f", Wikidata {office.identifier}" if office.identifier else ""),
            highlight=False,
        )
    if alias is None and not offices:
        then = f" on {published}" if published else ""
        screen.print(f"Nobody is known as {name!r}{then}; attache actors search finds names that are like it.")
        raise typer.Exit(1)


def _show_codes(alias: Alias, screen: Console) -> None:
    """The codes that a state has had."""
    from rich.table import Table

    lives = lives_of(alias.code) if alias.code and alias.is_state else []
    if not lives:
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("state", overflow="fold")
    for heading in ("from", "to", "ISO 3166", "FIPS", "CAMEO", "COW", "GW"):
        table.add_column(heading, no_wrap=True)
    for life in lives:
        iso = " ".join(filter(None, (life.iso3, life.iso2, life.isonum)))
        cow = f"{life.cow} {life.cow_number}" if life.cow_number else "-"
        gw = str(life.gw_number) if life.gw_number else "-"
        table.add_row(life.name, life.begin or "…", life.end or "today", iso or "-", life.fips, life.cameo, cow, gw)
    screen.print(table)


def _show_members(alias: Alias, screen: Console) -> None:
    """Who belongs to a body, with the years where they are held."""
    told = [f"{m.code} ({m.begin}-{m.end})" if m.begin or m.end else m.code for m in memberships(alias.name)]
    if told:
        screen.print(f"Members: {', '.join(told)}", highlight=False)


def explain(text: str, published: str | None, reader: str) -> None:
    """How the parties of a text are resolved: to whom, by what, how surely, or why not."""
    from rich.table import Table

    import attache

    reading = attache.read(text, published=published, reader=reader, resources=load_settings().resources)
    table = Table("mention", "is", "by", "confidence", "why not")
    for span, entities in sorted(reading.entities.items()):
        for entity in entities:
            who = f"{entity.name or '-'} ({' '.join([entity.code or '-', *entity.sector])})"
            office = f", {entity.office}" if entity.office else ""
            table.add_row(
                span.of(reading.article.text),
                who + office,
                entity.basis,
                f"{entity.confidence:.2f}",
                entity.reason or "",
            )
    if not table.row_count:
        console().print("The reader found no party in this text.")
        raise typer.Exit(1)
    console().print(table)


def _when(begin: str, end: str) -> str:
    return f", {begin or '…'} to {end}" if end else f", since {begin}" if begin else ""

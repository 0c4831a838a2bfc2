"""Commands that stay: serve, mcp, watch."""

from __future__ import annotations

import secrets
import socket
from pathlib import Path

import typer

from attache.cli.console import console
from attache.config import load_settings
from attache.store.database import find


def serve_project(project: Path, host: str, port: int, token: str | None, names: list[str], open_browser: bool) -> None:
    import uvicorn

    from attache.web.app import LOOPBACK, create_app

    away = host not in LOOPBACK
    token = token or (secrets.token_urlsafe(24) if away else None)
    every = not names and host in ("0.0.0.0", "::")
    hosts = ["*"] if every else [*LOOPBACK, *([host] if away else []), *names]
    app = create_app(find(project), hosts=hosts, token=token, watch=True)
    listening = _listen(host, port)
    shown = f"[{host}]" if ":" in host else "localhost" if host == "127.0.0.1" else host
    address = f"http://{shown}:{listening.getsockname()[1]}/" + (f"?token={token}" if token else "")
    console().print(f"attache explorer of [bold]{project}[/]: {address}", soft_wrap=True)
    console().print("Ctrl-C ends it.", style="dim")
    if open_browser:
        import webbrowser

        webbrowser.open(address)
    config = uvicorn.Config(
        app, log_level="warning", server_header=False, date_header=False, timeout_graceful_shutdown=3
    )
    uvicorn.Server(config).run(sockets=[listening])


def serve_models(project: Path, address: str) -> None:
    from attache.web.mcp import create_server

    create_server(find(project), address).run("stdio")


def _listen(host: str, port: int) -> socket.socket:
    """A socket on the port, or on the next free one where that is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for at in range(port, port + 20) if port else (0,):
        # With its protocol named, asyncio switches off Nagle's algorithm, which would hold every answer back for 40 ms.
        sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, at))
            sock.listen(128)  # who reads the printed address may connect at once
        except OSError as error:
            sock.close()
            if at == port + 19 or not port:
                raise typer.BadParameter(f"{host}:{port} cannot be listened on ({error.strerror})") from error
            continue
        return sock
    raise typer.BadParameter(f"{host}:{port} cannot be listened on")


def add(project: Path, name: str, query: str, target: str, threshold: int, every: int) -> None:
    from attache.store.watches import add_watch

    watch = add_watch(find(project), name, query, target, threshold=threshold, every_minutes=every)
    console().print(f"Watch {watch.id}, {watch.name}: what is new from now on goes to {watch.target}.")


def list_all(project: Path) -> None:
    from rich.table import Table

    from attache.store.watches import watches

    found = watches(find(project))
    if not found:
        console().print("No watches. attache watch add NAME QUERY makes one.")
        return
    table = Table("", "name", "query", "target", "at least", "every", "checked", "told", "problem", box=None)
    for w in found:
        minutes = f"{w.every_minutes} min"
        row = (w.name, w.query, w.target, str(w.threshold), minutes, w.checked or "-", w.told or "-", w.problem or "")
        table.add_row(str(w.id), *row)
    console().print(table)


def remove(project: Path, number: int) -> None:
    from attache.store.watches import remove_watch

    if not remove_watch(find(project), number):
        raise typer.BadParameter(f"there is no watch {number}; attache watch list shows them")
    console().print(f"Watch {number} is gone.")


def run(project: Path, everything: bool) -> None:
    from attache.store.watches import check_due, watches

    path = find(project)
    told = check_due(path, load_settings(project), all_of_them=everything)
    for name, count in told.items():
        console().print(f"{name}: {count} new" if count else f"{name}: nothing to tell")
    if not told:
        console().print("No watch is due.")
    problems = [watch for watch in watches(path) if watch.name in told and watch.problem]
    for watch in problems:
        console().print(f"{watch.name}: {watch.problem}", style="red", markup=False)
    if problems:
        raise typer.Exit(1)

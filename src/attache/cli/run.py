"""Commands that code: init, code, demo."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from attache.articles.clean import check_date
from attache.cli.console import console, error_console
from attache.config import Settings, load_settings
from attache.store import database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attache.coding import Job, Summary

_SETTINGS_FILE = """\
# Settings of this project. Every line shows a default; take the # away to change it.
# Environment variables (ATTACHE_WORKERS, ...) win over this file.

# reader = "standard"           # the reader's name, or the folder of one that `attache train` made
# resources = ""                # a folder with actors.tsv, persons.tsv, agents.tsv of your own
# workers = 0                   # processes that code articles; 0 is one for each core
# batch_articles = 32           # articles in one transaction: what a kill can lose at most
# max_article_chars = 1000000   # a longer text is not one article: it goes to the failures table
# max_file_bytes = 2000000000   # larger files are refused before they are read
# fetch_timeout_s = 20.0        # for pages and feeds that you name by URL
# fetch_max_bytes = 10000000
# fetch_max_redirects = 5
# politeness_s = 2.0            # seconds between two requests to one host, for sources that are followed
# fetch_private = false         # true allows addresses of the local network
# smtp_host = ""                # the mail server of watches that write to somebody
# smtp_port = 25
# smtp_user = ""
# smtp_password = ""
# smtp_from = ""
# smtp_starttls = false
# busy_timeout_s = 10.0         # seconds to wait for a database that another process writes
"""


def init_project(folder: Path) -> None:
    path = database.create(folder)
    settings = folder / "attache.toml"
    if not settings.exists():
        settings.write_text(_SETTINGS_FILE, encoding="utf-8")
    console().print(f"Project in [bold]{path.parent}[/]. Code articles into it: attache code FILE... -p {folder}")


def _job(settings: Settings, published: str | None, reader: str | None) -> Job:
    """What workers need to know, by the settings and what the command line says instead."""
    from attache.coding import Job, today

    given = check_date(published) if published else None
    return Job(given, today(), settings.max_article_chars, reader or settings.reader, settings.resources)


def code_to_stdout(
    inputs: list[str],
    published: str | None,
    records: str,
    kind: str,
    follow: bool,
    workers: int,
    reader: str | None,
) -> None:
    """Records as JSON Lines on standard output; failures on standard error. No project is made or needed."""
    from attache.articles.sources import Finished
    from attache.coding import code_items, sources, with_merged_stories, worker_count
    from attache.errors import UnreadableArticle
    from attache.export.records import to_json

    wanted = {name.strip().removesuffix("s") for name in records.split(",")}
    if not wanted <= {"event", "statement", "article"}:
        raise typer.BadParameter("--records takes events, statements, articles, with commas between them")
    settings = load_settings()
    job = _job(settings, published, reader)
    failures = 0
    items = sources(inputs, settings, kind=kind, follow=follow)
    for coded in with_merged_stories(code_items(items, job, workers=workers or worker_count(settings))):
        if isinstance(coded, Finished):
            continue
        if isinstance(coded, UnreadableArticle):
            failures += 1
            print(f"attache: {coded.reason}: {coded}", file=sys.stderr)
            continue
        for record in coded:
            if record["record"] in wanted:
                sys.stdout.write(to_json(record) + "\n")
    sys.stdout.flush()
    if failures:
        raise typer.Exit(1)


def code_to_store(
    inputs: list[str],
    project: Path,
    published: str | None,
    kind: str,
    follow: bool,
    workers: int,
    reader: str | None,
    quiet: bool,
) -> None:
    from attache.coding import code_to_project, finished_archives, sources

    settings = load_settings(project)
    settings = settings.model_copy(update={"workers": workers or settings.workers, "reader": reader or settings.reader})
    if not (project / database.FILE_NAME).exists():
        init_project(project)
    given = check_date(published) if published else None
    done = finished_archives(project / database.FILE_NAME, settings, given)
    items = sources(inputs, settings, kind=kind, follow=follow, known=lambda f: (f.source, f.signature) in done)
    with _progress(quiet) as progress:
        summary = code_to_project(items, project / database.FILE_NAME, settings, published=given, progress=progress)
    if not quiet:
        print_summary(summary, project)
    if summary.failures:
        raise typer.Exit(1)


def code_to_parquet(
    inputs: list[str],
    folder: Path,
    published: str | None,
    kind: str,
    follow: bool,
    workers: int,
    reader: str | None,
    quiet: bool,
    engine: str,
    address: str | None,
) -> None:
    from attache.coding import sources, worker_count
    from attache.scale.run import Progress, code_to_dataset

    settings = load_settings()
    job = _job(settings, published, reader)
    items = sources(inputs, settings, kind=kind, follow=follow)
    err = error_console()

    def show(progress: Progress) -> None:
        rate = progress.articles / progress.seconds if progress.seconds else 0.0
        if not quiet and err.is_terminal:
            err.print(f"{progress.articles:,} articles, {rate:.1f}/s · {progress.events:,} events", end="\r")

    if engine == "ray":
        from attache.scale.cluster import code_on_ray

        done = code_on_ray(items, folder, job, address=address, actors=workers, progress=show)
    else:
        done = code_to_dataset(items, folder, job, workers=workers or worker_count(settings), progress=show)
    if not quiet:
        console().print(
            f"[bold]{done.articles:,}[/] articles, [bold]{done.events:,}[/] events, [bold]{done.statements:,}[/] statements, "
            f"{done.failures:,} failures in {folder} in {done.seconds:.1f} s"
            + (f"; {done.known:,} inputs were there before" if done.known else "")
            + f". Into a project: attache load {folder}"
        )


def say_what_it_takes(
    inputs: list[str],
    project: Path,
    published: str | None,
    kind: str,
    follow: bool,
    workers: int,
    reader: str | None,
) -> None:
    """A dry run: time and room that the inputs would take."""
    from attache.coding import sources, worker_count
    from attache.scale.estimate import estimate

    settings = load_settings(project)
    job = _job(settings, published, reader)
    items = sources(inputs, settings, kind=kind, follow=follow)
    found = estimate(items, job, workers=workers or worker_count(settings))
    out = console()
    counted = f"[bold]{found.articles:,}[/] articles" + ("" if found.whole else " and more: counting was stopped")
    out.print(f"{counted}; {found.sample:,} of them, drawn by lot, were coded to see what it takes.")
    if found.failed:
        out.print(f"{found.failed:,} of the sample could not be read.")
    if not found.per_second:
        out.print("Too few to tell a rate.")
        return
    more = "" if found.whole else " for those counted"
    out.print(
        f"Time       {_duration(found.seconds)}{more}, at {found.per_second:.1f} articles/s with {found.workers} processes\n"
        f"Events     about {found.events * found.articles:,.0f}, {found.events:.1f} an article\n"
        f"A project  {found.project_kb * found.articles / 1000:,.0f} MB, {found.project_kb:.0f} kB an article\n"
        f"Data sets  {found.parquet_kb * found.articles / 1000:,.0f} MB (--format parquet), {found.parquet_kb:.0f} kB an article",
        highlight=False,
    )


def _duration(seconds: float) -> str:
    hours, minutes = seconds / 3600, seconds / 60
    return (
        f"{hours:,.1f} hours" if hours >= 1 else f"{minutes:,.1f} minutes" if minutes >= 1 else f"{seconds:.0f} seconds"
    )


def load_parquet(folder: Path, project: Path) -> None:
    from attache.scale.run import load_dataset

    if not (project / database.FILE_NAME).exists():
        init_project(project)
    articles, failures = load_dataset(folder, project / database.FILE_NAME)
    console().print(f"[bold]{articles:,}[/] articles and {failures:,} failures of {folder} are in {project}.")


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[Summary], None]]:
    """A line on standard error that shows how far the run is; nothing in pipes."""
    err = error_console()
    if quiet or not err.is_terminal:
        yield lambda _: None
        return
    with err.status("Loading the reader") as status:
        last = [0.0]

        def show(summary: Summary) -> None:
            now = time.monotonic()
            if now - last[0] < 0.2:
                return
            last[0] = now
            rate = summary.articles / summary.seconds if summary.seconds else 0.0
            status.update(
                f"{summary.articles:,} articles, {rate:.1f}/s · {summary.events:,} events · "
                f"{summary.skipped:,} known · {len(summary.failures):,} failures · {summary.seconds:.0f} s"
            )

        yield show


def print_summary(summary: Summary, project: Path) -> None:
    from attache import __version__

    out = console()
    rate = f", {summary.articles / summary.seconds:.1f}/s" if summary.seconds > 1 else ""
    out.print(
        f"[bold]{summary.articles:,}[/] articles coded in {summary.seconds:.1f} s{rate}: "
        f"[bold]{summary.events:,}[/] events, [bold]{summary.statements:,}[/] statements"
        + (f"; {summary.skipped:,} were coded before" if summary.skipped else "")
        + (f"; {summary.not_coded:,} in other languages are stored, not coded" if summary.not_coded else "")
        + f" (attache {__version__})"
    )
    if summary.failures:
        out.print(f"[red]{len(summary.failures):,} could not be read[/] and are in the failures table:")
        for failure in summary.failures[:10]:
            out.print(f"  {failure.reason}: {failure}", highlight=False, markup=False)
        if len(summary.failures) > 10:
            out.print(f"  and {len(summary.failures) - 10:,} more: attache doctor -p {project}")


def run_demo(folder: Path) -> None:
    """Code the sample articles into a project and show it."""
    from attache.cli.look import list_events
    from attache.coding import code_to_project, sources
    from attache.query import Query

    out = console()
    if not (folder / database.FILE_NAME).exists():
        database.create(folder)
        (folder / "attache.toml").write_text(_SETTINGS_FILE, encoding="utf-8")
    settings = load_settings(folder)
    with as_file(files("attache") / "demo") as samples:
        summary = code_to_project(
            sources([str(samples)], settings), folder / database.FILE_NAME, settings, published="2024-05-16"
        )
    print_summary(summary, folder)
    list_events(folder, Query(), "table", None)
    out.print(f"\nThe explorer:   attache serve -p {folder}", highlight=False)
    out.print(f"Look at one:    attache show EVENT-ID -p {folder}", highlight=False)
    out.print(f"Search:         attache events --party IDN --type AGREE -p {folder}", highlight=False)
    out.print(f"Take it along:  attache export out --format csv,parquet -p {folder}", highlight=False)
    out.print("Code your own:  attache code FILE...", highlight=False)

"""All commands with their options. What they need is imported when they run, so that --help answers at once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    name="attache",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Reads news articles and keeps the record of international affairs: who did what to whom, when, where, "
    "and on whose word.",
)
corpus_app = typer.Typer(no_args_is_help=True, help="Check, count and compare annotated text.")
app.add_typer(corpus_app, name="corpus")
actors_app = typer.Typer(no_args_is_help=True, help="What attache knows of states, bodies, groups and persons.")
app.add_typer(actors_app, name="actors")

watch_app = typer.Typer(no_args_is_help=True, help="Searches that are looked at again and tell of what is new.")
app.add_typer(watch_app, name="watch")

sources_app = typer.Typer(no_args_is_help=True, help="Feeds and sitemaps that the project follows.")
app.add_typer(sources_app, name="sources")

ProjectOption = Annotated[Path, typer.Option("--project", "-p", envvar="ATTACHE_PROJECT", help="The project's folder.")]
HERE = Path("attache-project")
QueryOption = Annotated[
    str, typer.Option("--query", "-q", help="A search as in the explorer's address: context=military&party=@EU")
]


def _given(**options: Any) -> dict[str, Any]:
    """The options that were given."""
    return {name: value for name, value in options.items() if value not in (None, 0.0)}


class Output(StrEnum):
    store = "store"
    jsonl = "jsonl"
    parquet = "parquet"


class Engine(StrEnum):
    local = "local"
    ray = "ray"


class Table(StrEnum):
    table = "table"
    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"


class Stories(StrEnum):
    table = "table"
    jsonl = "jsonl"


class Verdict(StrEnum):
    confirm = "confirm"
    reject = "reject"
    correct = "correct"
    merge = "merge"
    apart = "split"  # a string has a method of the name
    add = "add"


class Rows(StrEnum):
    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"


class Register(StrEnum):
    agreements = "agreements"
    exercises = "exercises"
    visits = "visits"
    transfers = "transfers"
    sanctions = "sanctions"
    statements = "statements"


class Panel(StrEnum):
    countries = "countries"
    dyads = "dyads"


class Input(StrEnum):
    auto = "auto"
    text = "text"
    html = "html"
    jsonl = "jsonl"
    parquet = "parquet"
    feed = "feed"
    warc = "warc"


def _version(shown: bool) -> None:
    if shown:
        from attache import __version__

        typer.echo(f"attache {__version__}")
        raise typer.Exit


@app.callback()
def attache(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where to make the project.")] = HERE,
) -> None:
    """Make an empty project with a commented settings file."""
    from attache.cli.run import init_project

    init_project(folder)


@app.command()
def code(
    inputs: Annotated[
        list[str], typer.Argument(help="Files, folders, URLs, or - for standard input.", metavar="INPUT...")
    ],
    project: ProjectOption = HERE,
    published: Annotated[
        str | None, typer.Option(help="Publication date of inputs that carry none, YYYY-MM-DD.")
    ] = None,
    format: Annotated[
        Output,
        typer.Option(
            "--format", "-f", help="store: into the project. jsonl: records to standard output. parquet: data sets."
        ),
    ] = Output.store,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="With --format parquet: the folder.")] = None,
    engine: Annotated[
        Engine, typer.Option(help="ray: on a Ray cluster, into data sets (--format parquet); needs the extra ray.")
    ] = Engine.local,
    address: Annotated[str | None, typer.Option(help="With --engine ray: the cluster's address.")] = None,
    records: Annotated[
        str, typer.Option(help="With --format jsonl: which records, of events, statements, articles.")
    ] = "events",
    input_format: Annotated[Input, typer.Option("--input-format", help="What the inputs are.")] = Input.auto,
    follow: Annotated[bool, typer.Option("--follow", help="Fetch the page behind each entry of a feed.")] = False,
    reader: Annotated[
        str | None, typer.Option(help="standard, fast, or the folder of a reader that `attache train` made.")
    ] = None,
    workers: Annotated[int, typer.Option(help="Processes; 0 is one for each core.", min=0)] = 0,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Code a sample only, and say how long all would take and how large it would be."
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary.")] = False,
) -> None:
    """Code articles: into the project, or as records to standard output."""
    from attache.cli import run

    if dry_run:
        run.say_what_it_takes(inputs, project, published, input_format.value, follow, workers, reader)
        return
    if engine is Engine.ray and format is not Output.parquet:
        raise typer.BadParameter(
            "--engine ray writes data sets: add --format parquet --output FOLDER", param_hint="--engine"
        )
    if format is Output.parquet:
        if output is None:
            raise typer.BadParameter("--format parquet needs a folder: --output FOLDER", param_hint="--output")
        run.code_to_parquet(
            inputs,
            output,
            published,
            input_format.value,
            follow,
            workers,
            reader,
            quiet,
            engine.value,
            address,
        )
    elif format is Output.jsonl:
        run.code_to_stdout(inputs, published, records, input_format.value, follow, workers, reader)
    else:
        run.code_to_store(inputs, project, published, input_format.value, follow, workers, reader, quiet)


@app.command()
def load(
    folder: Annotated[Path, typer.Argument(help="Data sets that `attache code --format parquet` wrote.")],
    project: ProjectOption = HERE,
) -> None:
    """Bring data sets into the project; loaded twice they change nothing."""
    from attache.cli.run import load_parquet

    load_parquet(folder, project)


@sources_app.command("add")
def sources_add(
    address: Annotated[str, typer.Argument(help="A feed's or sitemap's http address.")],
    project: ProjectOption = HERE,
    every: Annotated[int, typer.Option(help="Minutes between looks.", min=1)] = 60,
    entries: Annotated[
        bool, typer.Option("--entries", help="Code the feed's entries, not the pages behind them.")
    ] = False,
) -> None:
    """Follow a feed or sitemap."""
    from attache.cli.sources import add

    add(project, address, every, not entries)


@sources_app.command("list")
def sources_list(project: ProjectOption = HERE) -> None:
    """How each source is."""
    from attache.cli.sources import list_all

    list_all(project)


@sources_app.command("remove")
def sources_remove(
    number: Annotated[int, typer.Argument(help="Number of the source.")], project: ProjectOption = HERE
) -> None:
    """Follow a source no longer; what it gave stays."""
    from attache.cli.sources import remove

    remove(project, number)


@sources_app.command("check")
def sources_check(
    project: ProjectOption = HERE,
    all: Annotated[bool, typer.Option("--all", help="Also those that are not due yet.")] = False,
) -> None:
    """Look at the sources that are due and code what is new."""
    from attache.cli.sources import check

    check(project, all)


@app.command("watch-sources")
def watch_sources(project: ProjectOption = HERE) -> None:
    """Follow the project's sources until Ctrl-C: what is new is fetched politely and coded."""
    from attache.cli.sources import follow

    follow(project)


@actors_app.command("search")
def actors_search(
    text: Annotated[str, typer.Argument(help="A name, or something like it.")],
    limit: Annotated[int, typer.Option(help="At most so many names.", min=1)] = 12,
) -> None:
    """Names that are like this one, with codes, sectors and offices."""
    from attache.cli.actors import search

    search(text, limit)


@actors_app.command("show")
def actors_show(
    name: Annotated[str, typer.Argument(help="A name as it is known.")],
    published: Annotated[str | None, typer.Option(help="What holds on this day, YYYY-MM-DD.")] = None,
) -> None:
    """Everything known by this name."""
    from attache.cli.actors import show

    show(name, published)


@actors_app.command("explain")
def actors_explain(
    text: Annotated[str, typer.Argument(help="A sentence or two.")],
    published: Annotated[str | None, typer.Option(help="Publication date, YYYY-MM-DD.")] = None,
    reader: Annotated[str, typer.Option(help="As for `attache code`.")] = "standard",
) -> None:
    """How the parties of a text are resolved, and why not where they are not."""
    from attache.cli.actors import explain

    explain(text, published, reader)


@app.command()
def conform(
    records: Annotated[
        Path | None, typer.Option(help="Records of another coder (JSON Lines) to be measured in place of attache's.")
    ] = None,
    articles: Annotated[Path | None, typer.Option(help="Write the cases as articles here, for another coder.")] = None,
    reader: Annotated[str | None, typer.Option(help="standard, fast, or a folder, as for `attache code`.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only this rule, such as T5.")] = None,
    failures: Annotated[bool, typer.Option("--failures", help="Print what each failing case got instead.")] = False,
) -> None:
    """Measure attache, or any coder that writes its records, on the coding rules' cases."""
    from attache.cli.conform import run_suite, write_articles

    if articles is not None:
        write_articles(articles)
    else:
        run_suite(records, reader, rule, failures)


@app.command()
def train(
    corpus: Annotated[list[Path], typer.Option(help="A folder of annotated text; may be given several times.")],
    out: Annotated[Path, typer.Option(help="The folder to make; `attache code --reader` takes it.")],
    base: Annotated[
        str,
        typer.Option(help="Encoder to start from: a folder or a name of Hugging Face's; BERT, ELECTRA, DistilBERT."),
    ] = "all-MiniLM-L6-v2",
    start: Annotated[Path | None, typer.Option(help="A folder made before, to go on from its weights instead.")] = None,
    texts: Annotated[Path | None, typer.Option(help="Folder with the texts of standoff lines.")] = None,
    epochs: Annotated[int, typer.Option(help="Times that every text is seen.", min=1)] = 12,
    lr: Annotated[float, typer.Option(help="Highest learning rate of the encoder.")] = 3e-4,
    seed: Annotated[int, typer.Option(help="Of everything drawn by chance.")] = 0,
) -> None:
    """Train a reader on annotated text; needs the extra `training`."""
    from attache.cli.train import train_reader

    train_reader(corpus, out, base, start, texts, epochs=epochs, lr=lr, seed=seed)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to make the sample project.")] = Path("attache-demo"),
) -> None:
    """Code the sample articles that come with attache and show what was found."""
    from attache.cli.run import run_demo

    run_demo(folder)


@app.command()
def events(
    project: ProjectOption = HERE,
    actor: Annotated[str | None, typer.Option(help="Code of an actor, such as IRN.")] = None,
    recipient: Annotated[str | None, typer.Option(help="Code of a recipient.")] = None,
    party: Annotated[str | None, typer.Option(help="Code of an actor or recipient.")] = None,
    type: Annotated[str | None, typer.Option("--type", "-t", help="PLOVER type, such as CONSULT.")] = None,
    since: Annotated[str | None, typer.Option(help="Not before this date: YYYY, YYYY-MM or YYYY-MM-DD.")] = None,
    until: Annotated[str | None, typer.Option(help="Not after this date.")] = None,
    status: Annotated[str | None, typer.Option(help="actual, future, hypothetical or negated.")] = None,
    place: Annotated[str | None, typer.Option(help="Country code of the place.")] = None,
    at: Annotated[str | None, typer.Option(help="Name of the place.")] = None,
    text: Annotated[str | None, typer.Option(help="Words in the article.")] = None,
    background: Annotated[
        bool | None, typer.Option("--background/--news", help="Only history, or only the news.")
    ] = None,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Least confidence, 0 to 1.")] = 0.0,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    query: QueryOption = "",
    format: Annotated[Table, typer.Option("--format", "-f", help="How to print them.")] = Table.table,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File for --format parquet.")] = None,
) -> None:
    """List events of the project."""
    from attache.cli.look import list_events
    from attache.query import parse

    asked = parse(query).but(
        **_given(
            actor=actor,
            recipient=recipient,
            party=party,
            event=type,
            status=status,
            background=background,
            since=since,
            until=until,
            place=place,
            at=at,
            text=text,
            min_confidence=min_confidence,
            limit=limit,
        )
    )
    list_events(project, asked, format.value, output)


@app.command()
def stories(
    project: ProjectOption = HERE,
    party: Annotated[str | None, typer.Option(help="Code of an actor or recipient.")] = None,
    type: Annotated[str | None, typer.Option("--type", "-t", help="PLOVER type, such as CONSULT.")] = None,
    since: Annotated[str | None, typer.Option(help="Not before this date: YYYY, YYYY-MM or YYYY-MM-DD.")] = None,
    until: Annotated[str | None, typer.Option(help="Not after this date.")] = None,
    text: Annotated[str | None, typer.Option(help="Words in an article.")] = None,
    reports: Annotated[int, typer.Option(help="Only happenings that so many reports tell.", min=1)] = 1,
    query: QueryOption = "",
    format: Annotated[Stories, typer.Option("--format", "-f", help="How to print them.")] = Stories.table,
) -> None:
    """List happenings: reports of one event counted once."""
    from attache.cli.stories import list_stories
    from attache.query import parse

    asked = parse(query).but(**_given(party=party, event=type, since=since, until=until, text=text))
    list_stories(project, asked, reports, format.value)


@app.command()
def story(
    id: Annotated[str, typer.Argument(help="Id of a story, or of an event in it; its start will do.")],
    project: ProjectOption = HERE,
    format: Annotated[
        Stories, typer.Option("--format", "-f", help="table: to read. jsonl: the record.")
    ] = Stories.table,
) -> None:
    """One happening with all its evidence: what each report says, and where they differ."""
    from attache.cli.stories import show_story

    show_story(project, id, format.value)


@app.command()
def register(
    name: Annotated[Register, typer.Argument(help="Which register.")],
    project: ProjectOption = HERE,
    party: Annotated[str | None, typer.Option(help="Code of a party.")] = None,
    since: Annotated[str | None, typer.Option(help="Not before this date.")] = None,
    until: Annotated[str | None, typer.Option(help="Not after this date.")] = None,
    query: QueryOption = "",
    format: Annotated[Rows, typer.Option("--format", "-f", help="How to write it.")] = Rows.csv,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; standard output without.")
    ] = None,
) -> None:
    """A register out of the happenings: agreements, exercises, visits, transfers, sanctions, statements."""
    from attache.cli.stories import print_register
    from attache.query import parse

    asked = parse(query).but(**_given(party=party, since=since, until=until))
    print_register(project, name.value, asked, format.value, output)


@app.command()
def panel(
    unit: Annotated[Panel, typer.Argument(help="countries by day, or dyads by month.")],
    project: ProjectOption = HERE,
    since: Annotated[str | None, typer.Option(help="First day; that of the first article without.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day.")] = None,
    format: Annotated[Rows, typer.Option("--format", "-f", help="How to write it.")] = Rows.csv,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; standard output without.")
    ] = None,
) -> None:
    """A zero-filled panel of happenings by type and quad class, with how many articles were read beside them."""
    from attache.cli.stories import print_panel

    print_panel(project, unit.value, since, until, format.value, output)


@app.command()
def judge(
    kind: Annotated[Verdict, typer.Argument(help="What to say of it.")],
    event: Annotated[str, typer.Argument(help="Id of an event, to add one that of its article; its start will do.")],
    value: Annotated[
        list[str] | None,
        typer.Argument(
            help="For correct: SLOT VALUE. For merge and split: the id of the other event. For add: TYPE@START-END."
        ),
    ] = None,
    project: ProjectOption = HERE,
    author: Annotated[str, typer.Option(help="Whose judgement it is.", envvar=["ATTACHE_AUTHOR", "USER"])] = "unknown",
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
) -> None:
    """Confirm, reject or correct an event, merge two or split them, add one; nothing that was coded is lost."""
    from attache.cli.stories import judge_event

    judge_event(project, kind.value, event, value or [], author, reason)


@app.command()
def history(
    event: Annotated[str | None, typer.Argument(help="Id of an event; without one, judgements that wait.")] = None,
    project: ProjectOption = HERE,
) -> None:
    """What was said of an event, by whom and when; without one, judgements on what is no longer found."""
    from attache.cli.stories import print_history

    print_history(project, event)


@app.command()
def undo(
    judgement: Annotated[int, typer.Argument(help="Number of the judgement, as `attache history` gives it.")],
    project: ProjectOption = HERE,
    author: Annotated[str, typer.Option(help="Who takes it back.", envvar=["ATTACHE_AUTHOR", "USER"])] = "unknown",
) -> None:
    """Take a judgement back; its row stays, marked."""
    from attache.cli.stories import undo_judgement

    undo_judgement(project, judgement, author)


@app.command()
def snapshot(
    name: Annotated[str | None, typer.Argument(help="What to call it.")] = None,
    project: ProjectOption = HERE,
    list_all: Annotated[bool, typer.Option("--list", help="List the snapshots there are instead.")] = False,
) -> None:
    """Write down a state of the project that can be cited: its counts and a checksum of every event."""
    from attache.cli.versions import list_snapshots, make_snapshot

    if list_all:
        list_snapshots(project)
    else:
        make_snapshot(project, name)


@app.command()
def diff(
    one: Annotated[
        str | None, typer.Argument(help="A coder as its records name it; without any, the coders are listed.")
    ] = None,
    other: Annotated[str | None, typer.Argument(help="The coder to compare with it.")] = None,
    project: ProjectOption = HERE,
    format: Annotated[Stories, typer.Option("--format", "-f", help="table: to read. jsonl: records.")] = Stories.table,
) -> None:
    """What one coder found otherwise than another: new, changed and vanished events."""
    from attache.cli.versions import list_coders, show_diff

    if one is None or other is None:
        list_coders(project)
    else:
        show_diff(project, one, other, format.value)


@app.command()
def merge(
    project: ProjectOption = HERE,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Begin anew; the result is the same.")] = False,
    dataset: Annotated[
        Path | None,
        typer.Option(help="Merge these data sets instead of a project: writes their `stories` and `copies`."),
    ] = None,
    engine: Annotated[Engine, typer.Option(help="local: this machine. ray: a cluster. For data sets.")] = Engine.local,
    address: Annotated[str | None, typer.Option(help="The cluster's address, as for `ray.init`.")] = None,
    workers: Annotated[int, typer.Option(help="Processes; 0 is one a core. For data sets.", min=0)] = 0,
) -> None:
    """Merge reports of one happening; `attache code` and `attache load` do so by themselves at their end."""
    from attache.cli.stories import merge_datasets, merge_project

    if dataset is None:
        if engine is not Engine.local or address is not None or workers:
            raise typer.BadParameter(
                "--engine, --address and --workers are for --dataset; a project is merged in this process"
            )
        merge_project(project, rebuild)
    elif rebuild:
        raise typer.BadParameter("--rebuild is for a project; data sets are merged anew each time")
    else:
        merge_datasets(dataset, engine.value, address, workers)


@app.command()
def dyad(
    one: Annotated[str, typer.Argument(help="Code of a state or body, such as CHN.")],
    other: Annotated[str, typer.Argument(help="Code of the other.")],
    project: ProjectOption = HERE,
    since: Annotated[str | None, typer.Option(help="Not before this date.")] = None,
    until: Annotated[str | None, typer.Option(help="Not after this date.")] = None,
    format: Annotated[
        Stories, typer.Option("--format", "-f", help="table: to read. jsonl: one record.")
    ] = Stories.table,
) -> None:
    """Two sides with each other: months, agreements, exercises, visits, disputes, who said what."""
    from attache.cli.stories import show_dyad

    show_dyad(project, one, other, since, until, format.value)


@app.command()
def show(
    id: Annotated[str, typer.Argument(help="Id of an article or event (its start will do), or a source id.")],
    project: ProjectOption = HERE,
) -> None:
    """Print an article with its events: spans coloured, fields beside."""
    from attache.cli.look import show_article

    show_article(project, id)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where to write the files.")],
    project: ProjectOption = HERE,
    query: QueryOption = "",
    format: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            help="Several with commas: csv, parquet, jsonl, gdelt2, gdelt1, polecat, acled, cameo, ftm, graphml, gexf, geojson, "
            "stata, huggingface, labelstudio, prodigy.",
        ),
    ] = "csv",
) -> None:
    """Write events, statements and articles to files, with a data dictionary."""
    from attache.cli.look import export_project

    export_project(project, folder, format, query)


@app.command()
def serve(
    project: ProjectOption = HERE,
    host: Annotated[str, typer.Option(help="Address to listen on; any but loopback demands a token.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port, or the next free one; 0 is any.", min=0, max=65535)] = 8765,
    token: Annotated[
        str | None, typer.Option(help="What visitors must bring; made up where one is needed.", envvar="ATTACHE_TOKEN")
    ] = None,
    name: Annotated[
        list[str], typer.Option("--name", help="A host name that visitors use; may be given several times.")
    ] = [],  # noqa: B006
    open: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Open the explorer: search, charts, articles with their events, review, watches; and the REST API under /api."""
    from attache.cli.serve import serve_project

    serve_project(project, host, port, token, name, open)


@app.command()
def mcp(
    project: ProjectOption = HERE,
    address: Annotated[
        str, typer.Option(help="Where the explorer runs, for the links in answers.")
    ] = "http://localhost:8765",
) -> None:
    """Serve the project to language models over standard input and output (Model Context Protocol); read-only."""
    from attache.cli.serve import serve_models

    serve_models(project, address)


@watch_app.command("add")
def watch_add(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    query: Annotated[str, typer.Argument(help="A search as in the explorer's address: party=CHN&event=AGREE")],
    project: ProjectOption = HERE,
    target: Annotated[
        str, typer.Option(help="file (watches/ID.jsonl in the project), mailto:ADDRESS, or an http address.")
    ] = "file",
    threshold: Annotated[int, typer.Option(help="Tell from so many new happenings on.", min=1)] = 1,
    every: Annotated[int, typer.Option(help="Minutes between looks.", min=1)] = 60,
) -> None:
    """Watch a search: what is new from now on is told, each happening once."""
    from attache.cli.serve import add

    add(project, name, query, target, threshold, every)


@watch_app.command("list")
def watch_list(project: ProjectOption = HERE) -> None:
    """Watches, and how they went."""
    from attache.cli.serve import list_all

    list_all(project)


@watch_app.command("remove")
def watch_remove(
    number: Annotated[int, typer.Argument(help="Number of the watch.")], project: ProjectOption = HERE
) -> None:
    """Watch no longer."""
    from attache.cli.serve import remove

    remove(project, number)


@watch_app.command("run")
def watch_run(
    project: ProjectOption = HERE,
    all: Annotated[bool, typer.Option("--all", help="Also those that are not due yet.")] = False,
) -> None:
    """Look at the watches that are due, as a timer would; `attache serve` does it by itself."""
    from attache.cli.serve import run

    run(project, all)


@app.command()
def doctor(project: ProjectOption = HERE) -> None:
    """Check the installation and the project; print versions, settings and failures."""
    from attache.cli.look import examine

    examine(project)


CorpusArgument = Annotated[Path, typer.Argument(help="Folder with the corpus's JSON Lines.")]
TextsOption = Annotated[
    Path | None,
    typer.Option("--texts", help="Folder that standoff texts name files in.", envvar="ATTACHE_TEXTS"),
]


@corpus_app.command("check")
def corpus_check(folder: CorpusArgument = Path("corpus"), texts: TextsOption = None) -> None:
    """Resolve every quote and check every label; exit 1 where a line breaks the format."""
    from attache.cli.corpus import check

    check(folder, texts)


@corpus_app.command("stats")
def corpus_stats(
    folder: CorpusArgument = Path("corpus"),
    texts: TextsOption = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the tables of corpus/README.md.")] = False,
) -> None:
    """Count texts and events by type, mode, status, context, sector, region and split."""
    from attache.cli.corpus import stats

    stats(folder, texts, markdown=markdown)


@corpus_app.command("agreement")
def corpus_agreement(
    folder: CorpusArgument = Path("corpus"),
    second: Annotated[
        Path | None, typer.Option(help="Folder with the second annotation; default: second/ in the corpus.")
    ] = None,
    texts: TextsOption = None,
    show: Annotated[int, typer.Option(help="Print so many disagreements.")] = 0,
) -> None:
    """Compare two annotators on the texts that both have."""
    from attache.cli.corpus import agree

    agree(folder, second or folder / "second", texts, show)


@corpus_app.command("review")
def corpus_review(
    folder: CorpusArgument = Path("corpus"),
    texts: TextsOption = None,
    split: Annotated[str | None, typer.Option(help="Only the texts of this split: train, dev or test.")] = None,
    show: Annotated[int, typer.Option(help="Print so many disagreements.")] = 40,
    save: Annotated[Path | None, typer.Option(help="Write all of them to this file, JSON Lines.")] = None,
) -> None:
    """Where the reader disagrees with the corpus, the surest disagreements first."""
    from attache.cli.corpus import look_again

    look_again(folder, texts, split, show, save)


@corpus_app.command("restore")
def corpus_restore(
    folder: CorpusArgument = Path("corpus"),
    texts: TextsOption = None,
    pages: Annotated[
        Path | None, typer.Option(help="Folder with saved portal pages (HTML); with --online they are saved there.")
    ] = None,
    online: Annotated[bool, typer.Option("--online", help="Get the portal's public pages, one a second.")] = False,
) -> None:
    """Put the texts of standoff lines back, and say which could not be."""
    from attache.cli.corpus import put_back

    put_back(folder, texts, pages, online=online)

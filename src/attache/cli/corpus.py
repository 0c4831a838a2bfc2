"""Commands on annotated text: check, stats, agreement, review, restore."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import typer

from attache.cli.console import console
from attache.corpus.load import Corpus, load_corpus, read_splits
from attache.corpus.score import agreement, from_annotation
from attache.ontology import CONTEXTS, EVENT_TYPES, MODES, SECTORS, STATUSES


def _load(folder: Path, texts: Path | None) -> Corpus:
    if not folder.is_dir():
        raise typer.BadParameter(f"there is no folder {folder}")
    return load_corpus(folder, texts or texts_at_hand())


def _splits(folder: Path) -> dict[str, str]:
    """The split of every text that is not in train; none where the corpus has no splits."""
    return dict(read_splits(folder)) if (folder / "splits.tsv").is_file() else {}


def texts_at_hand() -> Path | None:
    """The shared data beside a checkout, where there is any."""
    beside = Path("../shared/data")
    return beside if beside.is_dir() else None


def check(folder: Path, texts: Path | None) -> None:
    corpus = _load(folder, texts)
    out = console()
    problems = corpus.problems + load_corpus(folder / "second", texts or texts_at_hand()).problems
    for problem in problems:
        out.print(problem, style="red", highlight=False, markup=False)
    out.print(f"{len(corpus.texts):,} texts checked, {len(problems):,} problems")
    if corpus.missing:
        out.print(
            f"{len(corpus.missing):,} standoff texts could not be checked: their source texts are not here. "
            "Name the folder with --texts, or run `attache corpus restore`."
        )
    if problems:
        raise typer.Exit(1)


def stats(folder: Path, texts: Path | None, *, markdown: bool = False) -> None:
    from rich.table import Table

    from attache.corpus.coverage import coverage
    from attache.corpus.coverage import markdown as as_markdown

    corpus = _load(folder, texts)
    out = console()
    split = _splits(folder)
    events = [event for text in corpus.texts for event in text.events]
    by_split = Counter(split.get(text.id, "train") for text in corpus.texts)
    empty = sum(not text.events for text in corpus.texts)
    authored = sum(text.authored for text in corpus.texts)
    statements = sum(len(text.statements) for text in corpus.texts)
    out.print(
        f"{len(corpus.texts):,} texts ({authored:,} authored, {len(corpus.texts) - authored:,} standoff, "
        f"{empty:,} or {empty / max(1, len(corpus.texts)):.0%} without events), {len(events):,} events, "
        f"{statements:,} statements; {dict(sorted(by_split.items()))}; {len(corpus.missing):,} not at hand"
    )
    counts = coverage(corpus.texts)
    if markdown:
        out.print(as_markdown(counts), highlight=False, markup=False, soft_wrap=True)
        return
    table = Table("type", "events", "modes", box=None, header_style="bold")
    for name in EVENT_TYPES:
        modes = ", ".join(f"{mode} {counts[name][mode]}" for mode in MODES[name])
        table.add_row(name, str(counts["type"][name]), modes)
    out.print(table)
    regions = sorted(counts["region"])
    for title, names in (("status", STATUSES), ("context", CONTEXTS), ("sector", SECTORS), ("region", regions)):
        out.print(f"[bold]{title}[/]: " + ", ".join(f"{name} {counts[title][name]}" for name in names))
    background = sum(event.background for event in events)
    codes = {w.code for e in events for f in (*e.actor, *e.recipient) for w in f.who if w.code}
    out.print(f"background {background}, said_by {sum(e.said_by is not None for e in events)}, {len(codes)} codes")


def agree(folder: Path, second: Path, texts: Path | None, show: int) -> None:
    corpus = _load(folder, texts)
    others = load_corpus(second, texts or texts_at_hand())
    out = console()
    if not others.texts:
        raise typer.BadParameter(f"{second} holds no annotated texts that could be read")
    score = agreement(corpus.texts, others.texts)
    out.print(f"{len(others.texts):,} texts by two annotators")
    for name, value in score.summary().items():
        out.print(f"  {name:<16} {value}")
    if show:
        _print_disagreements(corpus, {text.id: text for text in others.texts}, show)


def _print_disagreements(corpus: Corpus, others: dict[str, object], show: int) -> None:
    from attache.corpus.load import AnnotatedText
    from attache.corpus.score import Score

    out = console()
    for text in corpus.texts:
        other = others.get(text.id)
        if not isinstance(other, AnnotatedText):
            continue
        first, second = [from_annotation(e) for e in text.events], [from_annotation(e) for e in other.events]
        pairs = Score().add(first, second)
        lines = [
            f"  only the first: {e.event} {e.triggers[0].of(text.text)!r}"
            for e in first
            if all(e is not p[0] for p in pairs)
        ]
        lines += [
            f"  only the second: {e.event} {e.triggers[0].of(text.text)!r}"
            for e in second
            if all(e is not p[1] for p in pairs)
        ]
        lines += [
            f"  {a.event} {a.triggers[0].of(text.text)!r}: {sorted(a.actor)}->{sorted(a.recipient)} or {sorted(b.actor)}->{sorted(b.recipient)}"
            for a, b in pairs
            if (a.actor, a.recipient) != (b.actor, b.recipient)
        ]
        if lines and show > 0:
            show -= 1
            out.print(f"{text.id}: {text.text[:300]!r}", *lines, sep="\n", highlight=False, markup=False)


def look_again(folder: Path, texts: Path | None, split: str | None, show: int, save: Path | None) -> None:
    """The reader's disagreements with the corpus, the surest first."""
    from rich.progress import track

    from attache.corpus.review import review
    from attache.reader.model import load_reader

    splits = _splits(folder)
    chosen = [t for t in _load(folder, texts).texts if split is None or splits.get(t.id, "train") == split]
    out = console()
    if not chosen:
        wanted = "" if split is None else f" of the split {split!r}"
        raise typer.BadParameter(f"{folder} has no text{wanted} that is at hand")
    if save is not None and not save.parent.is_dir():  # said before minutes of reading are lost
        raise typer.BadParameter(f"there is no folder {save.parent} to save to")
    doubts = list(review(track(chosen, "reading", console=out, transient=True), load_reader()))
    doubts.sort(key=lambda doubt: (-doubt.weight, doubt.text.id, doubt.span))
    for doubt in doubts[:show]:
        start, end = doubt.span
        words = " ".join(doubt.text.text[max(0, start - 80) : start].split()[1:])
        after = " ".join(doubt.text.text[end : end + 80].split()[:-1])
        out.print(f"[bold]{doubt.text.id}[/]  {doubt.kind}, {doubt.weight:.2f}", highlight=False)
        out.print(f"  {words} [{doubt.span.of(doubt.text.text)}] {after}", highlight=False, markup=False)
        out.print(f"  corpus: {doubt.corpus}   reader: {doubt.reader}", highlight=False, markup=False)
    out.print(f"{len(chosen):,} texts, {len(doubts):,} disagreements, {min(show, len(doubts)):,} shown")
    if save is not None:
        with save.open("w", encoding="utf-8") as lines:
            for doubt in doubts:
                entry = {
                    "id": doubt.text.id,
                    "words": doubt.span.of(doubt.text.text),
                    "start": doubt.span.start,
                    "kind": doubt.kind,
                    "corpus": doubt.corpus,
                    "reader": doubt.reader,
                    "weight": round(doubt.weight, 4),
                }
                lines.write(json.dumps(entry, ensure_ascii=False) + "\n")


def put_back(folder: Path, texts: Path | None, pages: Path | None, *, online: bool) -> None:
    from attache.corpus.texts import SourceTexts, restore, save_restored, standoff_lines

    if not folder.is_dir():
        raise typer.BadParameter(f"there is no folder {folder}")
    if pages is not None and not pages.is_dir():
        raise typer.BadParameter(f"there is no folder {pages}")
    out = console()
    wanted = list(standoff_lines(folder))
    at_hand = SourceTexts(folder, texts or texts_at_hand())
    saved = [path.read_bytes() for path in sorted(pages.glob("*.html"))] if pages is not None else []
    found = restore(wanted, at_hand, saved)
    if online and found.missing:
        urls = sorted({line.page for line in found.missing if line.page is not None})
        found = restore(wanted, at_hand, [*saved, *_public_pages(urls, pages)])
    if found.texts:
        out.print(f"{len(found.texts):,} texts are in {save_restored(folder, found.texts)}", highlight=False)
    for line in found.changed:
        out.print(f"{line.id}: the text at hand is not the one that was annotated", style="yellow", highlight=False)
    elsewhere = sum(line.page is None for line in found.missing)
    if found.missing:
        out.print(
            f"{len(found.missing):,} of {len(found.texts) + len(found.missing):,} texts could not be restored: "
            f"{len(found.missing) - elsewhere:,} portal reports (--pages with saved pages, or --online), "
            f"{elsewhere:,} of other sources (--texts). Everything works without them, on what is there."
        )
        raise typer.Exit(1)


def _public_pages(urls: list[str], save: Path | None) -> Iterator[bytes]:
    """The pages that could be had, one a second; the others are named."""
    import time

    from rich.progress import track

    from attache.articles.fetch import fetch
    from attache.config import load_settings
    from attache.errors import UnreadableArticle

    out = console()
    for url in track(urls, "portal pages", console=out, transient=True):
        try:
            body = fetch(url, load_settings()).body
        except UnreadableArticle as error:
            out.print(str(error), style="yellow", highlight=False, markup=False)
            continue
        if save is not None:
            (save / f"{url.rpartition('/')[2]}.html").write_bytes(body)
        yield body
        time.sleep(1)

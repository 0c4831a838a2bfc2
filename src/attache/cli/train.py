"""The command that trains a reader: progress while it runs, a report at its end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from attache.cli.console import console
from attache.errors import TrainingMissing

if TYPE_CHECKING:
    from attache.training.make import Report

_FIGURES = {
    "event_f1": "events, F1",
    "event_precision": "events, precision",
    "event_recall": "events, recall",
    "codes_f1": "type and all codes, F1",
    "status": "status",
    "background": "background",
    "date": "date",
    "said_by": "said by",
}


def train_reader(
    corpora: Sequence[Path],
    out: Path,
    base: str,
    start: Path | None,
    texts_from: Path | None,
    *,
    epochs: int,
    lr: float,
    seed: int,
) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from attache.cli.corpus import texts_at_hand
    from attache.reader.model import MANIFEST

    for folder in corpora:
        if not folder.is_dir():
            raise typer.BadParameter(f"there is no folder {folder}", param_hint="--corpus")
    if (out / MANIFEST).exists():
        raise typer.BadParameter(f"{out} holds a reader; name another folder, or move it away", param_hint="--out")
    try:
        from attache.training.fit import Recipe
        from attache.training.make import WEIGHTS, gather, make_reader
    except ModuleNotFoundError as error:
        raise TrainingMissing(str(error.name)) from error
    if start is not None and not (start / WEIGHTS).is_file():
        raise typer.BadParameter(f"{start} holds no {WEIGHTS}; `attache train` writes it", param_hint="--start")
    screen = console()
    texts = gather(corpora, texts_from or texts_at_hand())
    if texts.missing:
        screen.print(
            f"{texts.missing:,} texts are not at hand and are left out: attache corpus restore", style="yellow"
        )
    if not texts.dev:
        screen.print("No text is left for dev: thresholds stay at their defaults, confidences are not calibrated.")
    screen.print(f"{len(texts.train):,} texts to learn from, {len(texts.dev):,} to choose thresholds on")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("reading the corpus", total=None)
        report = make_reader(
            texts,
            out,
            Recipe(epochs=epochs, lr=lr, seed=seed),
            base=base,
            start=start,
            progress=lambda p: bar.update(
                task, description=f"epoch {p.epoch} of {epochs}, loss {p.loss:.2f}", total=p.steps, completed=p.step
            ),
            after_epoch=lambda epoch, loss, scores: bar.console.print(
                f"epoch {epoch}: loss {loss:.3f}"
                + (f", dev events {scores['event_f1']:.3f}, with parties {scores['parties_f1']:.3f}" if scores else ""),
                highlight=False,
            ),
            stage=lambda what: bar.update(task, description=what, total=None),
        )
    _show(report)


def _show(report: Report) -> None:
    from rich.table import Table

    screen = console()
    for split, scores in report.scores.items():
        unseen = "" if split == "test" else ", which also chose the thresholds"
        table = Table(title=f"{split}: {report.texts[split]:,} texts{unseen}", title_justify="left")
        for name in ("", "this reader", "shipped reader"):
            table.add_column(name, justify="left" if not name else "right")
        for key, label in _FIGURES.items():
            if key in scores["this"]:
                table.add_row(label, f"{scores['this'][key]:.3f}", f"{scores['shipped'][key]:.3f}")
        screen.print(table)
    screen.print(f"The reader is in {report.folder}: attache code FILE... --reader {report.folder}", highlight=False)

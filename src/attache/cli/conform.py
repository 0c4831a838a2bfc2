"""The command that measures a coder on the conformance suite."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import typer

from attache.cli.console import console
from attache.conformance.expectations import Record
from attache.conformance.suite import GROUPS, Case, load_rules, outcomes


def write_articles(path: Path) -> None:
    if not path.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {path.parent}", param_hint="--articles")
    with path.open("w", encoding="utf-8") as out:
        for rule in load_rules():
            out.writelines(json.dumps(case.article(), ensure_ascii=False) + "\n" for case in rule.cases)
    console().print(f"The articles are in {path}. Code them, then: attache conform --records RECORDS", highlight=False)


def run_suite(records: Path | None, reader: str | None, rule: str | None, failures: bool) -> None:
    rules = [r for r in load_rules() if rule is None or r.id == rule]
    if not rules:
        raise typer.BadParameter(f"there is no rule {rule!r}; known are {', '.join(r.id for r in load_rules())}")
    cases = [case for r in rules for case in r.cases]
    judged = list(outcomes(_own_records(cases, reader) if records is None else _read(records), rules))
    _show(judged, failures)


def _own_records(cases: list[Case], reader: str | None) -> Iterator[Record]:
    from attache.articles.raw import RawArticle
    from attache.coding import Job, code_items, today, worker_count
    from attache.config import load_settings

    settings = load_settings()
    job = Job(None, today(), settings.max_article_chars, reader or settings.reader, settings.resources)
    items = (RawArticle(case.id, text=case.text, published=case.published) for case in cases)
    for coded in code_items(items, job, workers=worker_count(settings)):
        if isinstance(coded, list):
            yield from coded


def _read(path: Path) -> Iterator[Record]:
    if not path.is_file():
        raise typer.BadParameter(f"there is no file {path}", param_hint="--records")
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                record = json.loads(line)
                record["record"], record["source_id"]
            except (ValueError, KeyError, TypeError) as error:
                raise typer.BadParameter(
                    f"{path}:{number} is no record ({type(error).__name__}: {error}); docs/reference/record.md says what is"
                ) from error
            yield record


def _show(judged: list[tuple[Case, list[str]]], failures: bool) -> None:
    from rich.table import Table

    screen = console()
    if failures:
        for case, wrong in judged:
            if wrong:
                screen.print(f"[bold]{case.id}[/] {case.text!r}", highlight=False)
                for line in wrong:
                    screen.print(f"  {line}", highlight=False, markup=False)
    passed = Counter(case.rule for case, wrong in judged if not wrong)
    total = Counter(case.rule for case, _ in judged)
    table = Table("rule", "what it says", "passed", "of")
    for rule in load_rules():
        if total[rule.id]:
            table.add_row(rule.id, rule.text, str(passed[rule.id]), str(total[rule.id]))
    screen.print(table)
    groups = Table("behaviour", "passed", "of")
    for name, label in GROUPS.items():
        of = [not wrong for case, wrong in judged if case.group == name]
        if of:
            groups.add_row(label, str(sum(of)), str(len(of)))
    if groups.row_count:
        screen.print(groups)
    right = sum(passed.values())
    screen.print(
        f"[bold]{right} of {len(judged)} cases pass[/], {100 * right / len(judged):.1f} of 100", highlight=False
    )

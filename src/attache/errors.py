"""Errors that are addressed to the user: each names what was wrong and what to do.

``AttacheError`` stops the run. ``UnreadableArticle`` skips one input, which becomes a row in the
failures table; the run goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


class AttacheError(Exception):
    """What the user must change before attache can go on. ``exit_code`` is the process's exit status."""

    exit_code = 2

    def __reduce__(self) -> tuple[Callable[..., AttacheError], tuple[Any, ...]]:
        """Workers hand it on; as an exception is pickled by itself it would be made anew of its message alone."""
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(kind: type[AttacheError], arguments: tuple[Any, ...], values: dict[str, Any]) -> AttacheError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(values)
    return error


class UnreadableArticle(AttacheError):
    """One input that cannot be read: skipped and kept in the failures table, with ``reason`` as its key."""

    def __init__(self, where: str, reason: str, message: str) -> None:
        self.where, self.reason, self._message = where, reason, message
        super().__init__(f"{where}: {message}")


class InputMissing(AttacheError):
    def __init__(self, path: str) -> None:
        super().__init__(f"There is no file, folder or feed at {path!r}. Check the path, or use - for standard input.")


class BadDate(AttacheError):
    def __init__(self, value: str) -> None:
        super().__init__(f"{value!r} is not a date. Write it as YYYY-MM-DD, such as 2022-04-28.")


class BadQuery(AttacheError):
    """``field`` is what was asked for wrongly."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        super().__init__(f"{field}: {problem}.")


class BadWatch(AttacheError):
    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem}. `attache watch --help` shows how a watch is made.")


class BadSource(AttacheError):
    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem}. `attache sources --help` shows how feeds are followed.")


class BadSetting(AttacheError):
    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}. `attache doctor` lists every setting with its default.")


class BadResources(AttacheError):
    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}. docs/reference/settings.md shows what a folder of resources holds.")


class ModelMissing(AttacheError):
    exit_code = 3

    def __init__(self, reader: str, shipped: Sequence[str]) -> None:
        super().__init__(
            f"There is no reader {reader!r}. Shipped are {', '.join(shipped) or 'none: reinstall attache'}; "
            "of your own, name the folder that `attache train` made."
        )


class ModelDamaged(AttacheError):
    exit_code = 3

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} cannot be used ({problem}). Reinstall attache, or make your own reader anew.")


class BadBase(AttacheError):
    def __init__(self, base: str, problem: str) -> None:
        super().__init__(
            f"{base!r} is no encoder to start from: {problem}. Name a folder with config.json, model.safetensors and "
            "tokenizer.json of a BERT, ELECTRA or DistilBERT, or such a model on Hugging Face."
        )


class BadCorpus(AttacheError):
    def __init__(self, problems: Sequence[str]) -> None:
        shown = "".join(f"\n  {problem}" for problem in problems[:10])
        super().__init__(f"The corpus cannot be trained on; `attache corpus check` lists all that is wrong:{shown}")


class BadFormat(AttacheError):
    def __init__(self, wanted: str, known: Sequence[str]) -> None:
        super().__init__(f"{wanted!r} is no format; they are {', '.join(known)}.")


class BadDataset(AttacheError):
    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(
            f"{folder} is no data set of attache's: {problem}. `attache code --format parquet` makes it (again)."
        )


class ClusterFailed(AttacheError):
    def __init__(self, problem: str) -> None:
        super().__init__(f"The cluster could not do it: {problem}. What was written stays; run the same command again.")


class ExtraMissing(AttacheError):
    def __init__(self, extra: str, what: str) -> None:
        super().__init__(f"{what} needs what is not installed: pip install 'attache[{extra}]'.")


class TrainingMissing(AttacheError):
    def __init__(self, module: str) -> None:
        super().__init__(f"Training needs {module}, which is not installed: pip install 'attache[training]'.")


class ProjectMissing(AttacheError):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds no attache project. Make one with `attache init {folder}`.")


class ProjectTooNew(AttacheError):
    exit_code = 4

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            f"{path} was written by a newer attache (database version {found}, this one knows {known}). "
            "Upgrade with `pip install -U attache`; nothing was changed."
        )


class NotAProject(AttacheError):
    exit_code = 4

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not an attache database, or it is damaged. Restore it from a copy, or move it away."
        )


class ProjectBusy(AttacheError):
    exit_code = 5

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is being written by another process. Wait for it to end, then run the same command again."
        )


class DiskFull(AttacheError):
    exit_code = 6

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"No space is left to write {path}. Everything before the last batch is stored: "
            "free some space and run the same command again."
        )


class UnknownRecord(AttacheError):
    def __init__(self, wanted: str) -> None:
        super().__init__(f"No article or event has the id {wanted!r}. `attache events` lists the ids there are.")


class BadJudgement(AttacheError):
    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem}. `attache judge --help` shows how a judgement is written.")


class UnknownCoder(AttacheError):
    def __init__(self, wanted: str, known: list[str]) -> None:
        there = "; ".join(known) or "none"
        super().__init__(f"No reading of this project is by {wanted!r}. Its coders are: {there}")


class OptionalPartMissing(AttacheError):
    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs a part that is not installed. Get it with `pip install 'attache[{extra}]'`.")

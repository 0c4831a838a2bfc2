"""The shipped reader: an ONNX graph with its tokenizer and thresholds, run on one core without PyTorch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from attache.errors import ModelDamaged, ModelMissing
from attache.events.confidence import load_calibration
from attache.reader.decode import Floats, Thresholds, WindowReading, decode
from attache.reader.seen import Seen
from attache.reader.windows import Window, build_windows
from attache.reading import Reading, Sentence

Output = tuple[Window, dict[str, Floats]]


STANDARD = "standard"
GRAPH, MANIFEST, TOKENIZER, CALIBRATION = "reader.onnx", "reader.json", "tokenizer.json", "calibration.tsv"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a reader's folder says of it: name, version, thresholds, digest, training recipe."""

    name: str
    version: str
    thresholds: Thresholds
    raw: dict[str, Any]


class Reader:
    """Reads sentences of articles. Every window is one call of its own: with int8 activations a batch shares its
    scale, and an article would be read differently in different company (docs/decisions/0002-windows.md)."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.folder = folder
        if not all((folder / name).is_file() for name in (GRAPH, MANIFEST, TOKENIZER)):
            raise ModelMissing(str(folder), shipped_readers())
        try:
            raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            self.manifest = Manifest(raw["name"], raw["version"], Thresholds(**raw["thresholds"]), raw)
        except (ValueError, KeyError, TypeError) as error:
            raise ModelDamaged(folder / MANIFEST, repr(error)) from error
        self.calibration = load_calibration(folder / CALIBRATION)
        try:
            self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # the library raises nothing narrower
            raise ModelDamaged(folder / TOKENIZER, str(error)) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / GRAPH),
                options,
                providers=["CPUExecutionProvider"],
                # That fused kernel is slow on CPUs (shared measurements: +10 to 12 %).
                disabled_optimizers=["SkipLayerNormFusion"],
            )
        except Exception as error:  # of several kinds, by what is wrong with the file
            raise ModelDamaged(folder / GRAPH, str(error)) from error
        self._outputs = [output.name for output in self._session.get_outputs()]
        self._seen = Seen[WindowReading]()
        self._words: dict[str, list[int]] = {}

    def is_whole(self) -> bool:
        """Whether the graph is the one that the manifest describes."""
        digest: object = self.manifest.raw["sha256"]
        return hashlib.sha256((self.folder / GRAPH).read_bytes()).hexdigest() == digest

    def windows(self, text: str, sentences: Sequence[Sentence]) -> list[Window]:
        return build_windows(text, sentences, self.tokenizer, self._words)

    def run(self, window: Window) -> dict[str, Floats]:
        """The logits of one window: see ``decode_window``."""
        values = self._session.run(self._outputs, {"pieces": window.pieces[None], "first": window.first[None]})
        return dict(zip(self._outputs, values, strict=True))

    def outputs(self, reading: Reading) -> Iterator[Output]:
        """The windows of an article's sentences with their logits."""
        for window in self.windows(reading.article.text, reading.sentences):
            yield window, self.run(window)

    def forget(self) -> None:
        """Read everything anew from here on: for measurements."""
        self._seen = Seen()

    def _decoded(self, window: Window) -> WindowReading:
        return decode(self.run(window), self.manifest.thresholds, window.breaks)

    def read(self, reading: Reading, outputs: Iterable[Output] | None = None) -> Reading:
        """Fill mentions, triggers and cues from the article's text and sentences, or from ``outputs`` had before. What was read
        before, in wire copy, is not read again: a window is read the same wherever it stands."""
        if outputs is None:
            windows = self.windows(reading.article.text, reading.sentences)
            read = ((window, self._seen.get(window.digest(), partial(self._decoded, window))) for window in windows)
        else:
            read = ((window, decode(logits, self.manifest.thresholds, window.breaks)) for window, logits in outputs)
        for number, (window, found) in enumerate(read):
            found.placed(window.words, first_cluster=1000 * number, own_from=window.own_from).add_to(reading)
        return reading


def shipped_readers() -> tuple[str, ...]:
    """Names of the readers in the package."""
    with as_file(files("attache") / "models") as folder:
        return tuple(sorted(path.parent.name for path in Path(folder).glob(f"*/{MANIFEST}")))


@cache
def load_reader(reader: str = STANDARD) -> Reader:
    """A reader that ships in the package by its name, any other by its folder, as ``attache train`` makes it.
    Raises ModelMissing, ModelDamaged."""
    if reader not in shipped_readers():
        return Reader(Path(reader))
    with as_file(files("attache") / "models" / reader) as folder:
        return Reader(Path(folder))

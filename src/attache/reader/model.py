"""The shipped reader: an ONNX graph with its tokenizer and thresholds, run on one core without PyTorch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from attache.errors import ModelMissing
from attache.reader.decode import Floats, Thresholds, decode_window
from attache.reader.windows import Window, build_windows
from attache.reading import Reading, Sentence

Output = tuple[Window, dict[str, Floats]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the model file says of itself: version, thresholds, digest, training recipe."""

    name: str
    version: str
    thresholds: Thresholds
    raw: dict[str, Any]


class Reader:
    """Reads sentences of articles. Every window is one call of its own: with int8 activations a batch shares its
    scale, and an article would be read differently in different company (docs/decisions/0002-windows.md)."""

    def __init__(self, folder: Path, name: str = "reader") -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        model = folder / f"{name}.onnx"
        if not model.is_file():
            raise ModelMissing(name, folder)
        raw = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        self.manifest = Manifest(name, raw["version"], Thresholds(**raw["thresholds"]), raw)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(model),
            options,
            providers=["CPUExecutionProvider"],
            # That fused kernel is slow on CPUs (shared measurements: +10 to 12 %).
            disabled_optimizers=["SkipLayerNormFusion"],
        )
        self._outputs = [output.name for output in self._session.get_outputs()]

    def windows(self, text: str, sentences: Sequence[Sentence]) -> list[Window]:
        return build_windows(text, sentences, self.tokenizer)

    def run(self, window: Window) -> dict[str, Floats]:
        """The logits of one window: see ``decode_window``."""
        values = self._session.run(self._outputs, {"pieces": window.pieces[None], "first": window.first[None]})
        return dict(zip(self._outputs, values, strict=True))

    def outputs(self, reading: Reading) -> Iterator[Output]:
        """The windows of an article's sentences with their logits."""
        for window in self.windows(reading.article.text, reading.sentences):
            yield window, self.run(window)

    def read(self, reading: Reading, outputs: Iterable[Output] | None = None) -> Reading:
        """Fill mentions, triggers and cues from the article's text and sentences, or from ``outputs`` had before."""
        for number, (window, logits) in enumerate(self.outputs(reading) if outputs is None else outputs):
            decode_window(window.words, logits, self.manifest.thresholds, first_cluster=number * 1000).add_to(reading)
        return reading


@cache
def load_reader(name: str = "reader") -> Reader:
    """The reader that ships in the package. Raises ModelMissing."""
    with as_file(files("attache") / "models") as folder:
        return Reader(Path(folder), name)

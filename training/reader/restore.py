"""Weights of a shipped reader, out of its int8 graph: ``python -m training.reader.restore``.

A reader is trained on from its weights, and only its graph is kept. A net that is exported anew has the same graph with
weights that are known, so each name in it tells which weight stands there. What comes back are the rounded weights: it
reads as the shipped one does.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from attache.errors import AttacheError
from attache.reader.model import GRAPH
from attache.training.base import load_base
from attache.training.export import export_plain
from attache.training.fit import save_net
from attache.training.net import ReaderNet, Shape

Arrays = dict[str, NDArray[np.generic]]


def arrays(graph: Path) -> Arrays:
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(graph).graph.initializer}


def weights(shipped: Arrays, name: str) -> NDArray[np.generic]:
    """The weights ``name`` of a shipped graph, as float32."""
    if name in shipped:
        return shipped[name]
    if f"{name}_Transposed_quantized" in shipped:  # of a Gemm that became a MatMul
        return weights(shipped, f"{name}_Transposed").T
    whole, scale, zero = (shipped[f"{name}_{part}"] for part in ("quantized", "scale", "zero_point"))
    return ((whole.astype(np.float32) - zero.astype(np.float32)) * scale).astype(np.float32)


def restore(graph: Path, shape: Shape) -> ReaderNet:
    """The net of ``shape`` whose graph was shipped. Raises AttacheError where a weight has no place in the graph."""
    net = ReaderNet(shape)
    with torch.no_grad():
        for parameter in net.parameters():  # no two alike, so that each is known again
            parameter.copy_(torch.randn_like(parameter) * 0.05)
    with tempfile.TemporaryDirectory() as folder:
        exported = arrays(export_plain(net, Path(folder) / "plain.onnx"))
    shipped, state = arrays(graph), net.state_dict()
    for key, value in state.items():
        wanted = value.numpy()
        for name, found in exported.items():
            if found.size != wanted.size:
                continue
            for turned in (False, True):
                here = found.T if turned else found
                if np.array_equal(here.reshape(wanted.shape), wanted):
                    got = weights(shipped, name)
                    state[key] = torch.from_numpy((got.T if turned else got).reshape(wanted.shape).copy())
                    break
            else:
                continue
            break
        else:
            raise AttacheError(f"{graph} holds no weights for {key}; was it exported by another version of the net?")
    net.load_state_dict(state)
    return net.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("src/attache/models/standard"))
    parser.add_argument("--out", type=Path, default=Path("training/work/reader.pt"))
    options = parser.parse_args()
    save_net(restore(options.folder / GRAPH, load_base().shape), options.out)
    print(options.out)


if __name__ == "__main__":
    main()

"""A smaller reader from a trained one: ``python -m training.reader.prune --heads 6 --feed 768``.

The attention heads and inner neurons whose removal would raise the loss least, by its first-order change on batches of the
corpus, are cut out of every layer. What is lost comes back with ``training.reader.train --start`` and the whole reader for a teacher.
Fewer heads save more time than fewer layers at the same loss of weights: scores of short texts cost more than their products.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable
from pathlib import Path

import torch
from torch import Tensor, nn

from attache.training.batch import Batch
from attache.training.fit import load_net, loss_of, read_batch, save_net
from attache.training.net import Layer, ReaderNet
from training.reader.gathered import load_prepared


def importance(net: ReaderNet, batches: Iterable[Batch]) -> tuple[list[Tensor], list[Tensor]]:
    """For each layer what each head and each inner neuron adds to the loss of the batches."""
    layers = [layer for layer in net.encoder.layers if isinstance(layer, Layer)]
    heads = [torch.zeros(layer.out.in_features // layer.head) for layer in layers]
    neurons = [torch.zeros(layer.down.in_features) for layer in layers]
    for batch in batches:
        net.zero_grad()
        loss_of(read_batch(net, batch.windows, batch.rows, batch.heads), batch).backward()
        for at, layer in enumerate(layers):
            heads[at] += _change(layer.out).unflatten(0, (-1, layer.head)).sum(1).abs()
            neurons[at] += _change(layer.down).abs()
    return heads, neurons


def _change(into: nn.Linear) -> Tensor:
    """First-order change of the loss without each input of a linear map."""
    assert into.weight.grad is not None
    return (into.weight * into.weight.grad).detach().sum(0)


def prune(net: ReaderNet, heads: list[Tensor], neurons: list[Tensor], keep: tuple[int, int]) -> ReaderNet:
    """A net with ``keep`` heads and inner neurons a layer, the most important ones of each."""
    state, head = net.state_dict(), net.shape.head
    for at in range(len(heads)):
        name = f"encoder.layers.{at}"
        best = heads[at].topk(keep[0]).indices.sort().values
        columns = (best[:, None] * head + torch.arange(head)).flatten()
        inner = neurons[at].topk(keep[1]).indices.sort().values
        for part in ("query", "key", "value"):
            state[f"{name}.{part}.weight"] = state[f"{name}.{part}.weight"][columns]
            state[f"{name}.{part}.bias"] = state[f"{name}.{part}.bias"][columns]
        state[f"{name}.out.weight"] = state[f"{name}.out.weight"][:, columns]
        state[f"{name}.up.weight"] = state[f"{name}.up.weight"][inner]
        state[f"{name}.up.bias"] = state[f"{name}.up.bias"][inner]
        state[f"{name}.down.weight"] = state[f"{name}.down.weight"][:, inner]
    smaller = ReaderNet(net.shape._replace(layers=(keep,) * len(heads)))
    smaller.load_state_dict(state)
    return smaller


def drop_layers(net: ReaderNet, count: int) -> ReaderNet:
    """A net with ``count`` of the layers, evenly spaced; the first and the last stay."""
    layers = len(net.shape.layers)
    kept = [round(at * (layers - 1) / (count - 1)) for at in range(count)]
    smaller = ReaderNet(net.shape._replace(layers=tuple(net.shape.layers[at] for at in kept)))
    state = {name: value for name, value in net.state_dict().items() if not name.startswith("encoder.layers.")}
    for new, old in enumerate(kept):
        for name, value in net.encoder.layers[old].state_dict().items():
            state[f"encoder.layers.{new}.{name}"] = value
    smaller.load_state_dict(state)
    return smaller


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepared", type=Path, default=Path("training/work/prepared.xz"))
    parser.add_argument("--start", type=Path, default=Path("training/work/reader.pt"))
    parser.add_argument("--out", type=Path, default=Path("training/work/pruned.pt"))
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--heads", type=int, default=6)
    parser.add_argument("--feed", type=int, default=768)
    parser.add_argument("--batches", type=int, default=50)
    options = parser.parse_args()
    batches = [batch for _, batch in load_prepared(options.prepared).rounds[0]]
    net = drop_layers(load_net(options.start), options.layers)
    heads, neurons = importance(net, random.Random(0).sample(batches, min(options.batches, len(batches))))
    for at, (head, neuron) in enumerate(zip(heads, neurons, strict=True)):
        share = [float(v.topk(k).values.sum() / v.sum()) for v, k in ((head, options.heads), (neuron, options.feed))]
        print(f"layer {at + 1}: {share[0]:.2f} of what the heads add is kept, {share[1]:.2f} of the neurons'")
    save_net(prune(net, heads, neurons, (options.heads, options.feed)), options.out)


if __name__ == "__main__":
    main()

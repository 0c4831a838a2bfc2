"""A pruned reader is a reader, and what does not matter can go without a trace."""

import pytest

torch = pytest.importorskip("torch", reason="needs PyTorch: make setup-training")


def test_cutting_what_adds_nothing_changes_nothing():
    from training.reader.prune import prune

    from attache.training.net import FEED, HEADS, ReaderNet, Shape, shape_of

    torch.manual_seed(0)
    net = ReaderNet(Shape(layers=((HEADS, FEED),))).eval()
    idle_heads, idle_neurons = [1, 4, 7], list(range(0, 600, 2))
    with torch.no_grad():
        for head in idle_heads:
            net.encoder.layers[0].out.weight[:, head * 32 : (head + 1) * 32] = 0
        net.encoder.layers[0].down.weight[:, idle_neurons] = 0
    heads, neurons = torch.ones(HEADS), torch.ones(FEED)
    heads[idle_heads], neurons[idle_neurons] = 0, 0
    smaller = prune(net, [heads], [neurons], (HEADS - 3, FEED - 300)).eval()
    assert shape_of(smaller.state_dict()).layers == ((9, 1236),)
    pieces, first = torch.randint(1000, 2000, (1, 20)), torch.arange(1, 16)[None]
    with torch.no_grad():
        one, other = net.read(pieces, first), smaller.read(pieces, first)
    assert torch.allclose(one["trigger"], other["trigger"], atol=1e-4)

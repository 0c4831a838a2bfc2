"""Learning from what several readers think. Needs PyTorch (`make setup-training`), which the checks do without."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs PyTorch: make setup-training")

from attache.reader.windows import Window  # noqa: E402
from attache.reading import Span  # noqa: E402


def window(words):
    spans = tuple(Span(3 * at, 3 * at + 2) for at in range(words))
    return Window(np.arange(2000, 2002 + words), np.arange(1, 1 + words), spans)


@pytest.fixture(scope="module")
def readers():
    from attache.training.net import ReaderNet, Shape

    torch.manual_seed(0)
    return [ReaderNet(Shape(layers=((12, 1536),))).eval() for _ in range(2)]


@pytest.fixture(scope="module")
def windows():
    from attache.training.batch import pad

    return pad([window(7), window(5)])


def test_labels_are_the_mean_of_the_readers(readers, windows):
    from attache.training.distil import soft_labels

    both, one, other = (soft_labels(some, windows) for some in (readers, readers[:1], readers[1:]))
    torch.testing.assert_close(both.tags["trigger"], (one.tags["trigger"] + other.tags["trigger"]) / 2)
    assert both.roles.shape[:2] == (len(both.heads), 7)


def test_nothing_is_said_of_padding(readers, windows):
    from attache.training.distil import soft_labels

    labels = soft_labels(readers, windows)
    assert all(not value[1, 5:].any() for value in labels.tags.values())
    assert not labels.roles[labels.rows == 1][:, 5:].any()


def test_a_reader_agrees_with_itself_better_than_another_does(readers, windows):
    from attache.training.distil import soft_labels, soft_loss
    from attache.training.fit import read_batch

    labels = soft_labels(readers[:1], windows)
    assert len(labels.heads)
    own, other = (
        float(soft_loss(read_batch(reader, windows, labels.rows, labels.heads), labels).detach()) for reader in readers
    )
    assert own < other

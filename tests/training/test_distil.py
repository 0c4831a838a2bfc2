"""Learning from what several readers think. Needs PyTorch (`make setup-training`), which the checks do without."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs PyTorch: make setup-training")

from attache.reader.windows import Window  # noqa: E402
from attache.reading import Span  # noqa: E402


@pytest.fixture(scope="module")
def readers():
    from attache.training.net import ReaderNet, Shape

    torch.manual_seed(0)
    return [ReaderNet(Shape(layers=((12, 1536),))).eval() for _ in range(2)]


@pytest.fixture(scope="module")
def window():
    words = tuple(Span(3 * at, 3 * at + 2) for at in range(7))
    return Window(np.arange(2000, 2009), np.arange(1, 8), words)


def test_labels_are_the_mean_of_the_readers(readers, window):
    from attache.training.distil import soft_labels

    (both,) = soft_labels(readers, [window])
    each = [soft_labels([reader], [window])[0] for reader in readers]
    torch.testing.assert_close(both.tags["trigger"], (each[0].tags["trigger"] + each[1].tags["trigger"]) / 2)
    assert both.roles.shape[:2] == (len(both.heads), len(window.words))


def test_a_reader_agrees_with_itself_better_than_another_does(readers, window):
    from attache.training.distil import head_words, soft_labels, soft_loss
    from attache.training.fit import collate

    batch = soft_labels(readers[:1], [window, window])
    assert len(batch[0].heads)
    own, other = (float(soft_loss(reader(*collate(batch), *head_words(batch)), batch).detach()) for reader in readers)
    assert own < other

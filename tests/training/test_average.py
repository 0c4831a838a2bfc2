"""The mean of readers. Needs PyTorch (`make setup-training`), which the checks do without."""

import pytest

torch = pytest.importorskip("torch", reason="needs PyTorch: make setup-training")


def test_a_head_that_one_lacks_is_the_other_ones():
    from training.reader.average import average

    mean = average([{"a": torch.tensor([1.0])}, {"a": torch.tensor([3.0]), "b": torch.tensor([5.0])}])
    assert {name: value.item() for name, value in mean.items()} == {"a": 2.0, "b": 5.0}


def test_shares_weigh_the_readers():
    from training.reader.average import average

    mean = average([{"a": torch.tensor([1.0])}, {"a": torch.tensor([3.0])}], [0.25, 0.75])
    assert mean["a"].item() == 2.5

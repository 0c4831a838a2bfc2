"""Annotated texts as tensors, and the loss over them. Needs PyTorch (`make setup-training`), which the checks do without."""

import random

import pytest

from attache.corpus.load import resolve
from attache.reader.model import load_reader

torch = pytest.importorskip("torch", reason="needs PyTorch: make setup-training")

TEXTS = [
    ("Peru's police arrested two Chilean officials in Lima on Monday.", "arrested", "Peru's police"),
    ("Ghana thanked Togo.", "thanked", "Ghana"),
    ("Nothing happened in the hills, where it rained.", None, None),
    ("It snowed.", None, None),
]


def annotated(number):
    text, trigger, actor = TEXTS[number]
    events = (
        []
        if trigger is None
        else [
            {
                "event": "COERCE" if trigger == "arrested" else "SUPPORT",
                "mode": [],
                "context": [],
                "trigger": {"q": trigger},
                "actor": [{"q": actor, "who": [{"code": "PER", "sector": ["COP"]}]}],
                "recipient": [],
                "loc": None,
                "status": "actual",
                "background": False,
            }
        ]
    )
    return resolve({"id": f"t{number}", "source": "authored", "published": "2024-05-16", "events": events}, text)


@pytest.fixture(scope="module")
def examples():
    from attache.training.examples import build_examples

    return build_examples([annotated(number) for number in range(len(TEXTS))], load_reader().tokenizer)


def test_labels_stand_where_the_words_do(examples):
    from attache.training.batch import collate
    from attache.training.examples import IGNORE

    batch = collate(examples)
    row, word = batch.events[:, 0]
    span = examples[row].window.words[word]
    assert span.of(TEXTS[row][0]) == "arrested"
    actors = torch.nonzero(batch.roles[0, :, 0] > 0)[:, 0]
    assert examples[0].window.words[actors[0]].of(TEXTS[0][0]) == "Peru"
    assert (batch.tags["mention"][1, len(examples[1].window.words) :] == IGNORE).all()
    assert (batch.roles[1, len(examples[1].window.words) :] == -1).all()


def test_a_batch_weighs_what_its_windows_weigh(examples):
    """Padding adds nothing: the tags' loss of a batch is the mean of that of its windows."""
    from attache.training.batch import collate
    from attache.training.fit import loss_of, read_batch
    from attache.training.net import ReaderNet, Shape

    torch.manual_seed(0)
    net = ReaderNet(Shape(layers=((12, 1536),))).eval()

    def loss(some):
        batch = collate(some)
        return float(loss_of(read_batch(net, batch.windows, batch.rows, batch.heads), batch).detach())

    one, other = [examples[2]], [examples[3]]
    assert loss([*one, *other]) == pytest.approx((loss(one) + loss(other)) / 2, rel=1e-4)


def test_every_window_is_in_one_group(examples):
    from attache.training.batch import grouped

    groups = list(grouped(examples * 5, 40, random.Random(0)))
    assert sum(map(len, groups)) == 20
    assert all(max(len(e.window.pieces) for e in group) * len(group) <= 40 or len(group) == 1 for group in groups)


def test_weights_come_back_from_their_pack():
    from training.reader.pack import pack, unpack

    state = {"a.weight": torch.randn(5, 7), "a.bias": torch.randn(5)}
    back = unpack(pack(state))
    assert (back["a.weight"] - state["a.weight"]).abs().max() < state["a.weight"].abs().max() / 200
    torch.testing.assert_close(back["a.bias"], state["a.bias"], rtol=1e-3, atol=1e-3)

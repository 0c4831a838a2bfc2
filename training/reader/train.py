"""Train a reader of the shipped line: ``python -m training.reader.train``. As ``attache train``, with what only the shipped
readers use: an adapted encoder, teachers, renamed states. Weights and their dev scores go to ``--out``."""

from __future__ import annotations

import argparse
import json
import zlib
from pathlib import Path

import torch
from tokenizers import Tokenizer

from attache.corpus.load import load_corpus, read_splits
from attache.errors import BadCorpus
from attache.reader.windows import build_windows
from attache.sentences import split_sentences
from attache.training.base import load_base
from attache.training.distil import Soft, soft_labels
from attache.training.fit import Recipe, fit, load_net, save_net
from attache.training.net import ReaderNet, Shape
from attache.training.score import score_net
from training.reader.raw import raw_texts
from training.reader.vary import varied


def label_raw(options: argparse.Namespace, tokenizer: Tokenizer, known: set[str]) -> list[Soft]:
    """Windows of the raw texts that the corpus does not hold, as the teachers read them."""
    windows = [
        window
        for raw in raw_texts(options.texts)
        if raw.id not in known
        for window in build_windows(raw.text, split_sentences(raw.text), tokenizer)
    ]
    return soft_labels([load_net(teacher, strict=False) for teacher in options.teachers], windows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("training/work/reader.pt"))
    parser.add_argument("--start", type=Path, help="weights of a whole reader to go on from")
    parser.add_argument("--encoder", type=Path, help="an adapted encoder (training.reader.adapt); else the base model")
    parser.add_argument("--layers", type=int, default=len(Shape().layers))
    parser.add_argument(
        "--teachers", type=Path, nargs="*", default=[], help="weights that label raw text to learn from"
    )
    parser.add_argument(
        "--vary", type=float, default=0.0, help="share of texts whose states are renamed, each epoch anew"
    )
    parser.add_argument("--share", type=float, default=1.0, help="of the annotated texts, for a learning curve")
    recipe = Recipe()
    for name in Recipe.__slots__:
        value = getattr(recipe, name)
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=type(value), default=value, help="see attache.training.fit.Recipe"
        )
    options = parser.parse_args()
    recipe = Recipe(**{name: getattr(options, name) for name in Recipe.__slots__})
    corpus = load_corpus(options.corpus, options.texts)
    if corpus.problems:
        raise BadCorpus(corpus.problems)
    split = dict(read_splits(options.corpus))
    texts = [text for text in corpus.texts if text.id not in split]
    texts = [text for text in texts if zlib.crc32(text.id.encode()) % 1000 < 1000 * options.share]
    dev = [text for text in corpus.texts if split.get(text.id) == "dev"]
    base = load_base()
    softs = label_raw(options, base.tokenizer, {text.id for text in corpus.texts}) if options.teachers else []
    torch.manual_seed(recipe.seed)
    if options.start:
        net = load_net(options.start, strict=False)
    else:
        net = ReaderNet(base.shape._replace(layers=base.shape.layers[: options.layers]))
        state = torch.load(options.encoder, weights_only=True) if options.encoder else base.state
        net.encoder.load_state_dict(state, strict=options.layers == len(base.shape.layers))
    print(f"{len(texts)} texts, {len(softs)} windows of raw text, {sum(p.numel() for p in net.parameters()):,} weights")

    def tell(epoch: int, loss: float, best: ReaderNet) -> None:
        scores = score_net(best, dev, base.tokenizer) if epoch % 4 == 0 or epoch == recipe.epochs else None
        print(f"epoch {epoch}: loss {loss:.3f}", json.dumps(scores) if scores else "", flush=True)
        save_net(best, options.out)  # a run that is cut off leaves what it had

    vary = (lambda shuffle: varied(texts, options.vary, shuffle)) if options.vary else None
    fit(net, texts, base.tokenizer, recipe, softs=softs, vary=vary, after_epoch=tell)


if __name__ == "__main__":
    main()

"""Train a reader of the shipped line: ``python -m training.reader.train``. As ``attache train``, with what only the shipped
readers use: an adapted encoder, teachers, renamed states. Weights and their dev scores go to ``--out``.

It reads what ``training.reader.prepare`` gathered, and what the teachers thought of it (``training.reader.label``)."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import torch

from attache.training.fit import Recipe, fit, load_net, save_net
from attache.training.net import ReaderNet, shape_of
from attache.training.score import score_net
from training.reader.gathered import FOLDS, PARTS, load_prepared, load_thoughts
from training.reader.pack import unpack


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepared", type=Path, default=Path("training/work/prepared.xz"))
    parser.add_argument("--out", type=Path, default=Path("training/work/reader.pt"))
    parser.add_argument("--start", type=Path, help="weights of a reader to go on from")
    parser.add_argument("--encoder", type=Path, help="an adapted encoder (training.reader.adapt); else the base model")
    parser.add_argument("--layers", type=int, default=6, help="of the encoder's")
    parser.add_argument("--thoughts", type=Path, nargs="*", default=[], help="what teachers think of the texts")
    parser.add_argument("--leave-out", type=int, help=f"one of the {FOLDS} folds, for a teacher of the others")
    parser.add_argument("--share", type=float, default=1.0, help="of the annotated texts, for a learning curve")
    parser.add_argument("--plain", action="store_true", help="without renamed states")
    parser.add_argument("--every", type=int, default=4, help="epochs between two scores on dev")
    recipe = Recipe()
    for name in Recipe.__slots__:
        value = getattr(recipe, name)
        if name not in ("pieces", "soft_pieces"):  # decided when the batches were prepared
            parser.add_argument(
                f"--{name.replace('_', '-')}", type=type(value), default=value, help="see attache.training.fit.Recipe"
            )
    options = parser.parse_args()
    given = {name: getattr(options, name) for name in Recipe.__slots__ if hasattr(options, name)}
    recipe = Recipe(**given)
    torch.set_num_threads(min(2, torch.get_num_threads()))
    prepared = load_prepared(options.prepared)
    kept = [
        [
            at
            for at, (part, _) in enumerate(batches)
            if part < PARTS * options.share and (options.leave_out is None or part % FOLDS != options.leave_out)
        ]
        for batches in prepared.rounds[: 1 if options.plain else None]
    ]
    rounds = [[batches[at][1] for at in some] for batches, some in zip(prepared.rounds, kept, strict=False)]
    thoughts, softs = None, []
    if options.thoughts:
        thought = load_thoughts(options.thoughts)
        softs = [thought.raw[at] for at in sorted(thought.raw)]
        if recipe.trust and all(at in found for found, some in zip(thought.rounds, kept, strict=False) for at in some):
            thoughts = [[found[at] for at in some] for found, some in zip(thought.rounds, kept, strict=False)]
    torch.manual_seed(recipe.seed)
    if options.start:
        net = load_net(options.start, strict=False)
    else:
        state = torch.load(options.encoder, weights_only=True) if options.encoder else unpack(prepared.base)
        shape = shape_of(state)
        net = ReaderNet(shape._replace(layers=shape.layers[: options.layers]))
        net.encoder.load_state_dict(state, strict=options.layers == len(shape.layers))
    tokenizer, began = prepared.word_pieces(), time.monotonic()
    print(f"{len(rounds)} rounds of {len(rounds[0])} batches, {len(softs)} of raw text", flush=True)

    def tell(epoch: int, loss: float, best: ReaderNet) -> None:
        last = epoch == recipe.epochs
        scores = score_net(best, prepared.dev, tokenizer) if last or epoch % options.every == 0 else None
        seconds = time.monotonic() - began
        print(f"epoch {epoch}, {seconds:.0f} s: loss {loss:.3f}", json.dumps(scores) if scores else "", flush=True)
        save_net(best, options.out)  # a run that is cut off leaves what it had

    fit(net, rounds, tokenizer, recipe, thoughts=thoughts, softs=softs, after_epoch=tell)


if __name__ == "__main__":
    main()

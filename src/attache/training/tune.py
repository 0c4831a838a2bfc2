"""Choose the reader's thresholds on the dev split: ``python -m attache.training.tune``. Writes thresholds.json.

What decides events and their parties is chosen by the events and codes that the whole pipeline gets right, the
rest by the F1 of what it decides.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

from attache.corpus.load import texts_by_split
from attache.reader.decode import Thresholds
from attache.training.base import load_tokenizer
from attache.training.fit import load_net
from attache.training.score import Outputs, run_net, score_outputs, score_pipeline

_STEPS = {
    "party": (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5),
    "role": (0.4, 0.5, 0.6, 0.7, 0.8),
    "kin": (0.0, 0.25, 0.5, 0.75, 1.0, 1.5),
}
_OTHERS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
_LEVEL = 0.003
_ORDER = (
    ("kin", ("codes_f1",)),
    ("party", ("codes_f1",)),
    ("role", ("codes_f1",)),
    ("trigger", ("event_f1", "codes_f1")),
    ("same", ("event_f1", "codes_f1")),
    ("mention", ("codes_f1",)),
    ("party", ("codes_f1",)),
    ("kin", ("codes_f1",)),
    ("cue", ("cue_f1",)),
    ("background", ("background",)),
    ("mode", ("mode",)),
)
# What can be chosen without the rest of the pipeline, in seconds and not in minutes.
_QUICK = (
    ("trigger", ("event_f1", "parties_f1")),
    ("party", ("parties_f1",)),
    ("cue", ("cue_f1",)),
    ("background", ("background",)),
)


def tune(outputs: Outputs, *, quick: bool = False) -> Thresholds:
    """One threshold after the other, each at its best with the others as they are. ``quick``: those alone that
    the spans decide on, without resolving them."""
    best = Thresholds()
    with_statements = [(text, rows) for text, rows in outputs if text.gives_every_statement]
    for name, figures in _QUICK if quick else _ORDER:
        scored = []
        default = getattr(Thresholds(), name)
        some = with_statements if name == "cue" else outputs
        whole = bool({"codes_f1", "mode"} & set(figures))
        for value in _STEPS.get(name, _OTHERS):
            candidate = replace(best, **{name: value})
            scores = score_pipeline(outputs, candidate) if whole else score_outputs(some, candidate)
            scored.append((sum(scores[figure] for figure in figures), value))
        # Dev has few texts: of values that do about equally well the one nearest to the default.
        top = max(scored)[0]
        chosen = min((value for score, value in scored if score >= top - _LEVEL), key=lambda v: abs(v - default))
        best = replace(best, **{name: chosen})
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path("training/work/reader.pt"))
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("training/work/thresholds.json"))
    options = parser.parse_args()
    texts = texts_by_split(options.corpus, options.texts)["dev"]
    outputs = run_net(load_net(options.weights), texts, load_tokenizer())
    thresholds = tune(outputs)
    options.out.write_text(json.dumps(asdict(thresholds), indent=1) + "\n", encoding="utf-8")
    print(json.dumps(score_outputs(outputs, thresholds)))
    print(json.dumps(score_pipeline(outputs, thresholds)))


if __name__ == "__main__":
    main()

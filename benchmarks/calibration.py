"""Is confidence honest on texts it was not learned from? ``python benchmarks/calibration.py [--split test] [--record]``

For each slot the expected calibration error (ten bins), and the precision of events at ``--min-confidence``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from attache.corpus.load import texts_by_split
from attache.corpus.score import SLOTS, gap, judged
from attache.events.confidence import WHOLE
from attache.pipeline import load_coder, read
from attache.reader.model import STANDARD
from results import record


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--split", default="test")
    parser.add_argument("--reader", default=STANDARD, help="as for attache code")
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/results")
    options = parser.parse_args()
    coder = load_coder(options.reader)
    scores: dict[str, list[tuple[float, bool]]] = {slot: [] for slot in SLOTS}
    for text in texts_by_split(options.corpus, options.texts)[options.split]:
        for slot, values in judged(text, read(text.article(), coder).events).items():
            scores[slot] += values
    figures: dict[str, object] = {"reader": options.reader, "split": options.split}
    apart = figures["apart"] = {slot: round(gap(values), 4) for slot, values in scores.items()}
    for slot, values in scores.items():
        print(f"{slot:<18} {len(values):>5} values, confidence and truth apart by {apart[slot]}")
    for least in (0.3, 0.5, 0.6, 0.7, 0.8):
        kept = [right for score, right in scores[WHOLE] if score >= least]
        share = round(sum(kept) / len(kept), 3) if kept else None
        figures[f"at least {least}"] = {"events": len(kept), "right": share}
        print(f"confidence at least {least}: {len(kept)} events, type and all parties right in {share}")
    if options.record:
        record("calibration", figures)


if __name__ == "__main__":
    main()

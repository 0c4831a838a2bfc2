"""Span scores of a net on annotated texts: what training looks at. The measured figures of the whole system
(codes, dates, dedupe) are benchmarks/reader.py's."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import torch
from tokenizers import Tokenizer

from attache import pipeline
from attache.corpus.load import AnnotatedText
from attache.corpus.score import Score, from_reading, from_text
from attache.events.confidence import Calibration
from attache.reader.decode import Thresholds, WindowReading, decode_window
from attache.reader.windows import Window, build_windows
from attache.reading import Reading, Trigger
from attache.sentences import split_sentences
from attache.training.net import ReaderNet

Outputs = list[tuple[AnnotatedText, list[tuple[Window, dict[str, torch.Tensor]]]]]


@torch.no_grad()
def run_net(net: ReaderNet, texts: Iterable[AnnotatedText], tokenizer: Tokenizer) -> Outputs:
    outputs: Outputs = []
    for text in texts:
        windows = build_windows(text.text, split_sentences(text.text), tokenizer)
        rows = []
        for window in windows:
            pieces = torch.from_numpy(window.pieces)[None]
            rows.append((window, net.read(pieces, torch.from_numpy(window.first)[None])))
        outputs.append((text, rows))
    return outputs


def decode(rows: list[tuple[Window, dict[str, torch.Tensor]]], thresholds: Thresholds) -> list[WindowReading]:
    readings: list[WindowReading] = []
    for number, (window, out) in enumerate(rows):
        arrays = {name: value.numpy() for name, value in out.items()}
        readings.append(
            decode_window(
                window.words,
                arrays,
                thresholds,
                first_cluster=1000 * number,
                own_from=window.own_from,
                breaks=window.breaks,
            )
        )
    return readings


def f1(right: float, predicted: float, gold: float) -> float:
    return round(2 * right / (predicted + gold), 4) if predicted + gold else 0.0


def score_net(net: ReaderNet, texts: list[AnnotatedText], tokenizer: Tokenizer) -> dict[str, float]:
    return score_outputs(run_net(net, texts, tokenizer), Thresholds())


def score_pipeline(outputs: Outputs, thresholds: Thresholds) -> dict[str, float]:
    """Events and codes that are right when the rest of the pipeline follows: see attache.corpus.score."""
    score = Score()
    for text, rows in outputs:
        reading = pipeline.split(Reading(text.article()))
        for found in decode(rows, thresholds):
            found.add_to(reading)
        reading = pipeline.resolve(reading, Calibration({}))
        score.add(from_text(text), [from_reading(event) for event in reading.events])
    return score.summary()


def score_outputs(outputs: Outputs, thresholds: Thresholds) -> dict[str, float]:
    """Events matched by type and an overlapping trigger (a further mention counts); roles by overlapping spans."""
    count = dict.fromkeys(("gold", "predicted", "matched", "parties", "status", "background"), 0)
    role = {name: [0, 0, 0] for name in ("actor", "recipient", "place", "time", "said_by")}
    cues = [0, 0, 0]
    for text, rows in outputs:
        reading = Reading(text.article())
        for found in decode(rows, thresholds):
            found.add_to(reading)
        ordered = sorted(reading.triggers, key=lambda t: t.cluster)
        clusters: list[list[Trigger]] = [list(group) for _, group in groupby(ordered, key=lambda t: t.cluster)]
        cues[1] += len(reading.cues)
        cues[0] += sum(any(c.span.overlaps(s.cue) for s in text.statements if s.cue) for c in reading.cues)
        cues[2] += sum(s.cue is not None for s in text.statements)
        count["gold"] += len(text.events)
        count["predicted"] += len(clusters)
        free = list(text.events)
        for cluster in clusters:
            match = next(
                (
                    event
                    for event in free
                    if event.event == cluster[0].event
                    and any(t.span.overlaps(s) for t in cluster for s in (event.trigger, *event.also))
                ),
                None,
            )
            if match is None:
                continue
            free.remove(match)
            count["matched"] += 1
            best = max(cluster, key=lambda t: (len({r.role for r in t.roles}), t.confidence))
            count["status"] += best.status == match.status
            count["background"] += (best.background >= thresholds.background) == match.background
            gold = {
                "actor": [f.span for f in match.actor],
                "recipient": [f.span for f in match.recipient],
                "place": [match.loc] if match.loc else [],
                "time": [match.when] if match.when else [],
                "said_by": [match.said_by.span] if match.said_by else [],
            }
            right = True
            for name, spans in gold.items():
                told = [r.span for r in best.roles if r.role == name]
                hits = sum(any(a.overlaps(b) for b in spans) for a in told)
                role[name] = [a + b for a, b in zip(role[name], (hits, len(told), len(spans)), strict=True)]
                if name in ("actor", "recipient"):
                    right &= hits == len(told) == len(spans)
            count["parties"] += right
    scores = {
        "event_f1": f1(count["matched"], count["predicted"], count["gold"]),
        "precision": round(count["matched"] / max(1, count["predicted"]), 4),
        "recall": round(count["matched"] / max(1, count["gold"]), 4),
        "parties_f1": f1(count["parties"], count["predicted"], count["gold"]),
        "status": round(count["status"] / max(1, count["matched"]), 4),
        "background": round(count["background"] / max(1, count["matched"]), 4),
        "cue_f1": f1(*cues),
    }
    return scores | {f"{name}_f1": f1(*values) for name, values in role.items()}

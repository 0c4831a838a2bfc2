"""Articles with their events for annotation tools: Label Studio's tasks, Prodigy's lines. What is there is offered as a prediction,
to be mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attache.export.records import Record

_SIDES = ("actor", "recipient")


def _spans(events: Sequence[Record]) -> Iterator[tuple[int, int, str, str, str]]:
    """start, end, label, key of the span, key of the event's trigger."""
    for event in events:
        trigger = f"{event['id']}-t"
        yield event["event_text"]["start"], event["event_text"]["end"], event["event"], trigger, trigger
        for side in _SIDES:
            for n, entity in enumerate(event[side]):
                if entity["end"] > entity["start"]:
                    yield entity["start"], entity["end"], side.upper(), f"{event['id']}-{side}{n}", trigger
        for name, label in (("event_loc", "PLACE"), ("date_text", "DATE"), ("said_by", "SAID_BY")):
            if event[name]:
                yield event[name]["start"], event[name]["end"], label, f"{event['id']}-{name}", trigger


def label_studio_task(article: Record, events: Sequence[Record]) -> Record:
    """One task with its prediction: regions of the text and relations from each trigger to what fills its slots. Offsets are
    UTF-16 units, as the browser counts."""
    text = article["text"]
    units = [0]
    for letter in text:
        units.append(units[-1] + (2 if ord(letter) > 0xFFFF else 1))
    result: list[Record] = []
    for start, end, label, key, trigger in _spans(events):
        result.append(
            {
                "id": key,
                "from_name": "label",
                "to_name": "text",
                "type": "labels",
                "value": {"start": units[start], "end": units[end], "text": text[start:end], "labels": [label]},
            }
        )
        if key != trigger:
            relation = {"type": "relation", "from_id": trigger, "to_id": key, "direction": "right", "labels": [label]}
            result.append(relation)
    score = sum(event["confidence"] for event in events) / len(events) if events else 0.0
    model = events[0]["coder"] if events else article["coder"]
    return {
        "data": {"text": text, "id": article["id"], "published": article["published"], "url": article["url"]},
        "predictions": [{"model_version": model, "score": round(score, 4), "result": result}],
    }


def prodigy_line(article: Record, events: Sequence[Record]) -> Record:
    """One example with spans by characters and relations between them; spans may lie in one another (``spans_key``)."""
    spans: list[Record] = []
    at: dict[str, int] = {}
    relations: list[Record] = []
    for start, end, label, key, trigger in _spans(events):
        at[key] = len(spans)
        spans.append({"start": start, "end": end, "label": label, "id": key})
        if key != trigger:
            relations.append({"head": at[trigger], "child": at[key], "label": label})
    meta = {"article": article["id"], "published": article["published"], "source": article["source_id"]}
    return {"text": article["text"], "spans": spans, "relations": relations, "meta": meta}

"""``python benchmarks/pieces.py``: word pieces a second through each shipped reader, all heads and decoding, one single-threaded
process a core; and beside it what the machine's int8 matrix products reach in as many processes, so that figures of different
machines can be compared. Needs ``onnx`` (``make setup-training``). Articles are those of ``benchmarks/speed.py``."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from results import record
from speed import make_articles

_SECONDS = 8.0
_SIZE = 1024  # rows and columns of the products


def reader_pieces(name: str, articles: list[str]) -> Callable[[], int]:
    """A step that reads one article and says how many word pieces that was."""
    from attache.articles.clean import clean_article
    from attache.articles.raw import RawArticle
    from attache.pipeline import load_coder, split
    from attache.reading import Reading

    reader = load_coder(name).reader
    turn = iter(range(10**9))

    def step() -> int:
        text = articles[next(turn) % len(articles)]
        reading = split(Reading(clean_article(RawArticle(source_id="a", text=text))))
        windows = reader.windows(reading.article.text, reading.sentences)
        reader.read(reading, ((window, reader.run(window)) for window in windows))
        return sum(len(window.pieces) for window in windows)

    return step


def products(_: str, __: list[str]) -> Callable[[], int]:
    """A step of one int8 product, in operations."""
    import onnx
    import onnxruntime as ort
    from onnx import TensorProto, helper

    weights = np.random.default_rng(0).integers(-64, 64, (_SIZE, _SIZE), dtype=np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["c"])],
        "product",
        [helper.make_tensor_value_info("a", TensorProto.UINT8, [_SIZE, _SIZE])],
        [helper.make_tensor_value_info("c", TensorProto.INT32, [_SIZE, _SIZE])],
        [onnx.numpy_helper.from_array(weights, "b")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    left = np.random.default_rng(1).integers(0, 255, (_SIZE, _SIZE), dtype=np.uint8)

    def step() -> int:
        session.run(None, {"a": left})
        return 2 * _SIZE**3

    return step


def _work(make: str, name: str, articles: list[str], ready: object, told: object) -> None:
    step = {"reader": reader_pieces, "products": products}[make](name, articles)
    step()
    ready.wait()  # type: ignore[attr-defined]
    done, began = 0, time.monotonic()
    while time.monotonic() - began < _SECONDS:
        done += step()
    told.put(done / (time.monotonic() - began))  # type: ignore[attr-defined]


def rate(make: str, name: str, articles: list[str], processes: int) -> float:
    """What so many processes do together a second."""
    context = multiprocessing.get_context("spawn")
    ready, told = context.Barrier(processes), context.Queue()
    workers = [context.Process(target=_work, args=(make, name, articles, ready, told)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    total = sum(told.get() for _ in workers)
    for worker in workers:
        worker.join()
    return total


def multiplications(name: str) -> int:
    """Int8 operations a word piece, two for each weight of a matrix product of the encoder's layers."""
    import onnx

    from attache.pipeline import load_coder

    graph = onnx.load(str(load_coder(name).reader.folder / "reader.onnx")).graph
    sizes = {each.name: int(np.prod(each.dims)) for each in graph.initializer}
    return sum(
        2 * sizes.get(node.input[1], 0)
        for node in graph.node
        if node.op_type in ("MatMulInteger", "DynamicQuantizeMatMul")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", nargs="+", default=["standard", "fast"])
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        make_articles(60, source)
        articles = [json.loads(line)["text"] for line in source.read_text(encoding="utf-8").splitlines()]
    peak = {f"{count}": round(rate("products", "", articles, count) / 1e9, 1) for count in sorted({1, cores})}
    figures: dict[str, object] = {"cores": cores, "int8_gops": peak}
    for name in options.readers:
        pieces = {f"{count}": round(rate("reader", name, articles, count)) for count in sorted({1, cores})}
        operations = multiplications(name)
        figures[name] = {
            "pieces_per_s": pieces,
            "share_of_peak": round(pieces[f"{cores}"] * operations / 1e9 / peak[f"{cores}"], 3),
        }
    print(json.dumps(figures, indent=1))
    if options.record:
        record("pieces", figures)


if __name__ == "__main__":
    main()

"""Annotated text (docs/reference/annotation.md): load it, turn quotes into offsets, count it, compare annotators."""

from attache.corpus.load import AnnotatedText, CorpusError, load_corpus

__all__ = ["AnnotatedText", "CorpusError", "load_corpus"]

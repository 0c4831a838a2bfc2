"""Sentences and quotation marks of an article's text."""

from attache.sentences.quotes import find_quotes
from attache.sentences.split import split_sentences

__all__ = ["find_quotes", "split_sentences"]

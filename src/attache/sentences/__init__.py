"""Sentences, quotation marks and the dateline of an article's text."""

from attache.sentences.dateline import find_dateline
from attache.sentences.quotes import find_quotes
from attache.sentences.split import split_sentences

__all__ = ["find_dateline", "find_quotes", "split_sentences"]

"""Inputs to articles: files, feeds, pages and standard input to canonical text, with what was cut and why."""

"""Dates: an interval grammar over the text, anchored at the publication date."""

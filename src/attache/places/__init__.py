"""Places: names to coordinates and codes, with their precision."""

"""Mentions to parties: country, sector, name and office, each with the basis on which it was decided."""

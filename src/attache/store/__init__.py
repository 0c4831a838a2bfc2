"""The project's record: one SQLite file. Writing (``Writer``) and viewing (``View``) are apart."""

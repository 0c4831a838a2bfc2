"""Triggers with their roles to PLOVER events; cues and quotation marks to statements."""

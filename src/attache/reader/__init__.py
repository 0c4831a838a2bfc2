"""The reader: one encoder pass from windows of text to mentions, triggers, roles, status and attribution."""

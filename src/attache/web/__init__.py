"""The explorer: a REST API over a project, and the pages that show it."""

"""The story of an event as long as nothing else is known: itself. Merging with other articles' reports is another step."""

from __future__ import annotations

from dataclasses import replace

from attache.reading import Reading
from attache.stories.group import story_of


def with_own_stories(reading: Reading) -> Reading:
    """Give every event of a reading a story of its own."""
    published, article = reading.article.published, reading.article.id
    reading.events = [replace(event, story=story_of(published, article, event.id)) for event in reading.events]
    return reading

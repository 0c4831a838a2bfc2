"""Chains: the mentions of an article that were resolved to the same party."""

from __future__ import annotations

from collections.abc import Mapping

from attache.reading import Entity, Span


def build_chains(entities: Mapping[Span, tuple[Entity, ...]]) -> list[tuple[Span, ...]]:
    """Chains of two mentions or more, in order of their first one. A group word belongs to no single chain."""
    chains: dict[tuple[str | None, str | None, str], list[Span]] = {}
    for span, found in entities.items():
        if len(found) == 1 and found[0].code is not None and found[0].name:
            entity = found[0]
            chains.setdefault((entity.code, " ".join(entity.sector[:1]), (entity.name or "").casefold()), []).append(
                span
            )
    return sorted(tuple(sorted(chain)) for chain in chains.values() if len(chain) > 1)

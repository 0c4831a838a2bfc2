"""PLOVER's event types, modes, contexts, quad codes, scores and sectors as tables.

Source: PLOVER manual (Open Event Data Alliance, 2023) as read in ``docs/reference/coding-rules.md``.
"""

from __future__ import annotations

from typing import Final

STATUSES: Final = ("actual", "future", "hypothetical", "negated")

# Order is part of the reader's output layout: append, never reorder.
EVENT_TYPES: Final = (
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "COOPERATE",
    "AID",
    "CONCEDE",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
)

MODES: Final[dict[str, tuple[str, ...]]] = {
    "AGREE": (),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "SUPPORT": (),
    "COOPERATE": (),
    "AID": (),
    "CONCEDE": (),
    "RETREAT": ("withdraw", "release", "resign", "disarm", "ceasefire", "access"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "allege", "investigate"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "arrest", "expel", "relations", "territory", "violence"),
    "PROTEST": ("demo", "strike", "boycott", "riot", "obstruct", "hunger", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "arrest",
        "deport",
        "restrict",
        "seize",
        "withhold",
        "censor",
        "curfew",
        "martial-law",
        "cyber",
        "misinformation",
    ),
    "ASSAULT": (
        "abduct",
        "aerial",
        "beat",
        "crowd-control",
        "destroy",
        "drone",
        "explosives",
        "firearms",
        "heavy-weapons",
        "primitive",
        "sexual",
        "suicide-attack",
        "targeted",
        "torture",
        "unconventional",
    ),
}

#: Every (type, mode) pair in a fixed order: one output of the reader each.
TYPE_MODES: Final[tuple[tuple[str, str], ...]] = tuple((event, mode) for event in EVENT_TYPES for mode in MODES[event])

CONTEXTS: Final = (
    "diplomatic",
    "military",
    "legal",
    "economic",
    "territory",
    "terrorism",
    "repression",
    "rights_freedoms",
    "political_institutions",
    "crime",
    "human_rights",
    "migration",
    "human_security",
    "executive",
    "natural_resource",
    "legislative",
    "religion_ethnicity",
    "election",
    "peacekeeping",
    "cbrn",
    "intelligence",
    "health",
    "pro_democracy",
    "illegal_drugs",
    "corruption",
    "technology",
    "trafficking",
    "asylum",
    "pro_autocracy",
    "cyber",
    "lgbt",
    "misinformation",
    "inequality",
    "disasters",
    "reparations",
    "gender",
    "environment",
)

SECTORS: Final = (
    "GOV",
    "MIL",
    "REB",
    "OPP",
    "PTY",
    "COP",
    "JUD",
    "LEG",
    "SPY",
    "PRM",
    "UAF",
    "CVL",
    "BUS",
    "CRM",
    "EDU",
    "ELI",
    "JRN",
    "LAB",
    "MED",
    "REF",
    "REL",
    "SOC",
    "AGR",
    "PRE",
    "UNK",
)

INTERNATIONAL_CODES: Final = ("IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC")

_QUAD: Final = {
    1: ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    2: ("COOPERATE", "AID", "RETREAT"),
    3: ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    4: ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
#: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
QUAD_CODES: Final[dict[str, int]] = {event: quad for quad, events in _QUAD.items() for event in events}

# Goldstein's weights (1992, J. Conflict Resolution 36:2, as extended to CAMEO) of the CAMEO categories
# that CAMEO2PLOVER-2021 maps to each type and mode: see docs/decisions/0004-event-scale.md.
_TYPE_SCALE: Final = {
    "AGREE": 4.0,
    "CONSULT": 1.0,
    "SUPPORT": 3.5,
    "COOPERATE": 6.0,
    "AID": 7.0,
    "CONCEDE": 5.0,
    "RETREAT": 7.0,
    "REQUEST": -1.0,
    "ACCUSE": -2.0,
    "REJECT": -4.0,
    "THREATEN": -5.8,
    "PROTEST": -6.5,
    "SANCTION": -5.6,
    "MOBILIZE": -7.2,
    "COERCE": -7.0,
    "ASSAULT": -9.0,
}
_MODE_SCALE: Final = {
    ("CONSULT", "visit"): 1.9,
    ("CONSULT", "third-party"): 2.5,
    ("CONSULT", "multilateral"): 2.5,
    ("RETREAT", "ceasefire"): 9.0,
    ("RETREAT", "withdraw"): 9.0,
    ("RETREAT", "disarm"): 9.0,
    ("REJECT", "yield"): -5.0,
    ("THREATEN", "restrict"): -4.4,
    ("THREATEN", "violence"): -7.0,
    ("PROTEST", "riot"): -7.5,
    ("PROTEST", "vandalize"): -7.5,
    ("SANCTION", "expel"): -6.5,
    ("SANCTION", "withdraw"): -7.0,
    ("COERCE", "seize"): -9.2,
    ("COERCE", "arrest"): -5.0,
    ("COERCE", "deport"): -5.0,
    ("COERCE", "restrict"): -5.0,
    ("COERCE", "censor"): -5.0,
    ("ASSAULT", "aerial"): -10.0,
    ("ASSAULT", "heavy-weapons"): -10.0,
    ("ASSAULT", "unconventional"): -10.0,
    ("ASSAULT", "drone"): -10.0,
}


def scale_of(event: str, modes: tuple[str, ...] = ()) -> float:
    """Score of a type with its modes, -10 (worst conflict) to 10; the strongest mode counts."""
    scores = [_MODE_SCALE.get((event, mode), _TYPE_SCALE[event]) for mode in modes]
    return max(scores, key=abs) if scores else _TYPE_SCALE[event]


#: Types whose parties act on each other: without a host or a giver, all stand in ``actor``.
RECIPROCAL: Final = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE"})

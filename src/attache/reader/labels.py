"""The layout of the reader's outputs. The order of each tuple is the order of the model's output columns."""

from __future__ import annotations

from typing import Final

from attache.ontology import CONTEXTS, EVENT_TYPES, SECTORS, STATUSES, TYPE_MODES
from attache.reading import MentionKind, Role

MENTION_KINDS: Final[tuple[MentionKind, ...]] = ("party", "place", "time")
ROLES: Final[tuple[Role, ...]] = (
    "actor",
    "recipient",
    "place",
    "time",
    "said_by",
    "disputed_by",
    "speaker",
    "content",
    "addressee",
)
EVENT_ROLES: Final = frozenset(ROLES[:6])
CUE_ROLES: Final = frozenset(ROLES[6:])

#: O, then B and I of each kind.
MENTION_TAGS: Final = 1 + 2 * len(MENTION_KINDS)
#: O, B of each event type, then one I for all (a trigger's type is that of its first word).
TRIGGER_TAGS: Final = 2 + len(EVENT_TYPES)
TRIGGER_INSIDE: Final = TRIGGER_TAGS - 1
#: O, B, I of "said", "according to".
CUE_TAGS: Final = 3
#: O, B, I of each role, each role by itself: one span may be both actor and said_by.
ROLE_TAGS: Final = 3

OUTPUTS: Final[dict[str, int]] = {
    "mention": MENTION_TAGS,
    "trigger": TRIGGER_TAGS,
    "cue": CUE_TAGS,
    "status": len(STATUSES),
    "background": 1,
    "mode": len(TYPE_MODES),
    "context": len(CONTEXTS),
    "sector": len(SECTORS),
}
#: Width in which a party asks whose it is and a name of a state answers (``asks``, ``gives``).
KIN: Final = 64
#: Windows hold whole sentences up to this many word pieces. Portal texts and most passages fit in one,
#: so that a role can lie in a neighbouring sentence.
TOLD_PIECES: Final = 40  # of the window before that are read once more
MAX_PIECES: Final = 254

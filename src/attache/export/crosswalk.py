"""PLOVER to CAMEO and back.

``data/cameo.tsv`` gives a type, mode and contexts for every CAMEO code. The way back has several codes for most types: the one
of the mode, or of the mode and context, that says no more than the record does.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from attache.data import read_table

VERSION: Final = "1"


class Plover(NamedTuple):
    event: str
    mode: str
    context: tuple[str, ...]


@cache
def _table() -> dict[str, Plover]:
    return {
        code: Plover(event, mode, tuple(filter(None, context.split(";"))))
        for code, event, mode, context in read_table("cameo")
    }


def plover_of(cameo: str) -> Plover | None:
    """What a CAMEO code of two to four digits is in PLOVER's terms; that of its base code where it is not in the table, None
    for a public statement (01) and for what is no code."""
    while len(cameo) > 1:
        found = _table().get(cameo) or _table().get(cameo + "0" if len(cameo) == 2 else "")
        if found is not None:
            return found
        cameo = cameo[:-1]
    return None


#: The code of a type, and of a type with a mode.
_CODES: Final[dict[tuple[str, str], str]] = {
    ("AGREE", ""): "030",
    ("CONSULT", ""): "040",
    ("CONSULT", "phone"): "041",
    ("CONSULT", "visit"): "042",
    ("CONSULT", "third-party"): "045",
    ("CONSULT", "multilateral"): "046",
    ("SUPPORT", ""): "050",
    ("COOPERATE", ""): "060",
    ("AID", ""): "070",
    ("CONCEDE", ""): "080",
    ("RETREAT", ""): "087",
    ("RETREAT", "withdraw"): "0874",
    ("RETREAT", "release"): "0841",
    ("RETREAT", "resign"): "0831",
    ("RETREAT", "disarm"): "0873",
    ("RETREAT", "ceasefire"): "0871",
    ("RETREAT", "access"): "086",
    ("REQUEST", ""): "100",
    ("REQUEST", "assist"): "103",
    ("REQUEST", "change"): "104",
    ("REQUEST", "yield"): "105",
    ("REQUEST", "meet"): "106",
    ("ACCUSE", ""): "110",
    ("ACCUSE", "disapprove"): "111",
    ("ACCUSE", "allege"): "112",
    ("ACCUSE", "investigate"): "090",
    ("REJECT", ""): "120",
    ("REJECT", "assist"): "122",
    ("REJECT", "change"): "123",
    ("REJECT", "yield"): "124",
    ("REJECT", "meet"): "125",
    ("THREATEN", ""): "130",
    ("THREATEN", "restrict"): "132",
    ("THREATEN", "arrest"): "137",
    ("THREATEN", "expel"): "136",
    ("THREATEN", "relations"): "1313",
    ("THREATEN", "territory"): "1382",
    ("THREATEN", "violence"): "138",
    ("PROTEST", ""): "140",
    ("PROTEST", "demo"): "141",
    ("PROTEST", "hunger"): "142",
    ("PROTEST", "strike"): "143",
    ("PROTEST", "boycott"): "143",
    ("PROTEST", "obstruct"): "144",
    ("PROTEST", "riot"): "145",
    ("PROTEST", "vandalize"): "145",
    ("SANCTION", ""): "160",
    ("SANCTION", "convict"): "116",
    ("SANCTION", "expel"): "166",
    ("SANCTION", "withdraw"): "161",
    ("SANCTION", "discontinue"): "162",
    ("MOBILIZE", ""): "150",
    ("MOBILIZE", "troops"): "154",
    ("MOBILIZE", "weapons"): "154",
    ("MOBILIZE", "police"): "153",
    ("MOBILIZE", "militia"): "154",
    ("COERCE", ""): "170",
    ("COERCE", "arrest"): "173",
    ("COERCE", "deport"): "174",
    ("COERCE", "restrict"): "172",
    ("COERCE", "seize"): "171",
    ("COERCE", "withhold"): "172",
    ("COERCE", "censor"): "1721",
    ("COERCE", "curfew"): "1723",
    ("COERCE", "martial-law"): "1724",
    ("COERCE", "cyber"): "176",
    ("COERCE", "misinformation"): "170",
    ("ASSAULT", ""): "180",
    ("ASSAULT", "abduct"): "181",
    ("ASSAULT", "aerial"): "195",
    ("ASSAULT", "beat"): "182",
    ("ASSAULT", "crowd-control"): "175",
    ("ASSAULT", "destroy"): "1712",
    ("ASSAULT", "drone"): "1952",
    ("ASSAULT", "explosives"): "183",
    ("ASSAULT", "firearms"): "193",
    ("ASSAULT", "heavy-weapons"): "194",
    ("ASSAULT", "primitive"): "182",
    ("ASSAULT", "sexual"): "1821",
    ("ASSAULT", "suicide-attack"): "1831",
    ("ASSAULT", "targeted"): "186",
    ("ASSAULT", "torture"): "1822",
    ("ASSAULT", "unconventional"): "204",
}
#: What a context makes of it.
_IN_CONTEXT: Final[dict[tuple[str, str], dict[str, str]]] = {
    ("AGREE", ""): {"economic": "0311", "military": "0312", "legal": "0313", "intelligence": "0314"},
    ("COOPERATE", ""): {"economic": "061", "military": "062", "legal": "063", "intelligence": "064"},
    ("AID", ""): {
        "human_security": "073",
        "military": "072",
        "peacekeeping": "074",
        "asylum": "075",
        "economic": "071",
    },
    ("REQUEST", "assist"): {"military": "1032", "human_security": "1033", "economic": "1031"},
    ("REJECT", "assist"): {"military": "1222", "human_security": "1223", "economic": "1221"},
    ("RETREAT", "access"): {"peacekeeping": "0861", "human_security": "0863"},
    ("ACCUSE", "allege"): {"corruption": "1121", "crime": "1121", "human_rights": "1122", "military": "1123"},
    ("ACCUSE", "investigate"): {"corruption": "091", "crime": "091", "human_rights": "092", "military": "093"},
    ("THREATEN", "restrict"): {"economic": "1312"},
    ("SANCTION", ""): {"economic": "163"},
    ("SANCTION", "discontinue"): {"military": "1622", "human_security": "1623", "economic": "163"},
    ("PROTEST", "demo"): {"rights_freedoms": "1413", "political_institutions": "1414"},
    ("ASSAULT", "unconventional"): {"cbrn": "2041"},
}


def cameo_of(event: str, modes: Iterable[str] = (), contexts: Iterable[str] = (), *, signed: bool = False) -> str:
    """The CAMEO code of a PLOVER event; ``signed``: a formal agreement was signed, which PLOVER calls SUPPORT."""
    mode = next((mode for mode in modes if (event, mode) in _CODES), "")
    if event == "SUPPORT" and signed:
        return "057"
    told = set(contexts)
    for context, code in _IN_CONTEXT.get((event, mode), {}).items():
        if context in told:
            return code
    return _CODES[event, mode]


def base_code(cameo: str) -> str:
    """The three-digit code that a code belongs to."""
    return cameo[:3]

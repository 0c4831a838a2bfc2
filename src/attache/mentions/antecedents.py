"""Words that stand for parties named elsewhere: pronouns, group words, counterparts."""

from __future__ import annotations

import re

_PRONOUNS = frozenset(
    """
        he she him her his hers himself herself it its itself they them their theirs themselves who whom
        whose we us our i me my both each
        """.split()
)
_NUMBER = {
    "both": 2,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "trio": 3,
    "quartet": 4,
    "pair": 2,
}
_GROUP = re.compile(
    r"^(?:(?:(?:the|all|these|those|its|both) )+(?P<number>two|three|four|five|six|seven|trio|pair|quartet)|(?P<both>both))"
    r"(?: of (?:them|the))?(?: (?:other|neighbouring|neighboring|warring|rival|allied|asian|arab|gulf|west african|"
    r"foreign|defen[cs]e|prime|nuclear|north|baltic|main))*"
    r"(?: (?:countries|sides|nations|states|governments|parties|neighbou?rs|leaders|ministers|presidents|powers|allies|"
    r"capitals|armies|militaries|navies|members|premiers|diplomats|delegations|koreas|rivals|foes|fleets|signatories|"
    r"partners|heads of state|chiefs|envoys|negotiators))?$",
    re.IGNORECASE,
)
# The group inside a longer phrase: "leaders of both sides", "the two armies' chiefs".
_GROUP_INSIDE = re.compile(
    r"\b(?:the|all|their|these|those|of) (?P<number>both|two|three|four|five|six)(?: \w+)?? "
    r"(?:countries|sides|nations|states|governments|parties|neighbou?rs|armies|delegations|koreas|capitals|powers|camps)"
    r"(?:['’]s?)?\b|\bof (?P<all>both)$",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"^(?:(?:the|both) neighbou?rs|(?:each|neither|either) (?:side|army|country|government|delegation|camp|state))$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"^(?:[\w-]+ ){0,3}(?:of )?(?:who|whom|whose|which)\b", re.IGNORECASE)
_OWN = re.compile(r"^(?:his|her|its|their)\s+\w", re.IGNORECASE)


# States without a name: no country is guessed for them.
_NAMELESS = re.compile(
    r"\b(?:countries|nations|governments|states|the west|foreigners|foreign (?:nationals|citizens|leaders)|"
    r"international community|(?:european|arab|(?:west |east |central |north |southern )?african|balkan|western|"
    r"(?:south |central |southeast )?asian|gulf|(?:latin|south|central) american|nordic|baltic|caribbean|muslim|islamic|world|"
    r"neighbou?ring) (?:leaders|leadership|allies|states|forces|governments|powers|(?:foreign )?ministers|presidents|"
    r"diplomats|ambassadors|envoys|officials|capitals|companies|firms|banks|troops|customers)|everyone|donors)$",
    re.IGNORECASE,
)
#: States that are called by a region or a name in common.
_STATES_OF = {
    "baltic": ("EST", "LVA", "LTU"),
    "visegrad": ("CZE", "HUN", "POL", "SVK"),
    "benelux": ("BEL", "NLD", "LUX"),
    "nordic": ("DNK", "FIN", "ISL", "NOR", "SWE"),
    "sudans": ("SDN", "SSD"),
    "koreas": ("KOR", "PRK"),
}
_NAMED_GROUP = re.compile(
    r"(?:all |both )?(?:the )?(?:two |three |four |five )?(?:(?P<region>baltic|visegrad|benelux|nordic) (?:states|countries|republics|"
    r"nations|governments|leaders|presidents|(?:prime |foreign |defen[cs]e )?ministers|premiers)|(?P<twins>sudans|koreas))",
    re.IGNORECASE,
)
_OF_EUROPE = re.compile(
    r"(?:the |visiting |senior |top )*european (?:leaders|governments|(?:foreign |finance |interior )?ministers|officials|diplomats|"
    r"observers|monitors|mediators|negotiators|troops|authorities|envoys|lawmakers|regulators)",
    re.IGNORECASE,
)


_ELSE = re.compile(
    r"\b(?:his|her|its|their) (?:[\w-]+ )?(?:counterparts?|neighbou?rs?|rivals?|all(?:y|ies)|guests?|hosts?|enem(?:y|ies)|foes?|"
    r"opponents?|adversar(?:y|ies)|partners?|visitors?|critics|creditors?|successors?|predecessors?|challengers?)\b",
    re.IGNORECASE,
)
_ANOTHERS = re.compile(
    r"(?:his|her|its|their) (?:[\w-]+ )?(?:guest|visitor|neighbou?r|enemy|foe|adversary|ally|rival)s?",
    re.IGNORECASE,
)
_OF_THE_DOER = re.compile(r"^(?:its|their) (?:own )?\w|\bof (?:its|their)(?: own\b| \w)", re.IGNORECASE)
_OTHERS = re.compile(
    r"(?:(?:at least|more than|about|some|around|over) )?(?:(?:[\d,]+|\w+|dozens|scores|hundreds) )?(?:others?|more|another)",
    re.IGNORECASE,
)


def is_nameless(surface: str) -> bool:
    """ "several other countries", "foreigners": states or people of states that the words do not name."""
    return bool(_NAMELESS.search(surface.strip()))


def is_pronoun(surface: str) -> bool:
    return surface.lower() in _PRONOUNS and surface != "US"


def is_relative(surface: str) -> bool:
    """ "whom", "whose soldiers", "thirty of whom": of whoever is named right before."""
    return bool(_RELATIVE.match(surface))


def is_counterpart(surface: str) -> bool:
    """ "his Iranian counterpart", "her opposite number"."""
    return bool(re.search(r"\b(?:counterparts?|opposite number)\b", surface, re.IGNORECASE))


def is_somebody_elses(surface: str) -> bool:
    """ "its neighbour", "his guest": whoever that is, not the one who is said to have it."""
    return bool(_ELSE.search(surface))


def is_another_state(surface: str) -> bool:
    """ "its neighbour", "his guest", and no more than that: a state, or somebody of one, that is not the one who has it."""
    return bool(_ANOTHERS.fullmatch(surface))


def named_group(surface: str) -> tuple[str, ...]:
    """The states of "the Baltic states", "the two Koreas"; empty for what is no such group."""
    found = _NAMED_GROUP.fullmatch(surface)
    return _STATES_OF[(found.group("region") or found.group("twins")).lower()] if found else ()


def is_of_europe(surface: str) -> bool:
    """ "European leaders", "European monitors": those of the Union, if all of them are meant."""
    return bool(_OF_EUROPE.fullmatch(surface))


def is_of_the_doer(surface: str) -> bool:
    """ "its embassy", "4,500 of its students", "a crew of their own": of the state or body that does it to them."""
    return bool(_OF_THE_DOER.search(surface)) and not is_somebody_elses(surface)


def is_others(surface: str) -> bool:
    """ "six others", "dozens more": people like those who are named right before."""
    return bool(_OTHERS.fullmatch(surface))


def is_own(surface: str) -> bool:
    """ "its troops", "his country": what belongs to somebody named before."""
    return bool(_OWN.match(surface))


def group_size(surface: str) -> int | None:
    """How many parties a group word stands for ("both countries" 2, "the three" 3); None for other words."""
    words = surface.strip().removesuffix("'s").removesuffix("’")
    if words.lower() in _NUMBER and words.lower() != "both":
        return None  # "police arrested two": people, not states
    if _PAIR.match(words):
        return 2
    if found := _GROUP.match(words):
        return _NUMBER[(found.group("number") or found.group("both")).lower()]
    found = _GROUP_INSIDE.search(words)
    return _NUMBER[(found.group("number") or found.group("all")).lower()] if found else None

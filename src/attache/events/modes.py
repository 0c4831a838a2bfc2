"""Modes that the words of the trigger's clause name, for events to which the reader gives none.

The reader weighs the whole sentence; where it is sure of no mode, a weapon or a manner that is named beside the trigger still is
one. One mode, that whose word stands nearest; none where no word does.
"""

from __future__ import annotations

import re

from attache.reading import Span

_WORDS: dict[str, dict[str, str]] = {
    "ASSAULT": {
        "torture": r"tortur\w+|electric shocks?",
        "suicide-attack": r"suicide (?:bomb\w*|attack\w*|vest)",
        "unconventional": r"poison\w*|nerve agent|chemical weapons?|chlorine|sarin|mustard gas|novichok",
        "crowd-control": r"tear ?gas|water cannons?|rubber bullets|pepper spray|stun grenades?",
        "drone": r"drones?|unmanned",
        "aerial": r"air ?strikes?|air raids?|warplanes?|fighter jets?|helicopter gunships?|bombers?",
        "heavy-weapons": r"shell(?:s|ed|ing|fire)|artillery|mortars?|rockets?|missiles?|howitzers?|tank fire",
        "explosives": r"bomb(?:s|ing|ings)?|explosives?|grenades?|landmines?|blew up|blown up|detonat\w+|blast",
        "firearms": r"shot|shoot\w*|gunfire|opened fire|gunned|machine guns?|snipers?|gun battle|shoot-out",
        "sexual": r"rap(?:e|ed|es|ing)|sexual(?:ly)?",
        "abduct": r"kidnap\w*|abduct\w*|hostages?|captur\w+",
        "beat": r"beat(?:en|ing|s)?|punch\w*|kick\w*|lynch\w*",
        "primitive": r"kni(?:fe|ves)|stab\w*|machetes?|axes?|stones?|set fire|set alight|torched|arson|petrol bombs?|molotov|clubs?|rammed",
    },
    "RETREAT": {
        "access": r"inspectors?|observers?|monitors?|aid convoys?",
        "ceasefire": r"cease-?fire|truce|stopped firing",
        "release": r"releas\w+|freed|freeing|set free",
        "withdraw": r"withdr\w+|pull(?:s|ed|ing)? (?:out|back)|left",
        "resign": r"resign\w*|step(?:s|ped|ping) down|quit",
        "disarm": r"disarm\w*|laid down (?:their|its) (?:arms|weapons)|hand(?:ed|ing) over (?:their )?weapons|dismantl\w+",
    },
    "SANCTION": {
        "expel": r"expel\w*|expulsion|persona non grata",
        "convict": r"convict\w*|sentenc\w*|jailed|guilty|life in prison",
        "withdraw": r"withdr\w+|left|leav(?:e|es|ing)|quit\w*",
        "discontinue": r"cut\w*|suspend\w*|freez\w+|froze\w*|halt\w*|embargo\w*|sanction\w*|ban\w*|tariffs?|revok\w+|recall\w*|sever\w*",
    },
    "COERCE": {
        "arrest": r"arrest\w*|detain\w*|detention|custody|jailed",
        "deport": r"deport\w*",
        "curfew": r"curfews?",
        "martial-law": r"martial law|state of emergency",
        "cyber": r"hack\w*|cyber\w*|malware",
        "misinformation": r"disinformation|misinformation|false (?:reports|news)|fake (?:news|accounts)",
        "seize": r"seiz\w+|captur\w+|occup\w+|took control|confiscat\w+|annex\w*",
        "censor": r"censor\w*|block\w* (?:the )?(?:web)?sites?|off (?:the )?air",
        "restrict": r"clos\w+|block\w*|ban\w*|curb\w*|cordon\w*|barr\w+",
    },
    "THREATEN": {
        "violence": r"force|attack\w*|strik\w+|war|retaliat\w*|kill\w*|destroy\w*|crush\w*|bomb\w*|response|revenge",
        "relations": r"relations|ties|embass\w+",
        "expel": r"expel\w*",
        "arrest": r"arrest\w*",
        "territory": r"invad\w*|annex\w*|occup\w+",
        "restrict": r"clos\w+|block\w*|ban\w*|tariffs?|sanction\w*|cut\w*",
    },
    "REQUEST": {
        "meet": r"talks|meeting|summit|negotiat\w+",
        "yield": r"releas\w+|free|withdr\w+|stop\w*|end|halt\w*|ceas\w+|surrender|resign|hand over|extradit\w*",
        "change": r"repeal\w*|reform\w*|law|policy|chang\w+|election\w*",
        "assist": r"help|aid|support|assist\w*|troops|weapons|loan|money|funds?",
    },
}
_PATTERNS = {
    event: {mode: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for mode, words in of.items()}
    for event, of in _WORDS.items()
}
_REACH = 60  # characters on either side of the trigger


def told_mode(event: str, text: str, sentence: Span, trigger: Span) -> tuple[str, ...]:
    """The mode that is named nearest to the trigger, in its sentence; empty where none is."""
    begin, end = max(sentence.start, trigger.start - _REACH), min(sentence.end, trigger.end + _REACH)
    found = [
        (max(0, match.start() - trigger.end, trigger.start - match.end()), number, mode)
        for number, (mode, pattern) in enumerate(_PATTERNS.get(event, {}).items())
        for match in pattern.finditer(text, begin, end)
    ]
    return (min(found)[2],) if found else ()

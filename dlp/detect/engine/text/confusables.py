"""Letters that look like ASCII: the part of UTS #39's idea that an attacker can use in an id.

Written by hand from the shapes, for the scripts that have Latin look-alikes. A letter is here only
if its usual glyph cannot be told from the ASCII one at reading size.
"""

from __future__ import annotations

_PAIRS = (
    # Cyrillic
    "аa еe оo рp сc уy хx іi јj ѕs ԁd ԛq ԝw һh ѵv ӏl ɡg кk "
    "АA ВB ЕE КK МM НH ОO РP СC ТT Уy ХX ІI ЈJ ЅS ԌG ԜW ԚQ ѴV ӀI ЗЗ "
    # Greek
    "αa οo νv ρp ιi κk υu γy ηn ωw χx "
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϹC ϲc ϳj ϜF "
    # Armenian
    "օo ոn սu հh ցg զq յj ՕO ՏS ԼL ՍU "
    # Cherokee
    "ᎪA ᏴB ᏟC ᎠD ᎬE ᎻH ᎫJ ᏦK ᏞL ᎷM ᏢP ᎡR ᏚS ᎢT ᏙV ᎳW ᏃZ "
    # Latin letters of other blocks
    "ıi ɑa ɩi ʟL ᴄc ᴏo ᴠv ᴡw ᴢz ᴀA ʙB ᴅD ᴇE ꜰF ɢG ʜH ɪI ᴊJ ᴋK ᴍM ɴN ᴘP ʀR ꜱS ᴛT ᴜU ʏY ǃ! ǀl "
    # Lisu and Coptic capitals
    "ꓮA ꓐB ꓚC ꓓD ꓰE ꓝF ꓖG ꓧH ꓲI ꓙJ ꓗK ꓡL ꓟM ꓠN ꓳO ꓑP ꓣR ꓢS ꓔT ꓴU ꓦV ꓪW ꓫX ꓬY ꓜZ "
    "ⲀA ⲂB ⲈE ⲎH ⲒI ⲔK ⲘM ⲚN ⲞO ⲢP ⲤC ⲦT ⲨY ⲬX ⲟo ⲣp ⲥc "
)

#: look-alike → ASCII
CONFUSABLE: dict[str, str] = {
    pair[0]: pair[1] for pair in _PAIRS.split() if len(pair) == 2 and pair[1].isascii()
}

#: ASCII letters that pass for digits where a number is meant
DIGIT_LIKE = str.maketrans(
    {"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8", "Z": "2"}
)

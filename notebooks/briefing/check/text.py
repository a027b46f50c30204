"""Damage to the text of a cell: misread, rewritten by a spreadsheet, strewn with the unseen.

Pure functions on text. Each damage is said as a pair: what is wrong, and how to mend it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import ftfy
from ftfy.badness import is_bad

from briefing.check.fault import Said, short

BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LONGEST = 32_767  # characters; what a cell of a spreadsheet holds
LOST = {
    "\ufffd": "U+FFFD, which stands where a character could not be read",
    "\ufffc": "U+FFFC, which stands where an object was",
}
NAMES = {
    "\u00ad": "a soft hyphen",
    "\ufeff": "a byte order mark",
    "\u200b": "a zero-width space",
    "\u200c": "a zero-width non-joiner",
    "\u200d": "a zero-width joiner",
    "\u2060": "a word joiner",
    "\u200e": "a direction mark",
    "\u200f": "a direction mark",
}


def damage(cell: str) -> Said | None:
    """What is wrong with a cell as text, whatever its column, and how to mend it."""
    if BREAKS.search(cell):
        what = "a line break, a control character or a mark that turns the direction of writing."
        mend = "write the cell on one line; if rows below are in it, close the quote that was left"
        return f"{short(cell)}: {what}", f"{mend} open."
    if len(cell) > LONGEST:
        mend = f"shorten the text; a cell of a spreadsheet holds {LONGEST:,}."
        return f"{len(cell):,} characters.", mend
    if not cell.strip():
        what = f"{short(cell)}: blanks and nothing else."
        return what, "fill this cell, or leave it quite empty."
    if cell != cell.strip():
        return f"{short(cell)} begins or ends with a blank.", "remove the blank."
    if not cell.isascii() and (found := _unseen(cell) or _misread(cell)):
        return found
    return _rewritten(cell)


# ---- What nobody sees


def _unseen(cell: str) -> Said | None:
    """Characters that are lost, invisible, or of private use."""
    for n, character in enumerate(cell):
        if character.isalnum() or character == " ":
            continue
        code, kind = f"U+{ord(character):04X}", unicodedata.category(character)
        mend = "put back the character that was meant, from the source."
        if character in LOST:
            what, mend = LOST[character], "put back the character that was lost, from the source."
        elif kind == "Cf":
            name = NAMES.get(character, "an invisible character")
            what = f"{name} ({code}), which nobody sees and no search finds"
            mend = "remove it; retyping the word is the safest way."
        elif kind in ("Co", "Cs") or ord(character) & 0xFFFE == 0xFFFE:
            what = f"{code}, which stands for no letter"
        else:
            continue
        return f"{short(cell)}: character {n + 1} is {what}.", mend
    return None


# ---- Text read in a wrong encoding

# How text is misread, most likely first. In ftfy's encodings every byte is some character.
CODECS = {
    "sloppy-windows-1252": "Windows-1252",
    "latin-1": "Latin-1",
    "sloppy-windows-1251": "Windows-1251",
    "sloppy-windows-1250": "Windows-1250",
    "sloppy-windows-1257": "Windows-1257",
    "koi8-r": "KOI8-R",
    "cp866": "DOS (866)",
    "cp437": "DOS (437)",
    "macroman": "Mac Roman",
    "iso-8859-5": "ISO 8859-5",
}
# In the others one pair may be a word, or a dash before a letter.
ONE_IS_ENOUGH = set(list(CODECS)[:5])
# What text of this part of the world is made of; what gives anything else was not misread.
PLAUSIBLE = re.compile(
    "[\u00a0\u00a1\u00a3\u00a7\u00a9\u00ab\u00ae\u00b0\u00b4\u00b7\u00bb-\u00ff"
    "\u0100-\u0131\u0134-\u0177\u0179-\u017e\u0218-\u021b"
    "\u0400-\u045f\u0490\u0491\u2010-\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2116"
    "\u2122\u2192\u2212]+"
)
# Signs that stand beside no letter of a word.
TELLING = re.compile("[\u2200-\u22ff\u2500-\u259f\u0192\u00ac]")
# What may stand after a capital letter in sound text.
CLOSING = set("»”’“‘…–—›™\u00a0")


def _sequences(codec: str) -> re.Pattern:
    """A pattern of UTF-8's many-byte characters as they look when read in ``codec``."""

    def look(first: int, last: int) -> str:
        seen = "".join(bytes([b]).decode(codec, "ignore") for b in range(first, last + 1))
        return f"[{re.escape(seen)}]"

    more = look(0x80, 0xBF)
    return re.compile(f"(?:{look(0xC2, 0xDF)}{more}|{look(0xE0, 0xEF)}{more}{more})+")


@cache
def _patterns() -> dict[str, re.Pattern]:
    return {codec: _sequences(codec) for codec in CODECS}


def _misread(cell: str) -> Said | None:
    """Text in UTF-8 that a program took for another encoding, or the other way round."""
    mend = "put the text back as it was{}, and open and save the file as UTF-8."
    for codec, name in CODECS.items():
        if meant := _decoded(cell, codec):
            what = f"{short(cell)} looks like text in UTF-8 that was read as {name} and saved so."
            return what, mend.format(f", probably {short(meant)}")
    if is_bad(cell):
        meant = ftfy.fix_encoding(cell)
        what = f"{short(cell)} looks like text that was read in a wrong encoding and saved so."
        return what, mend.format(f", probably {short(meant)}" if meant != cell else "")
    if accents := ACCENTS.search(cell):
        meant = accents[0].encode("cp1252", "replace").decode("cp1251")
        what = "looks like Cyrillic text in Windows-1251 that was read as Windows-1252."
        return f"{short(cell)} {what}", mend.format(f", probably with {short(meant)}")
    return None


# No language has four accented letters in a row.
ACCENTS = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u00a8\u00b8]{4,}")


def _decoded(cell: str, codec: str) -> str | None:
    """``cell`` with what was misread in ``codec`` put right; ``None`` where nothing was."""
    found = False

    def right(match: re.Match) -> str:
        nonlocal found
        try:
            meant = match[0].encode(codec).decode("utf-8")
        except UnicodeError:
            return match[0]
        if not PLAUSIBLE.fullmatch(meant) or not _evident(cell, match, meant, codec):
            return match[0]
        found = True
        return meant

    text = _patterns()[codec].sub(right, cell)
    return text if found else None


def _evident(cell: str, match: re.Match, meant: str, codec: str) -> bool:
    """Whether a match is misread text and no rare word: two pairs, or one that no word holds."""
    if len(meant) > 1 or len(match[0]) > 2 or TELLING.search(match[0]):
        return True
    before, after = cell[match.start() - 1 : match.start()], cell[match.end() : match.end() + 1]
    if codec not in ONE_IS_ENOUGH or not before.isascii() or not after.isascii():
        return False
    return match[0][-1] not in CLOSING or before.isalpha() or after.isalpha()


# ---- What a spreadsheet makes of a cell

MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|"
    "янв|фев|мар|апр|май|мая|июн|июл|авг|сен|сент|окт|ноя|дек"
)
BACK = "put back what stood there; edit the file as text, or import every column of it as text."
LETTERS = "put the letter{} back, from the source, and save the file as UTF-8."
LOOKS = [  # what a cell looks like, what it is, how to mend it
    (
        r"#(?:[^\W\d_a-z]{2,}|DIV/0|ДЕЛ/0|[A-ZА-Я]/[A-ZА-Я]|ERROR)[!?]",
        "is an error of a spreadsheet, not a value",
        "put back what the formula should have given.",
    ),
    (
        r"#(?:GETTING_DATA|N/A|N/D|NV|Н/Д|I/T)\b|^Err:\d{3}$",
        "is an error of a spreadsheet, not a value",
        "put back what the formula should have given.",
    ),
    (r"^#{3,}$", "is what a spreadsheet shows where a column is too narrow", BACK),
    (
        r"_x[0-9A-Fa-f]{4}_|\\u[0-9A-Fa-f]{4}",
        "holds a character in the spelling of a program",
        "write the character itself, or remove it.",
    ),
    (
        r"^(?![^?]*://)[^?]*\?{3,}",
        "has question marks where letters were lost",
        LETTERS.format("s"),
    ),
    (
        r"^(?!.*://).*[^\W\d_]\?[^\W\d_]",
        "has a question mark inside a word, where a letter was lost",
        LETTERS.format(""),
    ),
    (
        rf"(?i)^(\d{{1,4}}[-.]({MONTHS})([-.]\d{{2,4}})?|({MONTHS})[-.]\d{{2,4}})$",
        "is a date as a spreadsheet writes it",
        BACK,
    ),
    (
        r"^\d{1,2}([/.])\d{1,2}\1(\d{4}|\d{2})( \d.*)?$|^\d{4}([/.])\d{1,2}\4\d{1,2}$",
        "is a date as a spreadsheet writes it",
        "write it as YYYY-MM-DD, or put back what stood there.",
    ),
    (
        r"(?i)^\d{1,2}:\d{2}:\d{2}( ?[ap]m)?$|^\d{1,2}:\d{2} ?[ap]m$",
        "is a time as a spreadsheet writes it",
        "write it as HH:MM.",
    ),
    (r"^-?\d([.,]\d+)?[eE]\+\d+$", "is a long number that a spreadsheet has cut", BACK),
]
REWRITTEN = [(re.compile(look), what, mend) for look, what, mend in LOOKS]
# Without one of these no pattern above can match: most cells are done with in one look.
SUSPECT = re.compile(
    r"[#?]|_x|\\u|^\d.*[-./: ].|^-?\d([.,]\d+)?[eE]|^[A-Za-zА-я]{3,4}[-.]\d+$|^Err:"
)


def _rewritten(cell: str) -> Said | None:
    """Errors, dates, times and numbers that a spreadsheet puts in place of what stood there."""
    if SUSPECT.search(cell):
        for pattern, what, mend in REWRITTEN:
            if pattern.search(cell):
                return f"{short(cell)} {what}.", mend
    return None

"""Text for a terminal as it stands there in the end: without colours, and overwritten where a
program went back in its line.
"""

from __future__ import annotations

import re

# What is no character to be seen: a command of a terminal with its parameters and its letter, one
# that sets a title or an address, any other that is escaped.
COMMAND = re.compile(r"\x1b\[([0-?]*)[ -/]*([@-~])|\x1b\].*?(?:\x07|\x1b\\)|\x1b.?", re.DOTALL)
UNSEEN = dict.fromkeys(n for n in range(32) if chr(n) not in "\t\n\r\b\x1b") | {127: None}
SAME_LINE = "mKhlGq"  # the letters of commands that leave the line where it is


def plain(text: str) -> str:
    """What a terminal shows in the end. Raises ``ValueError`` for text that moves up and down."""
    text = text.replace("\r\n", "\n").translate(UNSEEN)
    return "\n".join(map(_line, text.split("\n"))) if set("\r\b\x1b") & set(text) else text


def _line(text: str) -> str:
    shown: list[str] = []
    at = place = 0
    while place < len(text):
        letter = text[place]
        if letter == "\x1b" and (command := COMMAND.match(text, place)):
            place = command.end()
            if command[2] == "K":
                _erase(shown, at, command[1])
            elif command[2] and command[2] not in SAME_LINE:
                raise ValueError(
                    "a text that moves about in a terminal, as progress bars of several lines do:"
                    " switch them off, or hide them with %%capture"
                )
            continue
        place += 1
        if letter == "\r":
            at = 0
        elif letter == "\b":
            at = max(0, at - 1)
        else:
            shown[at : at + 1] = letter
            at += 1
    return "".join(shown).rstrip() if "\r" in text or "\b" in text else "".join(shown)


def _erase(shown: list[str], at: int, part: str) -> None:
    """Erase in a line: to its end, to its beginning (1) or all (2)."""
    if part in ("1", "2"):
        shown[:at] = " " * min(at, len(shown))
    if part != "1":
        del shown[at:]

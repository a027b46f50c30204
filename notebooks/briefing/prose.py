"""Numbers, money, dates and citations as text. Pure functions; text formats follow English (Unicode
CLDR, by babel).
"""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent, get_currency_name

from briefing.dataset import Data, first_day

if TYPE_CHECKING:  # imported where it is used: who exports a page does without
    import pandas as pd
    from IPython.display import Markdown

    from briefing.money import Money

LOCALE = "en_GB"
MILLION = {1e9: "billion", 1e6: "million"}
CITATION = "source:"  # title of a link that is a citation; the export turns it into a numbered note


def say(text: str) -> Markdown:
    """A paragraph of the story as Markdown, for numbers computed in the sentence."""
    from IPython.display import Markdown

    return Markdown(text)


def number(value: float, digits: int = 0) -> str:
    """``12345.6`` as ``12,346``; ``digits`` is the number of decimals shown, never padded beyond
    them.
    """
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(float(value), format=pattern, locale=LOCALE)


def percent(share: float, digits: int = 0) -> str:
    """A share of one as per cent: ``0.185`` is ``18.5%`` with one digit."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
    return format_percent(float(share), format=pattern, locale=LOCALE)


def count(value: int, singular: str, plural: str | None = None) -> str:
    """``count(1, "event")`` is ``1 event``; ``count(3, "event")`` is ``3 events``."""
    return f"{number(value)} {singular if value == 1 else plural or singular + 's'}"


NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def in_words(value: int) -> str:
    """``in_words(7)`` is ``seven``; from 13 on in figures."""
    return NUMBERS[value] if value < len(NUMBERS) else number(value)


def listing(items: list[str]) -> str:
    """``["a", "b", "c"]`` as ``a, b and c``."""
    return format_list([str(item) for item in items], locale=LOCALE)


def day(value: date) -> str:
    """A date as ``10 December 2020``."""
    import pandas as pd

    return format_date(pd.Timestamp(value), "d MMMM y", locale=LOCALE)


def partial_date(text: str) -> str:
    """``2020``, ``2020-12`` or ``2020-12-10`` as ``2020``, ``December 2020`` or ``10 December
    2020``.

    Raises ``ValueError`` for what is no such date; the check has then named its row.
    """
    pattern = {4: "y", 7: "MMMM y", 10: "d MMMM y"}
    return format_date(first_day(text), pattern[len(text)], locale=LOCALE)


def span(start: date, end: date | None = None, precision: str = "day") -> str:
    """A date or span as exact as its source: ``April 2020``, ``second quarter of 2020``, ``7 to 11
    April 2020``.

    ``precision`` is day, month, quarter or year; ``end`` may be missing (``None`` or ``NaT``).
    """
    import pandas as pd

    start = pd.Timestamp(start)
    end = start if end is None or pd.isna(end) else pd.Timestamp(end)
    if precision == "month":
        return format_date(start, "MMMM y", locale=LOCALE)
    if precision == "quarter":
        return format_date(start, "QQQQ 'of' y", locale=LOCALE)
    if precision == "year":
        return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"
    if start == end:
        return day(start)
    pattern = "d"
    if start.month != end.month:
        pattern = "d MMMM"
    if start.year != end.year:
        pattern = "d MMMM y"
    return f"{format_date(start, pattern, locale=LOCALE)} to {day(end)}"


def amount(data: Data, figure: pd.Series, unit: str = "") -> str:
    """A contested figure with its hedge, as its source has it: ``at least 1,200``, ``10,000 to
    20,000``.

    ``figure`` is a row of ``data.figures``; a finding in words is given as it stands.
    """
    import pandas as pd

    if pd.isna(figure.value):
        return figure.text_value
    digits = 0 if float(figure.value).is_integer() else 2
    text = number(figure.value, digits)
    if not pd.isna(figure.value_to):
        text = f"{text} to {number(figure.value_to, digits)}"
    hedge = data.categories("figures", "bound").hedge[figure.bound]
    return hedge + text + (f" {unit}" if unit else "")


def currency(code: str, count: float | None = None) -> str:
    """The name of a currency: ``USD`` is ``US dollars``; the code itself where it has no name."""
    return get_currency_name(code, count=5 if count is None else count, locale=LOCALE)


def money(amount: Money, about: bool = False) -> str:
    """Money as ``7.5 million US dollars``; below a million in full: ``28,160 US dollars``.

    Nothing is rounded away but fractions of a cent. Takes an amount with its currency and no bare
    number, so that none is said in a wrong currency.
    """
    value = float(amount.value)
    text = number(value) if value.is_integer() else number(value, 2)
    if 0 < value < 0.01:
        text = "less than 0.01"
    for size, word in MILLION.items():
        scaled = value / size
        if scaled >= 1 and round(scaled, 2) == scaled:
            text = f"{format_decimal(scaled, format='#,##0.##', locale=LOCALE)} {word}"
            break
    return f"{'about ' if about else ''}{text} {currency(amount.currency, value)}"


def named(data: Data, table: str, id: str) -> pd.Series:
    """The row of that id. Raises ``LookupError`` with the ids most like it where there is none."""
    rows = data.table(table)
    found = rows[rows.id == id]
    if len(found):
        return found.iloc[0]
    like = get_close_matches(id, rows.id, n=3)
    meant = f"; did you mean {' or '.join(like)}?" if like else ""
    raise LookupError(f"no row of the table {table} has the id {id!r}{meant}")


def cite(data: Data, *sources: str) -> str:
    """Citations of one or more sources by id, as Markdown links; the exported page shows them as
    numbered notes.

    Raises ``LookupError`` for an id that ``data.sources`` does not hold.
    """
    links = []
    for source in dict.fromkeys(sources):
        row = named(data, "sources", source)
        when = f", {row.published[:4]}" if row.published else ""
        links.append(f'[[{plain(row.publisher)}{when}]](<{row.url}> "{CITATION}{source}")')
    return "".join(links)


def event_sources(data: Data, *events: str) -> list[str]:
    """Ids of the sources of the events named, in the order of the events."""
    table = data.event_sources
    return list(dict.fromkeys(s for event in events for s in table[table.event == event].source))


def cite_events(data: Data, *events: str) -> str:
    """Citations of all sources of the events named. Raises ``LookupError`` for an unknown event."""
    for event in events:
        named(data, "events", event)
    return cite(data, *event_sources(data, *events))


def stated(data: Data, figure: str, unit: str = "") -> str:
    """A contested figure with its hedge and its source: ``at least 1,200`` and a citation.

    ``figure`` is an id of ``data.figures``; who says it belongs in the sentence around it.
    Raises ``LookupError`` for an unknown id.
    """
    row = named(data, "figures", figure)
    return amount(data, row, unit) + cite(data, row.source)


def dated(data: Data, event: str) -> str:
    """The date of an event, as exact as its source, with its sources. Raises ``LookupError`` for
    an unknown id.
    """
    row = named(data, "events", event)
    return span(row.date, row.end_date, row.precision) + cite_events(data, event)


# Every ASCII punctuation mark: a backslash before one is always literal.
MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: str) -> str:
    """Text from the data for use inside Markdown: nothing in it can act as markup."""
    return MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))


def language(code: str) -> str:
    """The English name of a language: ``ru`` is ``Russian``."""
    return Locale("en", "GB").languages.get(code, code)

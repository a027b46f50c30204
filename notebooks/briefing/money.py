"""Amounts that keep their currency: which rows may be added, and how an amount is converted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any, overload

import pandas as pd
from babel.numbers import is_currency as known_currency

from briefing.dataset import tuples

DOLLARS = "USD"  # in which the UN stated its total; what stands beside it is so too, or converted

# How each agency books funding in IATI: publisher, transaction type, years that the default view
# takes. WHO: outgoing commitment, one entry for both years; UNICEF: incoming funds; UNDP: incoming
# commitment.
IATI_FUNDING = {
    "WHO": ("World Health Organization", 2, (2020, 2021)),
    "UNICEF": ("UNICEF", 1, (2020,)),
    "UNDP": ("United Nations Development Programme", 11, (2020,)),
}

# Measure A adds what these agencies had booked as spent by this day.
MEASURED = ("UNICEF", "UNDP")
MEASURED_BY = "2020-09-30"


class CannotAdd(ValueError):
    """Rows that must not be added. ``why`` says why in words, ``rows`` holds their ids; the message
    has both, and the codes that differ (``codes``).
    """

    def __init__(self, why: str, rows: list[str], codes: Iterable[str] = ()):
        self.why, self.rows = why, list(rows)
        held = f" ({', '.join(sorted(set(codes)))})" if codes else ""
        super().__init__(f"cannot be added, {why}{held}: {', '.join(self.rows)}")


class NoRate(LookupError):
    """No exchange rate is known for what was asked; the message says which, and which are known.

    ``asked`` holds both currencies, the period and the label of the kind of rate.
    """

    def __init__(self, message: str, *asked: str):
        self.asked = asked
        super().__init__(message)


@dataclass(frozen=True)
class Rate:
    """An exchange rate: ``units`` of ``currency`` for one ``base`` in a month or year."""

    currency: str
    base: str
    units: float
    period: str
    kind: str  # as a label: ``annual average``
    source: str

    def __str__(self) -> str:
        return f"{self.kind} {self.period}: {self.units:g} {self.currency} per {self.base}"


@dataclass(frozen=True)
class Money:
    """An amount with its currency (ISO 4217); a converted one carries the rates that were used.

    Amounts of one currency add, compare and divide; those of two raise ``CannotAdd``. There is
    no way back to a bare number but ``value``, so that an amount is not said without its currency.
    """

    value: float
    currency: str
    rates: tuple[Rate, ...] = ()

    def _beside(self, other: Money) -> Money:
        if other.currency != self.currency:
            sides = [f"{m.value:,.2f} {m.currency}" for m in (self, other)]
            raise CannotAdd("nor compared, in different currencies", sides)
        return other

    def __add__(self, other: Money) -> Money:
        rates = dict.fromkeys([*self.rates, *self._beside(other).rates])
        return Money(self.value + other.value, self.currency, tuple(rates))

    def __radd__(self, start: int) -> Money:
        """``sum`` begins with 0, which has no currency."""
        return self if start == 0 else NotImplemented

    def __mul__(self, times: float) -> Money:
        return replace(self, value=self.value * times)

    @overload
    def __truediv__(self, other: Money) -> float: ...

    @overload
    def __truediv__(self, other: float) -> Money: ...

    def __truediv__(self, other: Money | float) -> float | Money:
        """The share of another amount, or a part of this one; a share of nothing is nothing."""
        if not isinstance(other, Money):
            return replace(self, value=self.value / other)
        return self.value / other.value if self._beside(other).value else 0.0

    def __lt__(self, other: Money) -> bool:
        return self.value < self._beside(other).value

    def __gt__(self, other: Money) -> bool:
        return self.value > self._beside(other).value

    def __round__(self, digits: int | None = None) -> Money:
        return replace(self, value=float(round(self.value, digits or 0)))

    def in_(self, currency: str, rate: Rate) -> Money:
        """The amount in another currency by ``rate``; ``NoRate`` where it is one of others."""
        rates = (*self.rates, rate)
        if (self.currency, currency) == (rate.currency, rate.base):
            return Money(self.value / rate.units, currency, rates)
        if (self.currency, currency) == (rate.base, rate.currency):
            return Money(self.value * rate.units, currency, rates)
        message = f"{rate} is no rate of {self.currency} to {currency}"
        raise NoRate(message, self.currency, currency, rate.period, rate.kind)


def is_currency(unit: str) -> bool:
    """Whether the unit of an amount is an ISO currency code, not a count of items or tonnes."""
    return known_currency(unit)


def of(row) -> Money:
    """The amount of a row with ``amount`` and ``currency`` (or ``unit``).

    Raises ``CannotAdd`` where the row has no amount, or one that is no money.
    """
    unit = row.currency if hasattr(row, "currency") else row.unit
    if pd.isna(row.amount) or not is_currency(unit):
        raise CannotAdd("no money", [getattr(row, "id", "a row")])
    return Money(float(row.amount), unit)


def common(amounts: Iterable[Money]) -> str:
    """The one currency of ``amounts``, as an axis needs it; ``CannotAdd`` where they differ."""
    first, *others = amounts
    return sum(others, first).currency


def overlap(one: str, other: str) -> bool:
    """Whether two overlap groups hold the same money: some path of one equals or begins some path
    of the other.
    """
    pairs = [(a.strip(), b.strip()) for a in one.split(";") for b in other.split(";")]
    return any(
        a and b and (a == b or a.startswith(b + "/") or b.startswith(a + "/")) for a, b in pairs
    )


def addable(rows: pd.DataFrame) -> None:
    """Raise ``CannotAdd``, naming the rows of ``data.contributions``, where they must not be added.

    That is where an amount is missing, a range or no money, a row comes twice, two rows overlap, or
    kinds differ (a commitment is not spending). One exception: rows of the default view may differ
    in kind. WHO and UNDP publish commitments, UNICEF incoming funds and UNHCR only what it spent,
    and no two of those rows hold the same money.
    """
    if rows.amount.isna().any():
        raise CannotAdd("without an amount", list(rows[rows.amount.isna()].id))
    if rows.amount_to.notna().any():
        raise CannotAdd("stated as a range", list(rows[rows.amount_to.notna()].id))
    if rows.kind.nunique() > 1 and not rows.in_default_view.all():
        raise CannotAdd("of different kinds", list(rows.id), list(rows.kind))
    for one, other in combinations(tuples(rows), 2):
        if one.id == other.id or overlap(one.overlap_group, other.overlap_group):
            raise CannotAdd("they hold the same money", [one.id, other.id])
    if not rows.unit.map(is_currency).all():
        raise CannotAdd("no money", list(rows[~rows.unit.map(is_currency)].id))


def total(rows: pd.DataFrame) -> Money:
    """The sum of ``rows`` of ``data.contributions``, which are in one currency.

    Raises ``CannotAdd``, naming the rows, where units differ or ``addable`` does.
    """
    priced = rows[rows.amount.notna()]
    if priced.unit.nunique() > 1:
        raise CannotAdd("in different units", list(rows.id), list(priced.unit))
    addable(rows)
    if rows.empty:
        raise CannotAdd("there is no row", [])
    return Money(float(rows.amount.sum()), rows.unit.iloc[0])


def totals(rows: pd.DataFrame) -> list[Money]:
    """The sums of ``rows`` of ``data.contributions``, one for each currency, side by side.

    Raises ``CannotAdd`` as ``addable`` does: money counted in two currencies is counted twice too.
    """
    addable(rows)
    return [total(part) for _, part in rows.groupby("unit", sort=False)]


@dataclass(frozen=True)
class Rates:
    """The exchange rates that are known: ``table`` is ``data.exchange_rates``, ``kinds`` the label
    of each kind, which messages use.
    """

    table: pd.DataFrame
    kinds: dict[str, str]

    @cached_property
    def _rows(self) -> dict[tuple[frozenset[str], str, str], Any]:
        """The rows by their two currencies, period and kind; of several the first counts."""
        rows = reversed(list(tuples(self.table)))
        return {(frozenset((r.currency, r.base)), r.period, r.kind): r for r in rows}

    def find(self, currency: str, to: str, period: str, kind: str) -> Rate:
        """The one rate between two currencies for ``period`` and ``kind``.

        ``currency`` and ``to`` are ISO codes; ``period`` is a month (``2020-05``) or year
        (``2020``); ``kind`` is one of the table. No other period, kind or third currency is put in
        place of a missing rate: raises ``NoRate``.
        """
        label, pair = self.kinds.get(kind, kind), frozenset((currency, to))
        row = self._rows.get((pair, period, kind))
        if row is None:
            what = f"no {label} rate of {currency} to {to} for {period or 'an unknown period'}"
            raise NoRate(f"{what}; {self._known(pair)}", currency, to, period, label)
        units = float(row.units_per_base)
        return Rate(row.currency, row.base, units, row.period, label, row.source)

    def _known(self, pair: frozenset[str]) -> str:
        """Which rates of a pair of currencies there are, for the message that one is missing."""
        of_pair = [(period, kind) for two, period, kind in self._rows if two == pair]
        known = [
            f"{label} {_runs(of)} ({len(of)} rates)"
            for kind, label in self.kinds.items()
            if (of := [period for period, one in of_pair if one == kind])
        ]
        return f"known: {'; '.join(known)}" if known else "none of this pair is known"


def _runs(periods: Iterable[str]) -> str:
    """Periods (``2020`` or ``2020-05``) in words, those that follow each other as from and to."""
    runs: list[list[str]] = []
    for period in sorted(set(periods)):
        if runs and _place(period) == _place(runs[-1][-1]) + 1:
            runs[-1].append(period)
        else:
            runs.append([period])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def _place(period: str) -> int:
    """The number of a year, or of a month, in the order of time."""
    year, _, month = period.partition("-")
    return int(year) * 12 + int(month) - 1 if month else int(year)


def convert(amount: Money, to: str, period: str, kind: str, rates: Rates) -> Money:
    """``amount`` in the currency ``to``, with the rate that was used; see ``Rates.find``."""
    if amount.currency == to:
        return amount
    return amount.in_(to, rates.find(amount.currency, to, period, kind))

"""Sums over the funding tables that never count money twice, and conversion that names its rate.

Pure functions on the tables of the data package; they know nothing of charts or pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from briefing.dataset import Data

WHO_GROUP = "who-13003"  # the overlap group of WHO's emergency output in Belarus

# How each agency books funding in IATI: publisher, transaction type, years that the default view takes.
IATI_FUNDING = {
    "WHO": ("World Health Organization", 2, (2020, 2021)),  # outgoing commitment; one entry for both years
    "UNICEF": ("UNICEF", 1, (2020,)),  # incoming funds
    "UNDP": ("United Nations Development Programme", 11, (2020,)),  # incoming commitment
}
COUNTRIES = {"Belarus": "BLR", "Ukraine": "UKR", "Moldova": "MDA", "Georgia": "GEO", "Armenia": "ARM", "Azerbaijan": "AZE"}


class CannotAdd(ValueError):
    """Rows that must not be added. ``rows`` holds their ids; the message says why and names them."""

    def __init__(self, why: str, rows: list[str]):
        self.rows = list(rows)
        super().__init__(f"cannot be added, {why}: {', '.join(self.rows)}")


class NoRate(LookupError):
    """No exchange rate is known for what was asked; the message says which."""


def overlap(one: str, other: str) -> bool:
    """Whether two overlap groups hold the same money: some path of one equals or begins some path of the other."""
    pairs = [(a.strip(), b.strip()) for a in one.split(";") for b in other.split(";")]
    return any(a and b and (a == b or a.startswith(b + "/") or b.startswith(a + "/")) for a, b in pairs)


def total(rows: pd.DataFrame) -> float:
    """The sum of ``rows`` of ``data.contributions``, in their common unit.

    Raises ``CannotAdd``, naming the rows, where an amount is missing, units differ, a row comes
    twice, two rows overlap, or kinds differ (a commitment is not spending). One exception:
    rows of the default view may differ in kind. WHO and UNDP publish commitments, UNICEF
    incoming funds and UNHCR only what it spent, and no two of those rows hold the same money.
    """
    if rows.amount.isna().any():
        raise CannotAdd("without an amount", list(rows[rows.amount.isna()].id))
    if rows.unit.nunique() > 1:
        raise CannotAdd(f"in different units ({', '.join(sorted(set(rows.unit)))})", list(rows.id))
    if rows.kind.nunique() > 1 and not rows.in_default_view.all():
        raise CannotAdd(f"of different kinds ({', '.join(sorted(set(rows.kind)))})", list(rows.id))
    for one, other in combinations(rows.itertuples(), 2):
        if one.id == other.id or overlap(one.overlap_group, other.overlap_group):
            raise CannotAdd("they hold the same money", [one.id, other.id])
    return float(rows.amount.sum())


def default_view(data: Data) -> pd.DataFrame:
    """The rows of ``data.contributions`` that add up without overlap: funding of four agencies, in US dollars."""
    rows = data.contributions
    return rows[rows.in_default_view].reset_index(drop=True)


def sums(data: Data, *by: str) -> pd.Series:
    """Sums of the default view in US dollars by one or more of ``donor_group``, ``agency``, ``sector``, largest first."""
    view = default_view(data)
    total(view)  # no two rows hold the same money, so no two of a part do
    return view.groupby(list(by), sort=False).amount.sum().astype(float).sort_values(ascending=False, kind="stable")


def tagged_for_small_firms(data: Data) -> pd.DataFrame:
    """The rows of the default view whose publisher marks them as money for small and medium-sized enterprises."""
    view = default_view(data)
    return view[view.sme_layer.str.startswith("tagged-")]


def stated(data: Data) -> pd.Series:
    """The latest row of ``data.statements`` with an amount: the total as the speech has it."""
    rows = data.statements
    return rows[rows.amount.notna()].sort_values("date").iloc[-1]


def spent(data: Data, as_of: str) -> pd.DataFrame:
    """What each agency had booked as spent by a day, in US dollars: agency, as_of, amount, contribution, source.

    ``as_of`` of a row is the last day its running total counts; an agency that had published
    no total by then has no row.
    """
    rows = data.spent_to_date
    rows = rows[rows.as_of <= pd.Timestamp(as_of)].sort_values("as_of", kind="stable")
    last = rows.drop_duplicates("agency", keep="last").sort_values("amount", ascending=False)
    return last[["agency", "as_of", "amount", "contribution", "source", "note"]].reset_index(drop=True)


def measures(data: Data) -> pd.DataFrame:
    """Measures A, B, B2 and C: measure, title, definition, weakness, amount (US dollars), share (of the stated total)."""
    view = default_view(data)
    who = total(view[view.agency == "WHO"])
    without_who = total(view[view.agency != "WHO"])
    autumn = spent(data, "2020-09-30").set_index("agency").amount
    amounts = {"A": autumn[["UNICEF", "UNDP"]].sum(), "B": without_who, "B2": without_who + who / 2, "C": total(view)}
    rows = data.measures
    rows["amount"] = rows.measure.map(amounts).astype(float)
    rows["share"] = rows.amount / float(stated(data).amount)
    return rows


def from_iati(data: Data) -> pd.DataFrame:
    """Funding of WHO, UNICEF and UNDP added up from ``data.iati_transactions``, in US dollars.

    Columns: agency, code, type (IATI transaction type), first, last (years), transactions (how many), amount. Each agency is
    read by one transaction type only, since the same money appears under several.
    """
    rows, result = data.iati_transactions, []
    for agency, (publisher, code, years) in IATI_FUNDING.items():
        own = rows[(rows.reporting_org == publisher) & (rows.transaction_type_code == code) & rows.transaction_date.dt.year.isin(years)]
        if set(own.currency) != {"USD"}:
            raise CannotAdd(f"{agency} transactions not all in US dollars", list(own.row.astype(str)))
        result.append({"agency": agency, "code": code, "type": own.transaction_type.iloc[0], "first": years[0], "last": years[-1],
                       "transactions": len(own), "amount": float(own.value.sum())})
    return pd.DataFrame(result)


@dataclass(frozen=True)
class Converted:
    """A converted amount: ``amount`` in the new currency, the ``rate`` in words and its ``source``."""

    amount: float
    rate: str
    source: str


def convert(amount: float, currency: str, to: str, period: str, kind: str, rates: pd.DataFrame) -> Converted:
    """Convert ``amount`` by the one rate of ``rates`` (``data.exchange_rates``) for ``period`` and ``kind``.

    ``currency`` and ``to`` are ISO codes; ``period`` is a month (``2020-05``) or year (``2020``);
    ``kind`` is annual-average, monthly-average or end-of-month. No other period, kind or third
    currency is put in place of a missing rate: raises ``NoRate``.
    """
    known = rates[(rates.period == period) & (rates.kind == kind)]
    ahead = known[(known.currency == currency) & (known.base == to)]
    back = known[(known.currency == to) & (known.base == currency)]
    if ahead.empty and back.empty:
        raise NoRate(f"no {kind.replace('-', ' ')} rate of {currency} to {to} for {period or 'an unknown period'}")
    row = (ahead if len(ahead) else back).iloc[0]
    units = float(row.units_per_base)
    words = f"{kind.replace('-', ' ')} {period}: {units:g} {row.currency} per {row.base}"
    return Converted(float(amount) / units if len(ahead) else float(amount) * units, words, row.source)


def dated_to(row) -> str:
    """The month or year by which an amount of ``data.contributions`` is converted, ``""`` where its source has no date.

    It is that of the end of the period or of the day the amount is stated for, whichever is earlier: a record
    of 2021 about a loan of November 2020 is converted at the rate of November 2020.
    """
    return min(filter(None, [row.period_end, row.as_of]))[:7] if row.as_of else ""


def in_dollars(data: Data) -> pd.DataFrame:
    """All contributions with their amount in US dollars where that can be had.

    Adds ``usd``, ``rate`` and ``rate_source`` (empty for amounts in dollars), and ``no_rate``, which says why
    an amount in another currency stays as it is. Averages of the month are used, of the year where only that is known.
    """
    rates, rows, result = data.exchange_rates, data.contributions, []
    for row in rows.itertuples():
        usd, rate, source, reason = float("nan"), "", "", ""
        if row.unit == "USD" and not pd.isna(row.amount):
            usd = float(row.amount)
        elif is_currency(row.unit):
            period = dated_to(row)
            kind = "monthly-average" if len(period) == 7 else "annual-average"
            try:
                done = convert(row.amount, row.unit, "USD", period, kind, rates)
                usd, rate, source = done.amount, done.rate, done.source
            except NoRate as error:
                reason = str(error) if period else "no day is stated for the amount"
        result.append((usd, rate, source, reason))
    rows[["usd", "rate", "rate_source", "no_rate"]] = pd.DataFrame(result, index=rows.index)
    return rows


def is_currency(unit: str) -> bool:
    """Whether the unit of an amount is an ISO currency code, not a count of items, tonnes or per cent."""
    return len(unit) == 3 and unit.isupper()


def per_inhabitant(data: Data) -> pd.DataFrame:
    """WHO's emergency output of 2020 and 2021 for six countries by inhabitant, most first.

    Columns: country, contribution (its row), amount (US dollars), population (of 2020), per_inhabitant (US dollars), source, note.
    """
    rows = data.contributions
    rows = rows[(rows.agency == "WHO") & (rows.kind == "commitment") & ((rows.panel == "neighbours") | (rows.overlap_group == WHO_GROUP))]
    people = data.population.set_index("country_iso3").population
    frame = pd.DataFrame({
        "country": rows.geography, "contribution": rows.id, "amount": rows.amount.astype(float),
        "population": rows.geography.map(COUNTRIES).map(people).astype(float), "source": rows.source, "note": rows.note})
    frame["per_inhabitant"] = frame.amount / frame.population
    return frame.sort_values("per_inhabitant", ascending=False).reset_index(drop=True)

"""The money: the stated total, what records hold, sums, shares and conversions."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pandas as pd

from briefing import money, prose
from briefing.dataset import SPEECH, Data, tuples
from briefing.money import DOLLARS, IATI_FUNDING, Money, NoRate, convert, is_currency, of, total

WHO_GROUP = "who-13003"  # the overlap group of WHO's emergency output in Belarus

# The day to which spending is shown beside funding and goods.
SPENT_BY = "2021-03-31"

# ---- What was stated


def stated(data: Data) -> pd.Series:
    """The latest statement in US dollars up to the speech: the total as the speech has it.

    What was stated later, after 10 December 2020, leaves the total that the pages compare.
    """
    rows = data.statements
    known = rows.amount.notna() & (rows.currency == DOLLARS) & (rows.date <= SPEECH)
    return rows[known].sort_values("date").iloc[-1]


def first_stated(data: Data) -> str:
    """The day on which the amount of the latest statement was first stated."""
    rows, last = data.statements, stated(data)
    return rows[(rows.amount == last.amount) & (rows.currency == last.currency)].date.min()


def days(first: str, last: str) -> int:
    """Days from one date to another."""
    return (pd.Timestamp(last) - pd.Timestamp(first)).days


# ---- What records hold


def default_view(data: Data) -> pd.DataFrame:
    """The rows of ``data.contributions`` that add up without overlap: funding of the agencies.

    The check of the data keeps them in US dollars; ``total`` and ``sums`` refuse two currencies.
    """
    rows = data.contributions
    return rows[rows.in_default_view].reset_index(drop=True)


def overlapping(rows: pd.DataFrame) -> pd.DataFrame:
    """Pairs of rows of ``data.contributions`` that hold the same money, by the overlap rule.

    Columns: ``one``, ``other`` (ids) and ``why``, the note of the data. See ``money.overlap``.
    """
    pairs = [
        (a.id, b.id, a.overlap_note or b.overlap_note)
        for a, b in combinations(tuples(rows), 2)
        if money.overlap(a.overlap_group, b.overlap_group)
    ]
    return pd.DataFrame(pairs, columns=["one", "other", "why"])


def sums(data: Data, *by: str) -> pd.Series:
    """Sums of the default view as ``Money``, largest first.

    ``by`` is one or more of ``donor_group``, ``agency`` and ``sector``.
    """
    view = default_view(data)
    currency = total(view).currency  # no two rows hold the same money, so no two of a part do
    parts = view.groupby(list(by), sort=False).amount.sum()
    parts = parts.sort_values(ascending=False, kind="stable")
    return pd.Series([Money(float(v), currency) for v in parts], parts.index, dtype="object")


def agencies_of(rows: pd.DataFrame) -> pd.Series:
    """The agencies of each row of contributions as a list; ``[""]`` where none is concerned."""
    return rows.agency.str.split(";").map(lambda names: [name.strip() for name in names])


def missing_entities(data: Data) -> list[str]:
    """Entities that the speech names and for which no public figure for Belarus was found."""
    found = set(default_view(data).agency)
    return [entity for entity in data.entities.entity if entity not in found]


def tagged_for_small_firms(data: Data) -> pd.DataFrame:
    """The rows of the default view, all tagged COVID-19, that are near to business.

    The layer of a row is our reading of its title; column ``names_firms`` adds whether the layer
    names small firms.
    """
    view, layers = default_view(data), data.categories("contributions", "sme_layer")
    tagged = view[view.sme_layer.isin(layers.index[layers.tagged == "yes"])]
    return tagged.assign(
        names_firms=tagged.sme_layer.isin(layers.index[layers.names_firms == "yes"])
    )


def share_tagged(data: Data) -> float:
    """The part of the recorded money that is tagged COVID-19 and near to business."""
    tagged = tagged_for_small_firms(data)
    return total(tagged) / total(default_view(data)) if len(tagged) else 0.0


def untagged_grants(data: Data) -> pd.DataFrame:
    """EU grants near to business that are not tagged COVID-19: rows of ``data.contributions``."""
    return data.contributions[data.contributions.sme_layer == "untagged-eu-grant"]


# ---- What was spent, and four measures beside the stated total


def spent(data: Data, as_of: str) -> pd.DataFrame:
    """What each agency had booked as spent by a day.

    Columns: agency, as_of, amount, currency, contribution, source, note. ``as_of`` of a row
    is the last day its running total counts; an agency that had published none by then has no row.
    """
    rows = data.spent_to_date
    rows = rows[rows.as_of <= pd.Timestamp(as_of)].sort_values("as_of", kind="stable")
    last = rows.drop_duplicates("agency", keep="last").sort_values("amount", ascending=False)
    columns = ["agency", "as_of", "amount", "currency", "contribution", "source", "note"]
    return last[columns].reset_index(drop=True)


def booked(rows: pd.DataFrame, *agencies: str) -> Money:
    """The sum of rows of ``spent``, of all or of some agencies."""
    kept = rows[rows.agency.isin(agencies)] if agencies else rows
    first, *others = map(of, tuples(kept))
    return sum(others, first)


def funded_and_spent(data: Data, as_of: str) -> pd.DataFrame:
    """What each agency has on record as funding and what it had booked as spent by a day.

    Columns: agency, funded, spent (missing where none is known), until (last day that ``spent``
    counts) and note. The sums of ``sums`` and ``spent`` must be in one currency.
    """
    funding, booked_rows = sums(data, "agency"), spent(data, as_of).set_index("agency")
    money.common([*funding, *map(of, tuples(booked_rows))])
    agencies = list(dict.fromkeys([*funding.index, *booked_rows.index]))
    funded = [funding[one].value if one in funding.index else None for one in agencies]
    rows = booked_rows.reindex(agencies)
    return pd.DataFrame(
        {
            "agency": agencies,
            "funded": pd.Series(funded, dtype="float"),
            "spent": rows.amount.astype("Float64").astype("float").to_numpy(),
            "until": rows.as_of.to_numpy(),
            "note": rows.note.fillna("").to_numpy(),
        }
    )


def measures(data: Data) -> pd.DataFrame:
    """Measures A, B, B2 and C: ``data.measures`` with amount, currency and share of the total
    stated.
    """
    view, said = default_view(data), of(stated(data))
    who, without_who = total(view[view.agency == "WHO"]), total(view[view.agency != "WHO"])
    amounts = {
        "A": booked(spent(data, money.MEASURED_BY), *money.MEASURED),
        "B": without_who,
        "B2": without_who + who / 2,
        "C": total(view),
    }
    rows = data.measures
    return rows.assign(
        amount=[amounts[measure].value for measure in rows.measure],
        currency=[amounts[measure].currency for measure in rows.measure],
        share=[amounts[measure] / said for measure in rows.measure],
    )


def from_iati(data: Data) -> pd.DataFrame:
    """Funding of WHO, UNICEF and UNDP added up from ``data.iati_transactions``.

    Columns: agency, code, type (IATI transaction type), first, last (years), transactions (how many
    in US dollars), amount, currency, and others (sums in other currencies, a list of ``Money``).
    Each agency is read by one transaction type only, since the same money appears under several.
    """
    rows, result = data.iati_transactions, []
    for agency, (publisher, code, years) in IATI_FUNDING.items():
        own = rows[
            (rows.reporting_org == publisher)
            & (rows.transaction_type_code == code)
            & rows.transaction_date.dt.year.isin(years)
        ]
        dollars = own[own.currency == DOLLARS]
        others = own[own.currency != DOLLARS].groupby("currency").value.sum()
        result.append(
            {
                "agency": agency,
                "code": code,
                "type": own.transaction_type.iloc[0],
                "first": years[0],
                "last": years[-1],
                "transactions": len(dollars),
                "amount": float(dollars.value.sum()),
                "currency": DOLLARS,
                "others": [Money(float(value), currency) for currency, value in others.items()],
            }
        )
    return pd.DataFrame(result)


# ---- Amounts in other currencies


def dated_to(row) -> str:
    """The month or year by which an amount of ``data.contributions`` is converted, ``""`` where its
    source has no date.

    It is that of the end of the period or of the day the amount is stated for, whichever is
    earlier: a record of 2021 about a loan of November 2020 is converted at the rate of November
    2020.
    """
    return min(filter(None, [row.period_end, row.as_of]))[:7] if row.as_of else ""


def rates(data: Data) -> money.Rates:
    """The exchange rates, with the labels of their kinds."""
    return money.Rates(data.exchange_rates, data.labels("exchange-rates", "kind"))


def in_currency(
    data: Data, rows: pd.DataFrame, currency: str, rate: str, day: date | str | None = None
) -> pd.DataFrame:
    """Contributions with ``amount`` and ``unit`` in ``currency``, the amount missing where no rate
    is known, so that ``money.total`` refuses to add it.

    ``rate`` is a kind of ``data.exchange_rates``, taken for the month or year of ``day``
    (``"2020-12-10"``; where none is given, for that to which each amount is dated). Adds ``how``:
    the rate used, or why there is none and for which periods there is one.
    """
    amounts: list[float | None] = []
    how, known = [], rates(data)
    form = data.categories("exchange-rates", "kind").form[rate]  # YYYY or YYYY-MM
    for row in tuples(rows):
        period = (str(day) if day else dated_to(row))[: len(form)]
        try:
            done = convert(of(row), currency, period, rate, known)
            amounts.append(done.value)
            how.append("; ".join(map(str, done.rates)) or "as stated")
        except (NoRate, money.CannotAdd) as error:
            amounts.append(None)
            how.append(str(error))
    return rows.assign(amount=pd.array(amounts, dtype="Float64"), unit=currency, how=how)


def in_dollars(data: Data, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Contributions, all or those of ``rows``, with their amount in US dollars where it can be had.

    Adds ``usd``, ``rate`` and ``rate_source`` (empty for amounts in dollars), and ``no_rate``,
    which says why an amount of money has no ``usd``. Averages of the month are used, of the year
    where only that is known.
    """
    rows, known = data.contributions if rows is None else rows, rates(data)
    result = [_in_dollars(row, known) for row in rows.itertuples()]
    return rows.join(pd.DataFrame(result, rows.index, ["usd", "rate", "rate_source", "no_rate"]))


def _in_dollars(row, known: money.Rates) -> tuple[float, str, str, str]:
    """``usd``, ``rate``, ``rate_source`` and ``no_rate`` of one contribution."""
    nothing, period = float("nan"), dated_to(row)
    if not is_currency(row.unit):
        return nothing, "", "", ""
    if pd.isna(row.amount):
        return nothing, "", "", "no amount is stated"
    if pd.notna(row.amount_to):
        return nothing, "", "", "the amount is a range"
    if row.unit != DOLLARS and not period:
        return nothing, "", "", "no day is stated for the amount"
    try:
        kind = "monthly-average" if len(period) == 7 else "annual-average"
        done = convert(of(row), DOLLARS, period, kind, known)
    except NoRate as error:
        return nothing, "", "", _no_rate(*error.asked)
    rate = done.rates[0] if done.rates else None
    return done.value, str(rate or ""), rate.source if rate else "", ""


def _no_rate(currency: str, to: str, period: str, kind: str) -> str:
    """That a rate is missing, in words."""
    pair = f"{prose.currency(currency)} to {prose.currency(to)}"
    return f"no {kind} rate of {pair} for {prose.partial_date(period)} was found"


# ---- How large that is beside other money


def scale_rows(data: Data) -> pd.DataFrame:
    """Other COVID-19 finance, one row per sum: of the rows of one overlap group, which are stages
    of one sum, the first; ``stages`` gives the others.

    Columns of ``in_dollars``, and ``real``: whether that row, by its own status, was granted, paid
    or budgeted, and not only planned, reported, required or refused. Rows without a rate are left
    out; the table of currencies has them.
    """
    rows = in_dollars(data, data.contributions.query("panel == 'scale'")).query("usd == usd")
    key = rows.overlap_group.where(rows.overlap_group != "", rows.id)
    known = data.categories("contributions", "status")
    rows = rows.assign(real=rows.status.isin(["", *known.index[known.real == "yes"]]))
    return rows[~key.duplicated()].sort_values("usd", ascending=False, kind="stable")


def stages(data: Data, row) -> pd.DataFrame:
    """The other records of the sum of a row of ``scale_rows``, at other stages of it."""
    rows = data.contributions.query("panel == 'scale'")
    same = (rows.overlap_group == row.overlap_group) & (rows.overlap_group != "")
    return rows[same & (rows.id != row.id)]


def per_inhabitant(data: Data) -> pd.DataFrame:
    """WHO's emergency output of 2020 and 2021 by inhabitant of each country on record, most first.

    Columns of ``in_dollars`` and country, contribution (its row), population (of 2020) and
    per_inhabitant (US dollars). Countries are known by their name in ``data.population``; the last
    column is missing where a country is not there, or its amount has no value in dollars.
    """
    rows = data.contributions
    output = (rows.panel == "neighbours") | (rows.overlap_group == WHO_GROUP)
    rows = rows[output & (rows.agency == "WHO") & (rows.kind == "commitment")]
    people = rows.geography.map(data.population.set_index("country").population).astype(float)
    rows = in_dollars(data, rows).assign(
        country=rows.geography, contribution=rows.id, population=people
    )
    rows["per_inhabitant"] = rows.usd / people
    return rows.sort_values("per_inhabitant", ascending=False).reset_index(drop=True)

"""Controls over the contributions: what is chosen, counted once, converted."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import ipywidgets as widgets
import pandas as pd

from briefing import money, prose
from briefing.charts import funding as funding_charts
from briefing.dataset import Data
from briefing.explore.controls import (
    Parts,
    fitted,
    nothing,
    panel,
    pick_one,
    pick_several,
    shown_chart,
)
from briefing.facts import funding as funding_facts
from briefing.money import Money
from briefing.reading import funding as funding_reading


def agencies_of(rows: pd.DataFrame) -> pd.Series:
    """The agencies of each row of contributions as a list; ``[""]`` where none is concerned."""
    return rows.agency.str.split(";").map(lambda names: [name.strip() for name in names])


def choose_contributions(
    data: Data,
    kinds: Iterable[str],
    donors: Iterable[str],
    agencies: Iterable[str],
    once: bool = True,
) -> pd.DataFrame:
    """Contributions of these kinds, donor groups and agencies.

    ``once`` applies the overlap rule and keeps the rows of the default view, in which all money is
    counted once; without it every row with an amount of money stays, whether or not it holds the
    money of another.
    """
    rows, wanted = data.contributions, set(agencies)
    fits = (
        rows.kind.isin(list(kinds))
        & rows.donor_group.isin(list(donors))
        & agencies_of(rows).map(lambda names: bool(wanted & set(names)))
    )
    return rows[
        fits
        & (rows.in_default_view if once else rows.amount.notna() & rows.unit.map(money.is_currency))
    ]


def in_currency(rows: pd.DataFrame, currency: str, rate: str, rates: pd.DataFrame) -> pd.DataFrame:
    """``rows`` of contributions with ``amount`` and ``unit`` in ``currency``, the amount missing
    where no rate is known.

    ``rate`` is a kind of ``rates`` (``data.exchange_rates``). Adds ``stated`` (the amount in its
    source's currency) and ``how``: the rate used, or why there is none.
    """
    amounts, how = [], []
    for row in rows.itertuples():
        period = funding_facts.dated_to(row)[: 4 if rate == "annual-average" else 7]
        try:
            done = money.convert(money.of(row), currency, period, rate, rates)
            amounts.append(done.value)
            how.append("; ".join(map(str, done.rates)) or "as stated")
        except (money.NoRate, money.CannotAdd) as error:
            amounts.append(None)
            how.append(str(error))
    stated = [funding_reading.in_own_unit(row) for row in rows.itertuples()]
    return rows.assign(
        amount=pd.array(amounts, dtype="Float64"), unit=currency, stated=stated, how=how
    )


def overlapping(rows: pd.DataFrame) -> pd.DataFrame:
    """Pairs of ``rows`` of contributions that hold the same money: ``one``, ``other`` (ids) and
    ``why``, the note of the data.
    """
    pairs = [
        (a.id, b.id, a.overlap_note or b.overlap_note)
        for a, b in combinations(rows.itertuples(), 2)
        if money.overlap(a.overlap_group, b.overlap_group)
    ]
    return pd.DataFrame(pairs, columns=["one", "other", "why"])


def show_contributions(
    data: Data,
    kinds: Iterable[str],
    donors: Iterable[str],
    agencies: Iterable[str],
    once: bool = True,
    currency: str = "USD",
    rate: str = "annual-average",
) -> Parts:
    """The sum of the rows chosen or why there is none, beside the stated total where the overlap
    rule holds, and the rows.
    """
    rows = choose_contributions(data, kinds, donors, agencies, once)
    if rows.empty:
        missing = [
            label
            for label, chosen in (("a kind", kinds), ("a donor", donors), ("an agency", agencies))
            if not chosen
        ]
        yield nothing(
            "row",
            (
                f"Choose {prose.listing(missing)}."
                if missing
                else (
                    "Choose more, or switch the overlap rule off to see rows outside the default"
                    " view."
                )
            ),
        )
        return
    converted = in_currency(rows, currency, rate, data.exchange_rates)
    try:
        found = funding_reading.whole(money.total(converted))
        yield f"**{found}** in {prose.count(len(rows), 'row')}; no money in it is counted twice."
    except money.CannotAdd as refused:
        yield (
            f"**`money.total` refuses to add these {prose.count(len(rows), 'row')}.** They"
            f" {prose.plain(refused)}."
        )
        if converted.amount.isna().any():
            yield (
                "Where no rate is known, none of another day or kind is put in its place. Choose"
                " another rate, or the currency in which the rows are stated."
            )
        if not once:
            counted = choose_contributions(data, kinds, donors, agencies)
            counted = in_currency(counted, currency, rate, data.exchange_rates)
            yield from _broken(converted, counted, currency)
    if once:
        yield from _beside_stated(data, rows)
    columns = {
        "id": "id",
        "title": "title",
        "kind": "kind",
        "donor_group": "donor",
        "agency": "agency",
        "stated": "as stated",
        "amount": currency,
        "how": "rate, or why none",
        "overlap_group": "overlap group",
    }
    yield converted.assign(
        kind=converted.kind.map(funding_facts.KINDS),
        amount=converted.amount.round().astype("Int64"),
    )[list(columns)].rename(columns=columns)


def _beside_stated(data: Data, rows: pd.DataFrame) -> Parts:
    """The stated total beside the sum of rows, in their own currency; or why they have no sum."""
    try:
        found = money.total(rows)
        figure = funding_charts.stated_and_recorded(data.narrowed(contributions=rows))
    except money.CannotAdd as refused:
        yield f"**No chart of these rows.** They {prose.plain(refused)}."
        return
    stated = prose.money(money.of(funding_facts.stated(data)))
    yield from shown_chart(
        figure,
        f"{stated} stated, {funding_reading.whole(found)} found in the rows chosen",
        f"The chart stays in {prose.currency(found.currency)}, in which all these rows are stated. "
        "Neither bar explains the other.",
    )


def _broken(rows: pd.DataFrame, counted: pd.DataFrame, currency: str) -> Parts:
    """How far a sum without the overlap rule leads astray, and which rows hold the same money.

    Sums are compared only where every row has an amount in ``currency``; else the others are named.
    """
    naive, rule = (Money(float(part.amount.sum()), currency) for part in (rows, counted))
    without, pairs = rows[rows.amount.isna()], overlapping(rows)
    sums, left_out = funding_reading.whole(naive), ""
    if len(pairs):
        why = f"{prose.count(len(pairs), 'pair')} of rows hold the same money"
    else:
        why = "the rows are not of one kind, or not all have an amount in this currency"
    if len(without):
        are = "is" if len(without) == 1 else "are"
        left_out = (
            f" {prose.count(len(without), 'row')} without a rate {are} left out: "
            f"{prose.plain(', '.join(without.id))}."
        )
    elif rule.value:
        sums += (
            f", {prose.number(naive / rule, 2)} times the {funding_reading.whole(rule)}"
            " that the rule counts"
        )
    yield (
        f"**The default view breaks.** Added all the same, the amounts come to {sums}. "
        f"That is no sum of money: {why}.{left_out}"
    )
    if len(pairs):
        yield pairs.rename(
            columns={"one": "one row", "other": "and the other", "why": "why not to add them"}
        )


def contributions(data: Data) -> widgets.VBox:
    """Recorded money by kind, donor and agency, in a currency of choice, with the overlap rule on
    or off.
    """
    rows, view, rates = data.contributions, funding_facts.default_view(data), data.exchange_rates
    donors, agencies = (
        sorted(set(rows.donor_group)),
        sorted({name for names in agencies_of(rows) for name in names}),
    )
    return panel(
        show_contributions,
        data,
        kinds=pick_several(
            "Kind",
            [(name, kind) for kind, name in funding_facts.KINDS.items()],
            dict.fromkeys(view.kind),
        ),
        donors=pick_several(
            "Donor", [(donor or "not one donor", donor) for donor in donors], width="30em"
        ),
        agencies=pick_several(
            "Agency",
            [(agency or "no UN agency", agency) for agency in agencies],
            dict.fromkeys(view.agency),
            width="18em",
        ),
        once=fitted(
            widgets.Checkbox(
                description="Overlap rule: count all money once", value=True, indent=False
            )
        ),
        currency=pick_one("Currency", ["USD", *sorted(set(rates.currency))], width="14em"),
        rate=pick_one("Rate", sorted(set(rates.kind)), width="18em"),
    )

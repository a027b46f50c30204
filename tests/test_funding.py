"""The money of the funding page: every figure is recomputed from data/, and sums that would count money twice are refused."""

import json

import pandas as pd
import pytest
from briefing import money
from briefing.charts import funding as charts

AGENCIES = {"WHO": 6_402_405, "UNICEF": 1_141_513, "UNDP": 399_116, "UNHCR": 28_160}
DONORS = {
    "European Union": 5_223_243, "USAID": 1_172_174, "COVID-19 Solidarity Response Fund": 528_848, "UN own, core and thematic money": 397_307,
    "private donors through UNICEF in Belarus": 361_331, "Poland": 110_000, "Germany": 62_775, "United Kingdom": 61_729, "multi-partner trust fund": 36_487,
    "Russian Federation": 10_000, "King Salman centre": 7_300,
}


def rows(data, *ids):
    table = data.contributions
    return table[table.id.isin(ids)]


def test_default_view_is_23_rows_without_overlap(data):
    view = money.default_view(data)
    assert len(view) == 23
    assert money.total(view) == 7_971_194
    assert set(view.within_total) == {"unknown", "no"}  # no row is known to be in the stated total


def test_sums_by_agency_donor_and_sector(data):
    assert money.sums(data, "agency").to_dict() == AGENCIES
    assert money.sums(data, "donor_group").to_dict() == DONORS
    sectors = money.sums(data, "sector")
    assert sectors["health"] == 7_732_870
    assert sectors.drop("health").sum() == 238_324
    for by in ("agency", "donor_group", "sector", ["donor_group", "agency"]):
        assert money.sums(data, *([by] if isinstance(by, str) else by)).sum() == 7_971_194


def test_agency_sums_from_iati_transactions(data):
    """Straight from the transactions, by agency, type and year, without the functions of the package."""
    t = data.iati_transactions
    year, code, value = t.transaction_date.dt.year, t.transaction_type_code, t.value
    assert value[(t.reporting_org == "World Health Organization") & (code == 2)].sum() == AGENCIES["WHO"]
    assert value[(t.reporting_org == "UNICEF") & (code == 1) & (year == 2020)].sum() == AGENCIES["UNICEF"]
    assert value[(t.reporting_org == "United Nations Development Programme") & (code == 11) & (year == 2020)].sum() == AGENCIES["UNDP"]
    assert money.from_iati(data).set_index("agency").amount.to_dict() == {a: v for a, v in AGENCIES.items() if a != "UNHCR"}


def test_each_iati_line_of_the_default_view_is_a_transaction(data):
    t = data.iati_transactions
    funding = t[t.transaction_type_code.isin([1, 2, 11])].value
    view = money.default_view(data)
    missing = [r.id for r in view[view.agency != "UNHCR"].itertuples() if not (funding == r.amount).any()]
    assert missing == []


@pytest.mark.parametrize(("publisher", "agency"), [("UNICEF", "UNICEF"), ("United Nations Development Programme", "UNDP"), ("World Health Organization", "WHO")])
def test_running_totals_of_spending_are_those_of_the_transactions(data, publisher, agency):
    t = data.iati_transactions
    government = t[t.provider_org.str.startswith("GOVERNMENT OF BELARUS")].iati_identifier  # a state loan that UNDP only handles
    spending = t[(t.reporting_org == publisher) & (t.transaction_type_code == 4) & ~t.iati_identifier.isin(government)]
    totals = data.spent_to_date.query("agency == @agency")
    assert len(totals)
    for row in totals.itertuples():
        assert float(row.amount) == pytest.approx(float(spending[spending.transaction_date <= row.as_of].value.sum()))


def test_spent_by_a_day(data):
    spent = money.spent(data, "2021-03-31").set_index("agency")
    assert round(spent.amount.sum()) == 5_779_522
    assert spent.as_of["UNHCR"] == pd.Timestamp("2020-12-31")
    early = money.spent(data, "2020-07-15").set_index("agency").amount
    assert early.to_dict() == {"UNDP": 66_223, "UNICEF": 47_579, "UNHCR": 6_829}  # WHO had published nothing by then
    assert money.spent(data, "2019-12-31").empty


def test_measures(data):
    measures = money.measures(data).set_index("measure")
    assert [round(v) for v in measures.amount[["A", "B", "B2", "C"]]] == [860_245, 1_568_789, 4_769_992, 7_971_194]
    assert measures.share["A"] == pytest.approx(860_245 / 7_500_000)
    assert measures.share["C"] == pytest.approx(1.0628, abs=1e-4)


def test_total_refuses_other_kinds_and_names_the_rows(data):
    with pytest.raises(money.CannotAdd, match="kinds") as refused:
        money.total(rows(data, "who-usaid", "unicef-spent-2020"))
    assert set(refused.value.rows) == {"who-usaid", "unicef-spent-2020"}
    assert "who-usaid" in str(refused.value)


@pytest.mark.parametrize(("one", "other"), [
    ("who-all", "who-usaid"), ("eu-package-april", "eu-package-december"), ("unicef-trust-fund", "unicef-all-2020"), ("world-bank-loan", "world-bank-loan-decree"),
])
def test_total_refuses_rows_of_one_overlap_group(data, one, other):
    with pytest.raises(money.CannotAdd, match="same money") as refused:
        money.total(rows(data, one, other))
    assert set(refused.value.rows) == {one, other}


def test_total_refuses_a_row_twice_mixed_units_and_missing_amounts(data):
    loan = rows(data, "ebrd-mila")
    for wrong in (pd.concat([loan, loan]), rows(data, "ebrd-mila", "efsd-loan"), rows(data, "kobrin-business-school", "eu-undp-first-call")):
        with pytest.raises(money.CannotAdd):
            money.total(wrong)
    assert money.total(rows(data, "ebrd-mila", "ebrd-stadler", "ebrd-vmg")) == 33_000_000  # one kind, one currency, no overlap


def test_the_exception_across_kinds_ends_with_the_default_view(data):
    view = money.default_view(data)
    assert view.kind.nunique() == 3
    more = pd.concat([view, rows(data, "bycovid19-crowdfunding")])  # overlaps nothing, yet is no row of the view
    with pytest.raises(money.CannotAdd, match="kinds"):
        money.total(more)


def test_convert_names_its_rate(data):
    done = money.convert(90_000_000, "EUR", "USD", "2020-05", "monthly-average", data.exchange_rates)
    assert done.amount == pytest.approx(90_000_000 / 0.9168)
    assert done.rate == "monthly average 2020-05: 0.9168 EUR per USD"
    assert done.source == "fed-monthly-rates"
    back = money.convert(done.amount, "USD", "EUR", "2020-05", "monthly-average", data.exchange_rates)
    assert back.amount == pytest.approx(90_000_000)


@pytest.mark.parametrize(("currency", "period", "kind"), [
    ("GBP", "2020-11", "monthly-average"), ("BYN", "2020-09", "monthly-average"), ("EUR", "2021-02", "monthly-average"), ("EUR", "", "annual-average"), ("EUR", "2020-05", "daily"),
])
def test_convert_refuses_without_a_rate(data, currency, period, kind):
    with pytest.raises(money.NoRate, match=currency):
        money.convert(1, currency, "USD", period, kind, data.exchange_rates)


def test_amounts_without_a_rate_stay_unconverted_and_in_the_table(data):
    table = money.in_dollars(data).set_index("id")
    assert pd.isna(table.usd["uk-diplomatic-activity"])
    assert "GBP" in table.no_rate["uk-diplomatic-activity"]
    assert table.usd["state-budget-july"] == pytest.approx(500e6 / 2.4127)
    foreign = [u for u in table.unit if money.is_currency(u) and u != "USD"]
    shown = charts.currencies_table(data).frame
    assert len(shown) == len(foreign)
    assert "not converted" in set(shown.dollars)


def test_per_inhabitant(data):
    table = money.per_inhabitant(data).set_index("country").per_inhabitant.round(2)
    assert table.to_dict() == {"Moldova": 3.35, "Armenia": 1.98, "Georgia": 1.85, "Belarus": 0.68, "Ukraine": 0.63, "Azerbaijan": 0.51}


def test_entities_without_a_figure_are_never_zero(data):
    assert sorted(charts.missing_entities(data)) == ["IOM", "RCO", "UNAIDS", "UNFPA"]
    amounts = charts.entities_table(data).frame.set_index("entity").amount
    assert set(amounts[charts.missing_entities(data)]) == {"no public figure found"}
    assert "0 US dollars" not in set(amounts)


def test_stated_bar_is_one_piece_and_who_is_hatched(data):
    bars = charts.stated_and_recorded(data).data
    stated = [b for b in bars if "Stated" in b.x[0]]
    assert [float(b.y[0]) for b in stated] == [7.5]
    recorded = [b for b in bars if b not in stated]
    assert sum(float(b.y[0]) for b in recorded) == pytest.approx(7.971194)
    hatched = [b for b in recorded if b.marker.pattern.shape]
    assert [float(b.y[0]) for b in hatched] == [6.402405]


def test_statements_step_and_do_not_slope(data):
    line = charts.statements(data).data[0]
    assert list(line.y) == [5.5, 7.5, 7.5]
    assert line.line.shape == "hv"


def test_no_pie_on_the_page_and_every_chart_has_words(data):
    for make in (charts.statements, charts.stated_and_recorded, charts.panels, charts.measures, charts.flow, charts.small_firms, charts.scale, charts.per_inhabitant):
        figure = make(data)
        assert not {t.type for t in figure.data} & {"pie", "sunburst", "treemap"}
        assert len(figure.layout.meta["alt"]) > 80
        assert figure.layout.meta["sources"]


def test_scale_keeps_refused_and_planned_money_apart(data):
    shown = charts.scale_rows(data).set_index("id")
    figure = charts.scale(data)
    assert figure.layout.xaxis.type == "log"
    dots = {round(float(t.x[0])): t.marker.symbol for t in figure.data}
    assert dots[940_000_000] == "circle-open"  # the IMF request
    assert dots[500_000_000] == "circle"  # paid by the Eurasian Fund
    assert "world-bank-loan-decree" not in shown.index  # a stage of the same loan
    assert {"approved", "signed", "disbursed"} <= set(shown.statuses["world-bank-loan"])


def test_every_row_has_its_anchor_and_what_was_left_out_its_reason(data):
    table = charts.contributions_table(data).payload()
    ids = [r["id"] for r in table["rows"]]
    assert ids == [f"row-{i}" for i in data.contributions.id]
    assert {c["title"] for c in table["columns"] if c["filter"]} >= {"Kind", "Agency", "Shown under", "In the total"}
    left = charts.left_out_table(data).frame
    assert len(left) >= 6
    assert all(left.why)
    links = {cell["href"].removeprefix("#") for t in (charts.traps_table, charts.default_view_table, charts.currencies_table) for r in t(data).payload()["rows"]
             for cell in r["cells"] if cell.get("href")}
    assert links
    assert links <= set(ids)


def test_inference_is_marked(data):
    inferred = data.contributions.set_index("id").inference
    said = charts.contributions_table(data).frame.set_index("id").when.str.startswith("We infer")
    assert said[inferred.astype(bool)].all()
    assert not said[~inferred.astype(bool)].any()
    assert "(inference)" not in json.dumps(charts.contributions_table(data).payload())


def test_money_near_small_firms_says_how_little_names_them(data):
    title = charts.small_firms(data).layout.meta["title"]
    assert "26,154 US dollars" in title and "of which 500 US dollars names small firms" in title

"""What the controls of JupyterLab select and show, without a browser; empty choices included."""

from __future__ import annotations

import re
from datetime import date
from html import escape

import ipywidgets as widgets
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest
from briefing import explore, load, money, prose
from briefing.charts import timeline as timeline_charts
from briefing.dataset import DATA, SPEECH_DAY
from briefing.explore import controls as controls_explore
from briefing.explore import evidence as evidence_explore
from briefing.explore import figures as figures_explore
from briefing.explore import funding as funding_explore
from briefing.explore import index as index_explore
from briefing.explore import marks as marks_explore
from briefing.explore import rights as rights_explore
from briefing.explore import targets as targets_explore
from briefing.explore import timeline as timeline_explore
from briefing.facts import funding as funding_facts
from briefing.facts import rights as rights_facts
from briefing.facts import timeline as timeline_facts
from briefing.reading import rights as rights_reading

LANES = list(load(DATA).labels("events", "lane"))
VERDICTS = list(load(DATA).labels("claims", "verdict"))


@pytest.fixture(scope="module")
def view(data):
    return funding_facts.default_view(data)


def chosen(data, view, **changes):
    """Arguments that choose the default view, with changes."""
    every = {
        "kinds": set(view.kind),
        "donors": set(data.contributions.donor_group),
        "agencies": set(view.agency),
    }
    return every | changes


def words(parts) -> str:
    """All sentences of what is shown."""
    return " ".join(part for part in parts if isinstance(part, str))


# ---- Timeline


def test_events_by_lane_days_words_and_confidence(data):
    assert len(timeline_explore.choose_events(data, LANES)) == len(data.events)
    august = timeline_explore.choose_events(
        data, ["politics-protest"], date(2020, 8, 9), date(2020, 8, 9)
    )
    assert (
        "election-day" in set(august.id)
        and set(august.lane) == {"politics-protest"}
        and (august.date == "2020-08-09").all()
    )
    assert (
        timeline_explore.choose_events(data, LANES, text="  VIASNA ")
        .summary.str.contains("Viasna")
        .any()
    )
    assert set(timeline_explore.choose_events(data, LANES, confidence="medium").confidence) == {
        "medium"
    }


def test_an_event_that_only_begins_inside_the_days_is_not_chosen(data):
    rows = timeline_explore.choose_events(data, LANES, date(2020, 4, 1), date(2020, 4, 30))
    assert (rows.end_date.fillna(rows.date) <= "2020-04-30").all()


def test_the_chart_shows_exactly_the_events_chosen(data):
    rows = timeline_explore.choose_events(data, ["pandemic"], date(2020, 3, 1), date(2020, 3, 31))
    figure = next(
        part
        for part in timeline_explore.show_events(
            data, ["pandemic"], date(2020, 3, 1), date(2020, 3, 31)
        )
        if isinstance(part, go.Figure)
    )
    assert (
        sum(len(trace.x) for trace in figure.data if trace.mode == "markers" and trace.hovertext)
        == len(rows)
        > 0
    )


@pytest.mark.parametrize(
    ("choice", "hint"),
    [
        ({"lanes": []}, "Choose a lane."),
        (
            {"lanes": LANES, "start": date(2020, 9, 1), "end": date(2020, 8, 1)},
            "The first day lies after the last.",
        ),
        ({"lanes": LANES, "text": "zzzz"}, "try a shorter word"),
    ],
)
def test_no_events_is_a_sentence(data, choice, hint):
    parts = list(timeline_explore.show_events(data, **choice))
    assert (
        len(parts) == 1
        and parts[0].startswith("**No event fits this choice.**")
        and hint in parts[0]
    )


def test_every_contested_figure_shows_all_its_versions(data):
    topics = figures_explore.contested_topics(data)
    assert (topics.versions > 1).all() and len(topics) > 20
    for topic in topics.itertuples():
        *_, table = figures_explore.show_versions(data, topic.topic)
        assert len(table) == topic.versions == (data.figures.topic == topic.topic).sum()
        assert (table["Who says so"] != "").all() and set(table.Source) <= set(data.sources.id)


# ---- Rights


def test_links_by_goal_right_instrument_and_basis(data):
    assert len(rights_explore.choose_links(data)) == len(data.goal_rights)
    rows = rights_explore.choose_links(data, goal=16, right="torture-freedom", instrument="CAT")
    assert (
        len(rows)
        and set(rows.goal) == {16}
        and set(rows.right) == {"torture-freedom"}
        and set(rows.instrument) == {"CAT"}
    )
    split = [
        len(rights_explore.choose_links(data, basis=basis))
        for basis in data.labels("goal-rights", "basis")
    ]
    assert sum(split) == len(data.goal_rights) and min(split) > 0


@pytest.mark.parametrize(
    "choice",
    [
        {},
        {"goal": 3},
        {"right": "life"},
        {"instrument": "CRC"},
        {"basis": "ohchr-table"},
        {"basis": "our-reading"},
    ],
    ids=str,
)
def test_every_choice_of_links_draws_the_matrix_of_the_page(data, choice):
    rows = rights_explore.choose_links(data, **choice)
    title, table, figure, *_ = rights_explore.show_links(data, **choice)
    marks = sum(len(trace.x) for trace in figure.data if trace.mode == "markers")
    assert marks == len(rows.drop_duplicates(["goal", "right"])) and len(table) == len(rows)
    assert title.startswith(f"**{len(rows)} link")
    assert data.goal_rights.equals(data.narrowed().goal_rights)  # the data itself is not narrowed


def test_no_link_is_a_sentence(data):
    assert list(rights_explore.show_links(data, goal=1, right="torture-freedom")) == [
        "**No link fits this choice.** Set one of the four to all."
    ]


@pytest.mark.parametrize(
    ("day", "code", "status"),
    [
        (date(1973, 11, 11), "ICCPR", rights_facts.OUTSIDE),
        (date(1973, 11, 12), "ICCPR", rights_facts.PENDING),
        (date(1976, 3, 23), "ICCPR", rights_facts.BOUND),
        (date(2020, 12, 10), "ICCPR-OP1", rights_facts.BOUND),
        (date(2023, 2, 7), "ICCPR-OP1", rights_facts.BOUND),
        (date(2023, 2, 8), "ICCPR-OP1", rights_facts.LEFT),
        (date(1969, 5, 7), "ICERD", rights_facts.PENDING),
        (date(1969, 5, 8), "ICERD", rights_facts.BOUND),
        (date(2020, 12, 10), "OPCAT", rights_facts.OUTSIDE),
        (date(1950, 1, 1), "UDHR", rights_facts.DECLARATION),
    ],
)
def test_what_binds_belarus_on_a_day(data, day, code, status):
    assert rights_facts.treaties_on(data, day).set_index("instrument").on_day[code] == status


def test_on_the_day_of_the_speech_the_control_says_what_the_page_says(data):
    rows = rights_facts.treaties_on(data, SPEECH_DAY)
    assert set(rows[rows.on_day == rights_facts.BOUND].instrument) == set(
        rows[rows.standing == rights_facts.BOUND].instrument
    )
    party, missing = rights_facts.core(data)
    assert f"{len(party)} of {len(party) + len(missing)} core" in words(
        rights_explore.show_treaties(data, SPEECH_DAY.date())
    )


def test_treaties_on_a_day_are_told_in_words(data):
    _, table, *_ = rights_explore.show_treaties(data, date(1973, 11, 12))
    said = table.set_index("instrument").status
    assert said["ICCPR"] == "joined, not yet bound" and said["OPCAT"] == "not joined"
    assert said["UDHR"] == "declaration, not a treaty"
    _, table, *_ = rights_explore.show_links(data, instrument="CMW")
    assert set(table[rights_reading.ON_THE_DAY]) == {"not a party"}
    assert set(table.confidence) <= set(data.labels("goal-rights", "confidence").values())


def test_a_day_that_is_missing_or_without_such_a_status_is_a_sentence(data):
    assert (
        words(rights_explore.show_treaties(data, None))
        == "**No day fits this choice.** Choose one."
    )
    assert "No instrument fits" in words(
        rights_explore.show_treaties(data, date(2020, 12, 10), rights_facts.LEFT)
    )
    assert "not what it may have joined" in words(
        rights_explore.show_treaties(data, date(2024, 1, 1))
    )


# ---- Funding


def test_the_overlap_rule_keeps_the_default_view(data, view):
    assert set(funding_explore.choose_contributions(data, **chosen(data, view)).id) == set(view.id)
    assert money.total(
        funding_explore.choose_contributions(data, **chosen(data, view))
    ) == money.total(view)
    who = funding_explore.choose_contributions(data, **chosen(data, view, agencies={"WHO"}))
    assert set(who.agency) == {"WHO"} and len(who) < len(view)


def test_without_the_rule_the_view_breaks_and_the_reason_is_shown(data, view):
    open_rows = funding_explore.choose_contributions(data, **chosen(data, view), once=False)
    assert set(view.id) < set(open_rows.id) and "who-all" in set(open_rows.id)
    pairs = funding_facts.overlapping(open_rows)
    assert {"who-all", "who-usaid"} in [
        {pair.one, pair.other} for pair in pairs.itertuples()
    ] and funding_facts.overlapping(view).empty
    parts = list(funding_explore.show_contributions(data, **chosen(data, view), once=False))
    assert "refuses to add" in parts[0] and "The default view breaks" in words(parts)
    assert f"{len(pairs)} pairs of rows hold the same money" in words(parts)
    assert not any(isinstance(part, go.Figure) for part in parts)


def test_a_combined_agency_is_found_under_each_of_its_names(data):
    rows = data.contributions[lambda r: r.agency.str.contains(";") & r.amount.notna()].iloc[0]
    for agency in funding_facts.agencies_of(data.contributions).loc[rows.name]:
        assert rows.id in set(
            funding_explore.choose_contributions(
                data, {rows.kind}, {rows.donor_group}, {agency}, once=False
            ).id
        )


def test_conversion_names_its_rate_and_a_missing_rate_is_never_replaced(data, view, researched):
    euros = funding_facts.in_currency(data, view, "EUR", "annual-average")
    row = euros.set_index("id").loc["unicef-usaid"]
    assert (
        float(row.amount)
        == pytest.approx(float(view.set_index("id").amount["unicef-usaid"]) * 0.875506)
        and row.how == "annual average 2020: 0.875506 EUR per USD"
    )
    monthly = funding_facts.in_currency(data, view, "EUR", "monthly-average")
    assert (
        monthly.amount.isna().any()
        and monthly[monthly.amount.isna()].how.str.startswith("no monthly average rate").all()
    )
    assert "none of another day or kind is put in its place" in words(
        funding_explore.show_contributions(
            data, **chosen(data, view), currency="EUR", rate="monthly-average"
        )
    )
    euros = chosen(
        researched, funding_facts.default_view(researched), currency="EUR", rate="annual-average"
    )
    assert "euros" in words(funding_explore.show_contributions(researched, **euros))


def test_a_sum_without_all_rates_is_none_and_the_periods_that_exist_are_named(data, view):
    every = chosen(data, view, currency="EUR", rate="monthly-average")
    for once in (True, False):
        said = words(funding_explore.show_contributions(data, **every, once=once))
        assert "No sum in euros" in said and "times the" not in said
        assert not re.search(r"\*\*[0-9,]+ euros", said)
    rates = data.exchange_rates.query("currency == 'EUR' and kind == 'monthly-average'").period
    assert rf"{rates.min()} to {rates.max()}".replace("-", r"\-") in said


def test_periods_with_a_gap_are_named_on_both_sides_of_it(data):
    rates = data.exchange_rates
    own = (rates.currency == "EUR") & (rates.kind == "monthly-average")
    gap = rates[~(own & rates.period.isin(["2019-12", "2020-01"]))]
    with pytest.raises(money.NoRate, match="2019-01 to 2019-11, 2020-02 to 2020-12"):
        funding_facts.rates(data.narrowed(exchange_rates=gap)).find(
            "EUR", "USD", "2020-01", "monthly-average"
        )


def test_a_rate_may_be_that_of_a_day_of_choice(data, view):
    every = chosen(data, view, currency="EUR", rate="monthly-average")
    first, *_ = funding_explore.show_contributions(data, **every, day=date(2020, 12, 10))
    rate = data.exchange_rates.query(
        "currency == 'EUR' and kind == 'monthly-average' and period == '2020-12'"
    ).units_per_base.item()
    assert prose.number(round(float(view.amount.sum()) * rate)) in first
    late = words(funding_explore.show_contributions(data, **every, day=date(2031, 5, 1)))
    assert "for 2031" in late and "No sum in euros" in late


def test_the_chart_of_chosen_rows_claims_nothing_of_the_record(data, view):
    parts = funding_explore.show_contributions(data, **chosen(data, view, agencies={"WHO"}))
    (figure,) = (part for part in parts if isinstance(part, go.Figure))
    texts = " ".join(note.text for note in figure.layout.annotations)
    assert "Found in the rows chosen" in texts and "public records" not in texts


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"kinds": ()}, "Choose a kind."),
        ({"donors": (), "agencies": ()}, "Choose a donor and an agency."),
        ({"kinds": ("loan",)}, "switch the overlap rule off"),
    ],
)
def test_no_funding_row_is_a_sentence(data, view, changes, hint):
    parts = list(funding_explore.show_contributions(data, **chosen(data, view, **changes)))
    assert len(parts) == 1 and hint in parts[0]


@pytest.mark.parametrize(
    "kind", ["loan", "announcement", "in-kind", "appeal", "budget", "statement"]
)
def test_any_kind_without_the_rule_is_shown_or_said(data, view, kind):
    every = {name for names in funding_facts.agencies_of(data.contributions) for name in names}
    for rate in set(data.exchange_rates.kind):
        assert words(
            funding_explore.show_contributions(
                data,
                **chosen(data, view, kinds={kind}, agencies=every),
                once=False,
                currency="BYN",
                rate=rate,
            )
        )


# ---- Evidence and sources


def test_claims_by_verdict_paragraph_and_kind_of_source(data):
    assert list(evidence_explore.choose_claims(data, VERDICTS).id) == list(
        data.claims.sort_values("position").id
    )
    rows = evidence_explore.choose_claims(data, ["partly confirmed"], "4")
    assert len(rows) and set(rows.paragraph) == {"4"} and set(rows.verdict) == {"partly confirmed"}
    assert "p04-2" in set(
        evidence_explore.choose_claims(data, VERDICTS, kind="dataset").id
    )  # it rests on the agencies' IATI data


def test_the_chart_of_verdicts_shows_the_claims_chosen(data):
    title, table, figure = evidence_explore.show_claims(data, ["confirmed"], "6")
    assert (
        sum(len(trace.x) for trace in figure.data)
        == len(table)
        == len(evidence_explore.choose_claims(data, ["confirmed"], "6"))
    )
    assert title == f"**{len(table)} statements of {len(data.claims)}**"


@pytest.mark.parametrize("choice", [{"verdicts": []}, {"verdicts": ["differs"], "paragraph": "1"}])
def test_no_claim_is_a_sentence(data, choice):
    assert (
        len(parts := list(evidence_explore.show_claims(data, **choice))) == 1
        and "No statement fits" in parts[0]
    )


def test_all_that_rests_on_a_source(data):
    cited = evidence_explore.rows_on(data, "iati-who-belarus")
    assert {"row-who-all", "row-who-usaid"} <= set(cited.Row) and "p04-2" in set(
        evidence_explore.claims_on(data, "iati-who-belarus").Statement
    )
    assert set(evidence_explore.claims_on(data, "iati-who-belarus").Evidence) <= {
        "supports",
        "qualifies",
        "contradicts",
    }
    assert list(evidence_explore.show_source(data, None)) == [
        "**No source fits this choice.** Try a shorter word."
    ]


def test_every_source_can_be_shown(data):
    for source in data.sources.id[::40]:
        assert f"id `{source}`" in words(evidence_explore.show_source(data, source))


# ---- Tables, controls, house rules


def test_every_table_can_be_looked_into(data):
    for name in data.names:
        *_, rows = index_explore.show_table(data, name)
        assert len(rows) == len(data.table(name))
    assert "No row fits" in words(index_explore.show_table(data, "events", "zzzz"))


def labelled(widget):
    """Every control below a widget."""
    children = getattr(widget, "children", ())
    return (
        [widget]
        if isinstance(widget, widgets.ValueWidget) and not children
        else [c for child in children for c in labelled(child)]
    )


PANELS = [
    index_explore.tables,
    timeline_explore.events,
    figures_explore.figures,
    rights_explore.links,
    rights_explore.treaties,
    funding_explore.contributions,
    evidence_explore.claims,
    evidence_explore.source,
]


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.__name__)
def test_every_control_has_a_label_and_fits_the_screen(data, panel):
    controls = labelled(panel(data))
    assert controls and all(control.description for control in controls)
    assert all(control.layout.max_width == "96%" for control in controls)
    assert panel.__doc__


def test_moving_a_control_changes_what_is_shown(data):
    panel, _marks = timeline_explore.events(data).children
    box, shown = panel.children
    before = shown.outputs
    next(control for control in box.children if control.description == "Lanes").value = ()
    assert "Choose a lane" in shown.outputs[0]["data"]["text/markdown"] and shown.outputs != before
    next(control for control in box.children if control.description == "Lanes").value = (
        "pandemic",
    )
    found = len(data.events[data.events.lane == "pandemic"])
    assert f"{found} events" in shown.outputs[0]["data"]["text/markdown"]


def test_the_events_begin_as_the_whole_record_also_when_it_grows(data):
    after = timeline_facts.days_covered(data.events)[1] + pd.DateOffset(years=2)
    late = data.events.head(1).assign(id="later", date=after, end_date=pd.NaT)
    grown = data.narrowed(events=pd.concat([data.events, late], ignore_index=True))
    for record in (data, grown):
        panel, marks = timeline_explore.events(record).children
        box, shown = panel.children
        assert f"{len(record.events)} events" in shown.outputs[0]["data"]["text/markdown"]
        assert len(ids_of(marks)) == len(record.events)
    assert {c.description: c.value for c in box.children}["Last day"] == after.date()


def ids_of(marks) -> list[str]:
    """The events that stand in the chart."""
    live = marks.children[0]
    return [one for trace in live.data if trace.customdata is not None for one in trace.customdata]


def choose_marks(marks, *ids: str) -> None:
    """Say of some marks what the browser says of them when they are chosen."""
    live = marks.children[0]
    places = [
        (n, list(trace.customdata).index(id))
        for n, trace in enumerate(live.data)
        if trace.customdata is not None
        for id in ids
        if id in trace.customdata
    ]
    assert len(places) == len(ids)
    points = dict(
        trace_indexes=[trace for trace, _ in places],
        point_indexes=[point for _, point in places],
        xs=[0] * len(places),
        ys=[0] * len(places),
    )
    live._js2py_pointsCallback = {"event_type": "plotly_selected", "points": points}


def test_marks_chosen_in_the_lanes_show_their_events_below(data):
    panel, marks = timeline_explore.events(data).children
    live, below = marks.children
    assert "Click a mark" in below.outputs[0]["data"]["text/plain"]
    wanted = ["election-day", data.events.id.iloc[-1], data.events.id.iloc[0]]
    choose_marks(marks, *wanted)
    said, rows = below.outputs
    assert "3 events chosen" in said["data"]["text/plain"]
    titles = data.events.set_index("id").title.map(escape)
    assert all(titles[one] in rows["data"]["text/html"] for one in wanted)
    assert titles["the-speech"] not in rows["data"]["text/html"]

    box, _ = panel.children  # another choice of events: no mark of it is chosen yet
    next(control for control in box.children if control.description == "Lanes").value = (
        "pandemic",
    )
    assert set(ids_of(marks)) == set(data.events.id[data.events.lane == "pandemic"])
    assert marks.children[0] is live and len(below.outputs) == 1
    assert all(trace.selectedpoints is None for trace in live.data)


def test_a_chart_of_ones_own_has_marks_to_choose(data):
    rows = data.events[["id", "date", "lane", "title"]]
    figure = px.scatter(rows, x="date", y="lane", color="lane", custom_data=["id"])
    marks = explore.Marks(figure, lambda ids: rows[rows.id.isin(ids)])
    live, below = marks.children
    ids = [[row[0] for row in trace.customdata] for trace in live.data]
    points = dict(trace_indexes=[1], point_indexes=[2], xs=[0], ys=[0])
    live._js2py_pointsCallback = {"event_type": "plotly_selected", "points": points}
    title = rows.set_index("id").title[ids[1][2]]
    (output,) = below.outputs
    assert title in output["data"]["text/html"]
    live._js2py_pointsCallback = {
        "event_type": "plotly_deselect",
        "points": dict.fromkeys(points, ()),
    }
    assert "Click a mark" in below.outputs[0]["data"]["text/plain"]


def test_a_click_alone_chooses_a_mark_and_with_shift_one_more(data):
    """While the kernel is busy, a browser's click may be the only message that reaches it."""
    rows = data.events[["id", "date", "lane", "title"]]
    figure = px.scatter(rows, x="date", y="lane", color="lane", custom_data=["id"])
    marks = explore.Marks(figure, lambda ids: str(sorted(ids)))
    live, below = marks.children
    ids = [[row[0] for row in trace.customdata] for trace in live.data]

    def click(trace, point, shift=False):
        live._js2py_pointsCallback = {
            "event_type": "plotly_click",
            "points": dict(trace_indexes=[trace], point_indexes=[point], xs=[0], ys=[0]),
            "device_state": {"shift": shift},
        }
        return below.outputs[0]["data"]["text/plain"]

    first, second = ids[1][2], ids[0][1]
    assert click(1, 2) == f"['{first}']" == click(1, 2)
    assert click(0, 1, shift=True) == str(sorted([first, second]))
    assert [tuple(trace.selectedpoints) for trace in live.data[:3]] == [(1,), (2,), ()]
    assert click(1, 2, shift=True) == f"['{second}']" == click(0, 1)
    assert "Click a mark" in click(0, 1, shift=True)
    assert all(trace.selectedpoints is None for trace in live.data)  # and no mark is pale


def test_lanes_without_an_event_are_not_drawn_and_the_title_says_what_was_chosen(data):
    rows = data.events[data.events.lane == "pandemic"]
    figure = timeline_charts.lanes(data, rows)
    heads = [note.text for note in figure.layout.annotations if note.text.startswith("<b>")]
    labels = data.labels("events", "lane")
    assert [lane for lane, label in labels.items() if f"<b>{label}</b>" in heads] == ["pandemic"]
    assert "events chosen came" in figure.layout.meta["title"]
    assert "of the record" not in figure.layout.meta["note"]
    whole = timeline_charts.lanes(data)
    assert all(
        f"<b>{label}</b>" in [note.text for note in whole.layout.annotations]
        for label in labels.values()
    )
    assert "chosen" not in whole.layout.meta["title"]


LONG_CHARTS = [
    lambda data: timeline_explore.show_events(data, LANES),
    rights_explore.show_links,
    lambda data: rights_explore.show_treaties(data, SPEECH_DAY.date()),
    targets_explore.show_target_links,
    lambda data: evidence_explore.show_claims(data, VERDICTS),
]


@pytest.mark.parametrize("show", LONG_CHARTS)
def test_rows_stand_before_a_long_chart(data, show):
    title, rows, figure, *_ = show(data)
    assert isinstance(title, str) and isinstance(rows, pd.DataFrame)
    assert isinstance(figure, go.Figure) and not figure.layout.title.text


def test_what_a_panel_cannot_show_is_said_in_it(data):
    def show(data, number):
        return f"{12 // number}"

    (_, shown) = controls_explore.panel(
        show, data, number=(number := controls_explore.pick_one("Number", [3, 0]))
    ).children
    assert shown.outputs[0]["data"]["text/plain"] == "4"
    number.value = 0
    assert shown.outputs[0]["output_type"] == "error"
    assert shown.outputs[0]["evalue"].endswith("by zero")


def test_finding_a_source_narrows_the_list(data):
    box, shown = evidence_explore.source(data).children
    find, pick = box.children
    find.value = "viasna"
    assert (
        0 < len(pick.options) < len(data.sources)
        and "viasna" in shown.outputs[0]["data"]["text/markdown"].lower()
    )
    find.value = "zzzz"
    assert len(pick.options) == 0 and "No source fits" in shown.outputs[0]["data"]["text/markdown"]


def test_a_selection_leaves_the_data_as_it_was(data):
    before = len(data.events)
    view = data.narrowed(events=data.events.head(3))
    assert len(view.events) == 3 and len(data.events) == before
    view.events.drop(columns="id")
    assert isinstance(data.events, pd.DataFrame) and "id" in data.events


def test_without_anywidget_the_chart_is_there_and_what_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(marks_explore, "LIVE", False)
    marks = explore.Marks(px.scatter(x=[1], y=[2], custom_data=[["a"]]), lambda ids: "never")
    (shown,) = marks.children
    chart, said = shown.outputs
    assert "application/vnd.plotly.v1+json" in chart["data"]
    assert "anywidget" in said["data"]["text/plain"]
    marks.draw(None)
    assert marks.layout.display == "none"

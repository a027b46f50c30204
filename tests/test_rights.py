"""The rights page: the table of goals and rights, the status of Belarus, and what charts and views
make of them.
"""

from __future__ import annotations

import json
import re

import nbformat
import pandas as pd
import pytest
from briefing import load, prose
from briefing.charts import rights as charts
from briefing.charts.grid import LABEL
from briefing.check import faults
from briefing.dataset import SPEECH_DAY
from briefing.facts import rights as facts
from briefing.reading import rights as reading
from briefing.treaties import bound_from, is_exact
from conftest import NOTEBOOKS, add_category, edit

TARGETS_PER_GOAL = [7, 8, 13, 10, 9, 8, 5, 12, 8, 10, 10, 11, 5, 10, 12, 12, 19]
BOUND = {
    "ICERD",
    "ICCPR",
    "ICCPR-OP1",
    "ICESCR",
    "CEDAW",
    "CEDAW-OP",
    "CAT",
    "CRC",
    "CRC-OP-AC",
    "CRC-OP-SC",
    "CRPD",
}
NOT_JOINED = {"ICCPR-OP2", "ICESCR-OP", "OPCAT", "CRC-OP-IC", "CMW", "CRPD-OP", "CPED"}


def marks(figure) -> dict[str, int]:
    """Number of marks by the name the legend gives them."""
    return {
        trace.name: len(trace.x) for trace in figure.data if trace.name and trace.mode == "markers"
    }


# ---- The data


def test_goals_and_targets(data):
    assert list(data.goals.goal) == list(range(1, 18))
    assert (
        list(data.targets.groupby("goal").size()) == TARGETS_PER_GOAL and len(data.targets) == 169
    )


def test_links_are_complete(data):
    rows = data.goal_rights
    assert set(rows.goal) == set(range(1, 18)) and set(rows.right) == set(data.rights.right)
    assert (
        rows.article_id.isin(data.articles.id).all()
        and rows.instrument.isin(data.instruments.instrument).all()
    )
    of_article = data.articles.set_index("id").instrument
    assert (of_article[rows.article_id].array == rows.instrument).all()
    assert (rows[rows.basis == "our-reading"].rationale.str.len() > 20).all()
    assert not rows.duplicated(["goal", "right", "article_id", "provision"]).any(), (
        "one article cannot carry two bases for one link"
    )


def test_our_reading_never_claims_the_table(data):
    rows = data.goal_rights.set_index("id")
    ours = rows[rows.basis == "our-reading"]
    assert (ours.source_label == "").all() and (ours.label_basis == "").all()
    assert not data.goal_right_sources.goal_right.isin(ours.index).any()
    assert not rows[rows.basis == "ohchr-table"].rationale.any()


@pytest.mark.parametrize("goal", [13, 15])
def test_doubtful_copy_does_not_carry_a_goal(data, goal):
    copies = data.goal_right_sources.groupby("goal_right").source.agg(set)
    rows = data.goal_rights[data.goal_rights.goal == goal]
    assert (rows.basis == "our-reading").sum() >= 5
    assert (
        rows[rows.id.map(copies).map(lambda of: of == {"honduras-ods-15"})].confidence == "low"
    ).all()


def test_status_of_belarus(data):
    party, missing = facts.core(data)
    assert set(party.instrument) == BOUND and set(missing.instrument) == NOT_JOINED
    assert (party.bound_from <= SPEECH_DAY).all() and not (party.left <= SPEECH_DAY).any()
    assert set(facts.complaint_protocols(data).query("core_un").instrument) == {
        "ICCPR-OP1",
        "CEDAW-OP",
    }
    rows = facts.instruments(data).set_index("instrument")
    assert rows.joined["ICCPR"] == pd.Timestamp("1973-11-12") and rows.joined[
        "CAT"
    ] == pd.Timestamp("1987-03-13")
    assert (
        rows.left.dropna().to_dict().items()
        >= {
            "ICCPR-OP1": pd.Timestamp("2023-02-08"),
            "AARHUS": pd.Timestamp("2022-10-24"),
        }.items()
    )
    assert rows.standing["UDHR"] == rows.standing["DRTD"] == facts.DECLARATION
    was = reading.belarus(data)
    assert was["AARHUS"] == "bound since 2001 (approved 2000, left 2022)"
    assert was["CMW"] == "not a party" and was["UDHR"] == "declaration, not a treaty"
    said = reading.treaties_table(data).frame.set_index("instrument").complaints_said
    assert said["CRC"] == "not open, through CRC-OP-IC"
    assert said["ICCPR"] == "open, through ICCPR-OP1" and said["ICCPR-OP1"] == "open"


def test_the_page_and_the_chart_take_what_bound_belarus_from_one_place(data):
    notebook = nbformat.read(NOTEBOOKS / "rights.ipynb", as_version=4)
    [shown] = [cell.source for cell in notebook.cells if cell.id == "bottom-line"]
    assert "bound, missing = facts.core(data)" in shown
    assert not [cell.id for cell in notebook.cells if "bound_from <=" in cell.source]


def test_what_is_worked_out_has_words_for_readers(data):
    rows = facts.treaties_on(data, SPEECH_DAY)
    assert set(rows.standing) <= set(reading.standings(data))
    assert set(rows.on_day) <= set(reading.on_a_day(data))
    assert set(rows.complaints_on_day) <= set(reading.COMPLAINTS)
    assert list(reading.on_a_day(data).values()) == [
        "bound",
        "not joined",
        "joined, not yet bound",
        "left",
        "declaration, not a treaty",
        "not looked into",
    ]


def test_complaints_through_another_instrument_name_the_protocol(data):
    rows = facts.instruments(data)
    assert rows[~rows.complaints.astype(bool)].complaints_through.eq("").all()
    named = rows[~rows.complaints_through.isin(["", *rows[rows.kind == "treaty"].instrument])]
    own = rows.set_index("instrument").complaints_through
    assert (own[named.complaints_through].array == named.complaints_through).all()
    remarks = reading.treaties_table(data).frame.set_index("instrument").remark
    assert remarks["CRC"].startswith("Complaints: through CRC-OP-IC. ")
    assert not remarks["CRC-OP-IC"].startswith("Complaints")


def test_a_protocol_that_is_left_closes_complaints_under_its_treaty(package):
    edit(
        package,
        "rights/treaty_status.csv",
        lambda t: t.assign(
            status_on_day=t.status_on_day.mask(t.instrument == "ICCPR-OP1", "not-a-party")
        ),
    )
    rows = reading.treaties_table(load(package)).frame.set_index("instrument")
    said, codes = rows.complaints_said, rows.complaints_on_day
    assert said["ICCPR"] == "not open, through ICCPR-OP1" and said["ICCPR-OP1"] == "not open"
    assert codes["CAT"] == facts.BY_DECLARATION and codes["OPCAT"] == facts.NO_COMPLAINTS


def test_dates_in_a_possible_order(data):
    rows = facts.instruments(data)
    joined = rows[rows.joined.notna()]
    text = joined.joined.dt.strftime("%Y-%m-%d")
    assert (joined.adopted <= text).all() and (joined.signed <= text).all()
    assert (joined.joined <= joined.bound_from).all() and (joined.bound_from < SPEECH_DAY).all()
    assert (joined.left.dropna() > SPEECH_DAY).all()


# The Treaty Series names the days of the Covenants for the Byelorussian SSR, a Dutch list that of
# the protocol for Belarus; the others follow from the rule.
BOUND_FROM = {
    "ICCPR": "1976-03-23",
    "ICESCR": "1976-01-03",
    "ICCPR-OP1": "1992-12-30",
    "CAT": "1987-06-26",
    "CEDAW": "1981-09-03",
    "AARHUS": "2001-10-30",
    "ICERD": "1969-05-08",
    "CRC": "1990-10-31",
    "GENOCIDE": "1954-11-09",
    "UN-CHARTER": "1945-10-24",
}


def test_a_treaty_binds_after_consent_waiting_time_and_entry_into_force(data):
    days = bound_from(data)
    assert {code: f"{days[code]:%Y-%m-%d}" for code in BOUND_FROM} == BOUND_FROM
    assert is_exact(data)[list(BOUND_FROM)].all()
    assert days.isna()["OPCAT"] and not is_exact(data)["OPCAT"]


def test_without_a_source_the_earliest_day_is_called_so(package):
    edit(package, "rights/waiting_times.csv", lambda t: t[t.instrument != "ICERD"])
    edit(
        package,
        "rights/instruments.csv",
        lambda t: t.assign(in_force=t.in_force.mask(t.instrument == "CAT", "")),
    )
    data = load(package)
    assert bound_from(data)["ICERD"] == pd.Timestamp("1969-04-08")
    assert bound_from(data)["CAT"] == pd.Timestamp("1987-04-12")
    assert not is_exact(data)[["ICERD", "CAT"]].any()
    rows = reading.treaties_table(data).frame.set_index("instrument")
    assert "bound at the earliest from 8 April 1969" in rows.dates["ICERD"]
    assert reading.belarus(data)["CAT"] == "bound (ratified 1987)"
    labels = charts.treaty_timeline(data).layout.yaxis.ticktext
    assert "ICERD: 8 Apr 1969 or later" in labels and "ICCPR: 23 Mar 1976" in labels


def test_a_party_that_was_not_yet_bound_on_the_day_is_a_fault(package):
    edit(
        package,
        "rights/treaty_status.csv",
        lambda t: t.assign(joined=t.joined.mask(t.instrument == "CRPD", "2020-11-29")),
    )
    assert [(f.table, f.column) for f in faults(package)] == [("treaty-status", "status_on_day")]


def test_where_sources_disagree_on_a_treaty_chart_and_page_say_so(data):
    assert {"CRPD", "CRPD-OP"} <= set(facts.disputed(data).instrument)
    note = charts.treaty_timeline(data).layout.meta["note"]
    assert "CRPD-OP: The Committee against Torture welcomed its ratification" in note


def test_an_instrument_joined_later_is_not_bound_on_the_day(package):
    edit(
        package,
        "rights/treaty_status.csv",
        lambda t: t.assign(
            status_on_day=t.status_on_day.mask(t.instrument == "CAT", "not-a-party")
        ),
    )
    party, missing = facts.core(load(package))
    assert len(party) == 10 and "CAT" in set(missing.instrument)


# ---- Charts


def recoded(package, table: str, field: str, value: str, **words) -> None:
    """Describe a coded value in other words, or by another symbol, in a copy of the package."""
    path = package / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    [of_table] = [one for one in package["resources"] if one["name"] == table]
    [column] = [one for one in of_table["schema"]["fields"] if one["name"] == field]
    [category] = [one for one in column["categories"] if one["value"] == value]
    category.update(words)
    path.write_text(json.dumps(package), "utf-8")


def test_a_basis_more_is_an_edit_of_the_description_alone(package):
    words = {"label": "Court", "short": "A court", "heading": "Goals, by a court"}
    look = {"symbol": "star", "colour": "green", "size": 9}
    add_category(package, "goal-rights", "basis", value="court", **words, **look)
    first = "g01-living-standard-udhr-25"
    edit(package, "rights/goal_right_sources.csv", lambda t: t[t.goal_right != first])
    edit(
        package,
        "rights/goal_rights.csv",
        lambda t: t.assign(basis=t.basis.mask(t.id == first, "court")),
    )
    assert not faults(package)
    changed = load(package)
    assert (facts.pairs(changed).basis == facts.BOTH).any()
    table = charts.matrix(changed).layout.meta["table"]
    assert table["columns"][-1]["title"] == "Goals, by a court"
    assert "Court" in set(reading.goal_views(changed).tables[0].frame.said)
    bases = facts.pairs(changed).basis.value_counts()
    alt = charts.matrix(changed).layout.meta["alt"]
    assert f"{bases.get('court', 0)} marks (star): court." in alt
    assert f"{bases[facts.BOTH]} full squares: both." in alt
    said = charts.families(changed).layout.meta["alt"]
    assert said.count("goals 1 Court.") == 1 and said.count("goals none Court.") == 5


def test_the_words_of_a_chart_follow_the_symbol_of_the_description(package):
    recoded(package, "goal-rights", "basis", facts.READ, symbol="square-open")
    recoded(package, "goal-rights", "basis", facts.COPIED, symbol="circle-open")
    alt = charts.matrix(load(package)).layout.meta["alt"]
    assert re.search(r"\d+ open circles: seen in a copy of the OHCHR table\.", alt)
    assert re.search(r"\d+ open squares: our reading\.", alt) and "dots" not in alt


def test_readers_meet_the_labels_of_the_description_and_no_codes(package):
    recoded(package, "goal-rights", "confidence", "medium", label="fair")
    recoded(package, "treaty-status", "status_on_day", facts.NOT_JOINED, standing="outside")
    data = load(package)
    texts = " ".join(why for table in reading.goal_views(data).tables for why in table.frame.why)
    assert "Confidence: fair." in texts and "Confidence: medium." not in texts
    assert "outside" in set(reading.treaties_table(data).frame.was)
    assert "CMW: outside" in charts.treaty_timeline(data).layout.yaxis.ticktext
    movement = next(t for t in reading.right_views(data).tables if t.id == "right-movement")
    assert movement.frame.cited.str.contains("CMW 64 (outside)", regex=False).any()


def test_a_kind_of_instrument_more_is_an_edit_of_the_description_alone(package):
    add_category(package, "instruments", "kind", value="custom", label="Custom", group="Customs")
    edit(
        package,
        "rights/instruments.csv",
        lambda t: t.assign(kind=t.kind.mask(t.instrument == "GENOCIDE", "custom")),
    )
    assert not faults(package)
    changed = load(package)
    assert "Customs" in set(reading.treaties_table(changed).frame.group)
    assert "<b>Customs</b>" in charts.treaty_timeline(changed).layout.yaxis.ticktext


def test_matrix_marks_every_pair_once_by_basis(data):
    figure = charts.matrix(data)
    found = marks(figure)
    labels = data.labels("goal-rights", "basis")
    rows = (
        data.goal_rights.groupby(["goal", "right"])
        .basis.agg(lambda b: "Both" if b.nunique() == 2 else labels[b.iloc[0]])
        .value_counts()
    )
    assert (
        found == rows.to_dict()
        and sum(found.values()) == data.goal_rights.groupby(["goal", "right"]).ngroups
    )
    symbols = {trace.marker.symbol for trace in figure.data if trace.name in found}
    assert len(symbols) == 3, "basis must be told apart by shape"
    copied = set(data.goal_rights.goal[data.goal_rights.basis == "ohchr-table"])
    read = [str(goal) for goal in range(1, 18) if goal not in copied]
    assert not read or f"Goals {prose.listing(read)} have dots only" in figure.layout.meta["alt"]
    assert "say nothing about how many rights a goal has" in figure.layout.meta["note"]


@pytest.mark.parametrize(
    "make", [charts.matrix, charts.families, charts.touched, charts.treaty_timeline]
)
def test_labels_stand_above_their_rows_on_a_phone(data, make):
    figure = make(data)
    axis, narrow = figure.layout.yaxis, figure.layout.meta["narrow"]
    assert (
        narrow["yaxis"]["ticklabelposition"] == "inside"
        and narrow["yaxis"]["tickfont"]["size"] >= 11
    )
    labels = [label.removeprefix("<b>").removesuffix("</b>") for label in axis.ticktext]
    assert max(map(len, labels)) <= LABEL, "a label of more characters is cut at 360 pixels"
    assert len(set(labels)) == len(labels)
    # Pixels between rows: a label of 11 pixels and a mark of 12 must fit.
    room = narrow["height"] - narrow["margin"]["t"] - narrow["margin"]["b"]
    assert room / (axis.range[0] - axis.range[1]) >= 32


def test_families_say_what_carries_them(data):
    meta = charts.families(data).layout.meta
    rows = data.goal_rights[data.goal_rights.basis == "ohchr-table"].merge(data.rights, on="right")
    named = (rows.right == "development").any()
    assert meta["title"] == "All six families appear in rows copied from the OHCHR table" + (
        "" if named else "; the right to development by name only in our reading"
    )
    goals = sorted(set(rows[rows.family == "development"].goal))
    assert {2, 14, 17} <= set(
        goals
    ) and f"Development: goals {', '.join(map(str, goals))} in copies" in meta["alt"]


def test_a_family_without_copied_rows_is_not_claimed(package):
    edit(
        package,
        "rights/rights.csv",
        lambda t: t.assign(family=t.family.mask(t.family == "cultural", "social")),
    )
    assert charts.families(load(package)).layout.meta["title"].startswith("5 of 6 families appear")


def test_treaty_timeline_shows_who_is_bound_and_who_left(data):
    figure = charts.treaty_timeline(data)
    title, found = figure.layout.meta["title"], marks(figure)
    assert (
        f"{len(BOUND)} of {len(BOUND | NOT_JOINED)}" in title
        and "Optional Protocol to the ICCPR" in title
    )
    status = data.treaty_status
    assert (
        found["Left"] == status.later_effect.notna().sum() >= 2
        and found["Joined"] == (status.status_on_day == "party").sum()
    )
    assert (
        sum("not a party" in label for label in figure.layout.yaxis.ticktext)
        == (status.status_on_day == "not-a-party").sum()
        >= 7
    )


def test_paragraphs_touched(data):
    figure = charts.touched(data)
    touched = set(data.speech_links.paragraph)
    for paragraph in data.paragraphs.paragraph[data.paragraphs.kind == "text"]:
        assert (f"Paragraph {paragraph}: no right." in figure.layout.meta["alt"]) == (
            paragraph not in touched
        )
    assert (
        "Paragraph 7:" in figure.layout.meta["alt"]
        and "torture" in figure.layout.meta["alt"].split("Paragraph 7:")[1].split("Paragraph 8:")[0]
    )


# ---- Views and tables: two clicks from a goal to article, instrument, source and status; from a
# right to its goals


@pytest.fixture(scope="module")
def anchors(data) -> set[str]:
    """Everything on the page that a link can lead to."""
    views = [*reading.goal_views(data).tables, *reading.right_views(data).tables]
    rows = [
        row["id"]
        for table in (reading.treaties_table(data), reading.speech_table(data))
        for row in table.payload()["rows"]
    ]
    found = [table.id for table in views] + rows
    assert len(found) == len(set(found)), "two anchors of one name"
    return set(found)


def test_goal_views_lead_to_article_source_and_status(data, anchors):
    views = reading.goal_views(data)
    assert [t.id for t in views.tables] == [f"goal-{n}" for n in range(1, 18)]
    rows = [row["cells"] for table in views.payload()["views"] for row in table["rows"]]
    bases = data.labels("goal-rights", "basis").values()
    assert len(rows) == len(data.goal_rights)
    without = set(reading.standings(data).values()) - {"bound", "not looked into"}
    for right, article, basis, why, belarus, sources in rows:
        assert right["href"].lstrip("#") in anchors and article["href"].lstrip("#") in anchors
        assert basis["text"] in bases and why["text"] and sources["sources"]
        assert belarus["text"].startswith(("bound since", "bound (")) or belarus["text"] in without


def test_goal_views_list_every_target(data):
    for table in reading.goal_views(data).tables:
        goal = int(table.id.removeprefix("goal-"))
        targets = data.targets[data.targets.goal == goal]
        assert all(f"{t.target} {t.label}" in table.note for t in targets.itertuples())


def test_basis_is_never_mixed_up_in_a_goal_view(data):
    texts = {
        *data.articles.source,
        *data.instruments.source,
    }  # a page that prints articles may also copy the table
    copies = set(data.goal_right_sources.source)
    for table in reading.goal_views(data).payload()["views"]:
        for _, _, basis, why, _, sources in (row["cells"] for row in table["rows"]):
            if basis["text"] == data.label("goal-rights", "basis", facts.READ):
                assert (
                    not (copies - texts) & set(sources["sources"])
                    and "in the copy" not in why["text"]
                )
            else:
                assert copies & set(sources["sources"]) and "copy" in why["text"]


def test_remark_on_a_copy_is_said_once(data):
    noted = data.goals[data.goals.copy_note != ""].goal
    assert set(noted) <= set(data.goal_rights[data.goal_rights.basis == facts.COPIED].goal)
    goal = reading.goal_views(data).tables[15]
    assert (
        goal.note.count("made for Pakistan") == 1
        and not goal.frame.why.str.contains("made for Pakistan").any()
    )
    assert goal.frame.why.str.contains("19\\(1\\)").any(), "remarks on single rows stay with them"


def test_right_views_lead_to_goals(data, anchors):
    views = reading.right_views(data)
    assert {t.id for t in views.tables} == {f"right-{r}" for r in data.rights.right} and len(
        set(views.groups)
    ) == 6
    torture = next(t for t in views.payload()["views"] if t["id"] == "right-torture-freedom")
    rows = {
        (goal["text"], basis["text"]): cited["text"].split(", ")
        for goal, basis, cited in (row["cells"] for row in torture["rows"])
    }
    for basis, cited in (
        ("ohchr-table", {"UDHR 5", "ICCPR 7", "CRC 37(a)"}),
        ("our-reading", {"CAT 2", "CAT 12", "CAT 16"}),
    ):
        assert cited <= set(
            rows[
                "Goal 16: Peace, justice and strong institutions",
                data.label("goal-rights", "basis", basis),
            ]
        )
    assert re.search(r"paragraphs? .*\b7\b", torture["note"])
    assert all(
        row["cells"][0]["href"].lstrip("#") in anchors
        for view in views.payload()["views"]
        for row in view["rows"]
    )
    movement = next(t for t in views.tables if t.id == "right-movement")
    assert movement.frame.cited.str.contains(r"CMW 64 \(not a party\)").any()


def test_odd_article_number_is_kept_and_explained(data):
    row = next(
        row["cells"]
        for row in reading.goal_views(data).tables[10].payload()["rows"]
        if "UDHR 27" in row["cells"][1]["text"]
    )
    assert (
        row[1]["text"].startswith("UDHR 27 (printed as 25)")
        and "cultural life stands in article 27" in row[3]["text"]
    )
    culture = next(
        table for table in reading.right_views(data).tables if table.id == "right-culture"
    )
    assert culture.frame.cited.str.contains("UDHR 27 (printed as 25)", regex=False).any()


def test_speech_links_lead_to_claims(data, anchors):
    rows = reading.speech_table(data).payload()["rows"]
    assert (
        len(rows) == len(data.speech_links)
        and {f"paragraph-{p}" for p in data.speech_links.paragraph} <= anchors
    )
    for paragraph, right, article, goal, why in (row["cells"] for row in rows):
        assert (
            paragraph["href"]
            == f"evidence.html#paragraph-{paragraph['text'].removeprefix('Paragraph ')}"
        )
        assert (
            right["href"].lstrip("#") in anchors
            and article["href"].lstrip("#") in anchors
            and why["text"]
        )
        assert not goal["text"] or goal["href"].lstrip("#") in anchors


def test_treaties_table_has_sources_for_every_status(data):
    rows = reading.treaties_table(data).payload()["rows"]
    assert len(rows) == len(data.instruments) and "treaty-iccpr-op1" in {row["id"] for row in rows}
    assert data.treaty_status.instrument.isin(data.treaty_sources.instrument).all()
    op1 = next(row["cells"] for row in rows if row["id"] == "treaty-iccpr-op1")
    assert (
        "acceded 30 September 1992; bound from 30 December 1992; denunciation notified 8 November"
        " 2022, in effect 8 February 2023"
        in op1[2]["text"]
        and op1[3]["text"] == "open"
    )


def test_count_of_targets_is_the_institutes(data):
    counted = facts.targets_linked(data)
    assert (counted["linked"], counted["of"]) == (156, 169) and round(
        counted["linked"] / counted["of"], 3
    ) == 0.923
    assert "Danish Institute" in data.sources.set_index("id").publisher[counted["source"]]

"""Valid new rows of every table, drawn by hypothesis from ``datapackage.json``.

Types, constraints and foreign keys are read from the package, so that a new table or column
needs nothing here. What a schema cannot say stands below in dictionaries by table: which cells
of a row must fit each other (``FITS``), which further rows a row asks for (``NEEDS``), and which
tables are closed (``CLOSED``).
"""

from __future__ import annotations

import calendar
import csv
import json
import math
import re
import shutil
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from briefing.check.rules import EVIDENCE
from conftest import DATA
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

PACKAGE = json.loads((DATA / "datapackage.json").read_text("utf-8"))
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
FIELDS = {name: {f["name"]: f for f in one["schema"]["fields"]} for name, one in RESOURCES.items()}
SOURCE_OF = {  # per table: column -> (table, column) that it refers to
    name: {
        key["fields"][0]: (key["reference"]["resource"], key["reference"]["fields"][0])
        for key in one["schema"].get("foreignKeys", [])
    }
    for name, one in RESOURCES.items()
}
Row = dict[str, str]

# Tables that hold a whole: a further row would be wrong, or has no room.
CLOSED = {
    "goals": "there are 17",
    "measures": "there are four, and the code computes each",
    "excess-deaths-2020": "every week and month of 2020 is there, and periods must not overlap",
    "parallels": "one more asks for links of many targets",
    "parallel-gaps": "each excuses a link that a parallel asks for",
    "target-reach": "each asks for links of its target",
}
# The check lets these grow, but how many there are is a fact about the speech or the goals: tests
# may count them.
CONSTANT = {
    "paragraphs": "the speech has 18 parts",
    "entities": "the speech lists eight",
    "targets": "the goals have 169",
    "targets-without-link": "each names one of the 169 targets",
}
OPEN = [name for name in RESOURCES if name not in CLOSED]

WORDS = [
    *("a", "report", "of", "Łódź", "niño", "Müller", "Мінск", "ўлада", "и", "объём", "中文"),
    *("Ωmega", "5,5", "2020", "50%", "(a)", "“quoted”", "it’s", "—", "–", "c/o", "&", "&amp;"),
    *("*", "**bold**", "_x_", "<b>", "<i", "[1]", "[x](y)", "#tag", "$5", "$", "~", "|", "\\"),
    *("{x}", "`code`", "^", "@", "+", "=", "'", '"', ";", ".", "!", "<!--"),
]
TEXTS = [
    "x" * 2000,
    "й" * 2000,
    "A long text. " * 150 + "Its end.",
    "<u>markup</u>",
    "<script>alert(1)</script>",
    "[x](y)",
    "**bold** and _more_",
    "$7.5 million and $9 million",
    "# No heading",
    "&lt;u&gt; & more",
    "{{7*7}} {% raw %} %{y}",
    "=1+1",
    "Приклад тэксту на беларускай мове",
    "Пример, 7,5 млн",
    "0",
    "-",
    "NA",
    "null",
]
CURRENCIES = ["USD", "EUR", "BYN", "GBP", "JPY", "CHF", "SEK"]
COUNTRIES = {
    "EST": "Estonia",
    "DEU": "Germany",
    "KAZ": "Kazakhstan",
    "TUR": "Türkiye",
    "CIV": "Côte d’Ivoire",
    "FIN": "Finland",
}
YEARLY, MONTHLY, DAILY = 4, 7, 10  # characters of a partial date


@cache
def rows_of(table: str) -> list[Row]:
    """The rows of a table as they stand in its file."""
    with (DATA / RESOURCES[table]["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Growth:
    """New rows that keep the package sound: ``rows`` holds them by table."""

    def __init__(self, draw: Callable):
        self.draw = draw
        self.turns = 0
        self.slugs = 0  # how many were drawn: a number at its end makes each another
        self.rows: dict[str, list[Row]] = {name: [] for name in RESOURCES}

    # ---- What there is

    def all(self, table: str) -> list[Row]:
        """The rows of the package and the new ones."""
        return rows_of(table) + self.rows[table]

    def values(self, table: str, column: str) -> list[str]:
        """A column of ``all``."""
        return [row[column] for row in self.all(table)]

    def pick(self, options: Iterable):
        """One of several, drawn.

        Hypothesis tries the first of all first, and not every choice shall begin alike.
        """
        options = list(options)
        self.turns += 7
        return options[(self.draw(st.integers(0, len(options) - 1)) + self.turns) % len(options)]

    def key_of(self, table: str, column: str) -> str:
        """A key of a table, often of a new row, since these are the ones in doubt."""
        new = [row[column] for row in self.rows[table]]
        return (
            self.pick(new)
            if new and self.draw(st.booleans())
            else self.pick([row[column] for row in rows_of(table)])
        )

    # ---- Cells

    def text(self) -> str:
        """A text of any script, with what Markdown and HTML act on, at times long and unbroken."""
        some = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
        return self.draw(st.one_of(some, st.sampled_from(TEXTS)))

    def slug(self) -> str:
        some = self.draw(st.from_regex(r"[a-z]{2,8}(-[a-z0-9]{2,8}){0,2}", fullmatch=True))
        self.slugs += 1
        return f"{some}-{self.slugs}"

    def day(self, table: str, column: str, first: str = "", last: str = "") -> str:
        """A day within the bounds of a column, not before ``first`` and not after ``last``."""
        low, high = bounds(table, column)
        low, high = max(low, as_day(first, low)), min(high, as_day(last, high))
        return self.draw(st.dates(low, max(low, high))).isoformat()

    def partial(
        self, table: str, column: str, lengths: Iterable[int] = (YEARLY, MONTHLY, DAILY)
    ) -> str:
        return self.day(table, column)[: self.pick(lengths)]

    def number(self, field: dict) -> str:
        low, high = (field.get("constraints", {}).get(name) for name in ("minimum", "maximum"))
        low, high = 0 if low is None else low, 10**12 if high is None else high
        first = math.ceil(low)
        whole = st.one_of(
            st.sampled_from([low, high]),
            st.integers(first, int(high)),
            st.integers(first, int(min(high, first + 999))),
        )
        if field["type"] == "integer":
            return str(self.draw(whole))
        value = self.draw(st.one_of(whole, st.sampled_from([0.01, 0.5, 12.25, 1234567.89])))
        return f"{min(max(value, low), high):f}".rstrip("0").rstrip(".")

    def cell(self, table: str, column: str) -> str:
        """A cell that fits its column alone."""
        field = FIELDS[table][column]
        limits = field.get("constraints", {})
        if not limits.get("required") and self.draw(st.integers(0, 2)) == 0:
            return ""
        if column == "research_id":
            return "new" if limits.get("required") else ""
        if column in SOURCE_OF[table]:
            return self.key_of(*SOURCE_OF[table][column])
        return self.pick(limits["enum"]) if "enum" in limits else self.value(table, field)

    def value(self, table: str, field: dict) -> str:
        """A value of the type of a column that may hold any; text of the kind that it holds."""
        name, pattern = field["name"], field.get("constraints", {}).get("pattern", "")
        kinds: dict[str, Callable[[], str]] = {
            "boolean": lambda: self.pick([field["trueValues"][0], field["falseValues"][0]]),
            "date": lambda: self.day(table, name),
            "integer": lambda: self.number(field),
            "number": lambda: self.number(field),
        }
        if field["type"] in kinds:
            return kinds[field["type"]]()
        if name in BY_NAME:
            return BY_NAME[name](self)
        if is_partial_date(field):
            lengths = (YEARLY, MONTHLY, DAILY) if "?" in pattern else [MONTHLY]
            return self.partial(table, name, lengths)
        if pattern and pattern != SLUG:
            return self.draw(st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True))
        if longest := field.get("constraints", {}).get("maxLength"):
            return self.text()[:longest].strip()
        return self.slug() if pattern else self.text()

    # ---- Rows

    def add(self, table: str, **given: str) -> Row:
        """Add a valid row, with the cells ``given``, and the rows that it needs."""
        fields = FIELDS[table]
        given = {column: value for column, value in given.items() if column in fields}
        unique = [[c] for c, f in fields.items() if f.get("constraints", {}).get("unique")]
        key = RESOURCES[table]["schema"].get("primaryKey", [])
        for _ in range(20):
            row = {
                column: given[column] if column in given else self.cell(table, column)
                for column in fields
            }
            FITS.get(table, lambda new, row: None)(self, row)
            row |= given
            if all(
                tuple(row[c] for c in columns) not in self.used(table, columns)
                for columns in [*unique, key]
            ):
                self.rows[table].append(row)
                NEEDS.get(table, lambda new, row: None)(self, row)
                return row
        return reject()  # another example finds room, or hypothesis says that none does

    def used(self, table: str, columns: list[str]) -> set[tuple]:
        return {tuple(row[c] for c in columns) for row in self.all(table)}


SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"


def is_partial_date(field: dict) -> bool:
    """Whether a text column holds a year, month or day as its source gives it."""
    return field["type"] == "string" and bool(
        re.match(r"\^(\\d|\[0-9\])\{4\}", field.get("constraints", {}).get("pattern", ""))
    )


@cache
def bounds(table: str, column: str) -> tuple[date, date]:
    """First and last day of a date column: those of its schema, else of the years there are."""
    field = FIELDS[table][column]
    limits = field.get("partialDate") or field.get("constraints", {})
    years = sorted(row[column][:YEARLY] for row in rows_of(table) if row[column]) or ["2020"]
    last = str(limits.get("maximum", years[-1]))
    return as_day(str(limits.get("minimum", years[0]))), as_day(
        last if len(last) == DAILY else f"{last[:YEARLY]}-12-31"
    )


def as_day(text: str, otherwise: date | None = None) -> date:
    """The first day of a year, month or day."""
    return date.fromisoformat((text + "-01-01")[:DAILY]) if text else otherwise


BY_NAME: dict[str, Callable[[Growth], str]] = {  # text columns of one meaning wherever they stand
    "currency": lambda new: new.pick(CURRENCIES),
    "url": lambda new: (
        "https://example.org/"
        + new.pick(["", "a?b=c&d=%5B1%5D#e", "ст/артыкул", "(a)*_b_", "~x'y"])
        + new.slug()
    ),
    "language": lambda new: new.pick(["en", "ru", "be", "und", "kk", "qaa"]),
    "start_utc": lambda new: new.pick(["00:00", "04:30", "11:59"]),
    "end_utc": lambda new: new.pick(["12:00", "23:59", "24:00"]),
    "country_iso3": lambda new: new.pick(COUNTRIES),
}


# ---- Cells that must fit each other


def event(new: Growth, row: Row) -> None:
    """A span ends after it starts; months, quarters, years are whole; some are in the speech."""
    first = as_day(row["date"])
    months = {"month": 1, "quarter": 3, "year": 12}.get(row["precision"])
    if months:
        start = first.replace(month=(first.month - 1) // months * months + 1, day=1)
        month = start.month + months - 1
        last = start.replace(month=month, day=calendar.monthrange(start.year, month)[1])
        row["date"], row["end_date"] = start.isoformat(), last.isoformat()
    elif row["end_date"]:
        row["end_date"] = new.day("events", "end_date", first=row["date"])
    row["paragraph"] = "" if row["in_speech"] == "no" else new.key_of("paragraphs", "paragraph")
    if row["confidence"] == "low":
        row["note"] = new.text()


def figure(new: Growth, row: Row) -> None:
    """A number with its bound, or a finding in words; ranges and windows in order."""
    if new.draw(st.integers(0, 3)):
        value = row["value"] or new.number(FIELDS["figures"]["value"])
        if float(value) == 0 and is_crowd(new, row["topic"]):
            value = "1"
        bound = (
            row["bound"] if row["bound"] not in ("exactly", "round") else ""
        )  # which of these depends on the number
        row |= {"value": value, "text_value": "", "bound": bound or "at-least"}
        row["value_to"] = str(int(float(value)) + 5) if row["value_to"] else ""
    else:
        row |= {"value": "", "value_to": "", "bound": "", "text_value": new.text()}
    in_order(row, "window_start", "window_end")
    if "area" in row:
        row["area"] = row["area"] or "unstated"


def is_crowd(new: Growth, topic: str) -> bool:
    return any(row["topic"] == topic and row["kind"] == "crowd" for row in new.all("topics"))


def in_order(row: Row, first: str, last: str) -> None:
    """Two dates of one length, the earlier first; the second goes where the first is missing."""
    row[last] = row[last] if row[first] else ""
    if row[last]:
        length = min(len(row[first]), len(row[last]))
        row[first], row[last] = sorted([row[first][:length], row[last][:length]])


def document(new: Growth, row: Row) -> None:
    """What is not known of a document is said in its note; a date has its act."""
    if not row["adopted"] or row["identity"] != "established":
        row["note"] = row["note"] or new.text()
    row["act"] = row["act"] or ("published" if row["adopted"] else "")


def claim(new: Growth, row: Row) -> None:
    """A norm names its basis; a statement that the research did not have says how it was cut."""
    row["legal_basis"] = "UN Charter, article 1" if row["verdict"] == "norm" else row["legal_basis"]
    row["change_note"] = row["change_note"] or new.text()
    row["missing"] = new.text() if row["verdict"] == "partly confirmed" else ""


def piece(new: Growth, row: Row) -> None:
    """Evidence points to one thing, and bears on the claim as the verdict says."""
    kept = new.pick([column for column in EVIDENCE if column in row])
    for column in EVIDENCE:
        if column in row and column != kept:
            row[column] = ""
    if not row[kept]:
        row[kept] = (
            new.pick(FIELDS["evidence"][kept]["constraints"]["enum"])
            if kept == "series"
            else new.key_of(*SOURCE_OF["evidence"][kept])
        )
    row["voice"] = "own"  # whose word it is follows from its sources; own is the cautious choice
    verdict = next(c["verdict"] for c in new.all("claims") if c["id"] == row["claim"])
    bears = {"differs": ["supports", "qualifies", "contradicts"], "not found": ["qualifies"]}
    row["bears"] = new.pick(bears.get(verdict, ["supports", "qualifies"]))


def one_of(*columns: str) -> Callable[[Growth, Row], None]:
    """Exactly one of some columns is filled."""

    def fit(new: Growth, row: Row) -> None:
        kept = new.pick(columns)
        row[kept] = row[kept] or new.key_of(*SOURCE_OF["reused-wording"][kept])
        row |= dict.fromkeys(set(columns) - {kept}, "")
        part_or_title(new, row)

    return fit


def part_or_title(new: Growth, row: Row) -> None:
    row["paragraph"] = new.pick(["title", *new.values("paragraphs", "paragraph")])


def paragraph(new: Growth, row: Row) -> None:
    row["paragraph"] = new.pick(
        [f"{n}" for n in range(16, 60)] + [f"caption-{n}" for n in range(3, 9)]
    )


def paragraph_of_speech(new: Growth, row: Row) -> None:
    """Rights are touched by numbered paragraphs."""
    cites_article(new, row)
    row["paragraph"] = new.pick([p for p in new.values("paragraphs", "paragraph") if p.isdigit()])


def instrument(new: Growth, row: Row) -> None:
    """A code that can stand in an address; in force after its adoption."""
    row["instrument"] = new.draw(st.from_regex(r"[A-Z]{2,6}(-[A-Z0-9]{2,4})?", fullmatch=True))
    in_order(row, "adopted", "in_force")
    row["core_un"] = "no"  # the core are nine treaties and their nine protocols
    row["source"] = row["source"] or new.key_of("sources", "id")


def article(new: Growth, row: Row) -> None:
    row["article"] = str(new.draw(st.integers(100, 999)))
    row["id"] = f"{row['instrument']} {row['article']}"


def cites_article(new: Growth, row: Row, but: Iterable[str] = ()) -> None:
    """A link names an article, its instrument and a provision in it."""
    article = new.pick([article for article in new.all("articles") if article["id"] not in but])
    row |= {"article_id": article["id"], "instrument": article["instrument"]}
    if "provision" in row:
        row["provision"] = (
            f"{article['article']}{new.pick(['', '(1)', '(2)(b)'])}"
            if article["article"]
            else "whole convention"
        )


def goal_link(new: Growth, row: Row) -> None:
    """A link of the OHCHR table has the name that the copy gives it; ours has a reason."""
    cites_article(new, row)
    copied = row["basis"] == "ohchr-table"
    row |= {
        "rationale": "" if copied else reason(new),
        "source_label": new.text() if copied else "",
        "label_basis": new.pick(["english", "translated", "own-label"]) if copied else "",
    }


def copied(new: Growth, row: Row) -> None:
    """Only a link of the OHCHR table has a copy."""
    row["goal_right"] = new.pick(
        [link["id"] for link in new.all("goal-rights") if link["basis"] == "ohchr-table"]
    )


def target_link(new: Growth, row: Row) -> None:
    """No link of a target that is said to have none, or to a right said to be missing there."""
    # An article that has parallels asks for links to them too.
    cites_article(new, row, but=new.values("parallels", "article_id"))
    codes, left = new.values("targets", "target"), new.values("targets-without-link", "target")
    # A row of 8.1 at the end of the file looks like one of 8.10 that lost its zero.
    free = [one for one in new.all("targets") if one["target"] not in left]
    target = new.pick([one for one in free if f"{one['target']}0" not in codes])
    gaps = [gap["right"] for gap in new.all("goal-right-gaps") if gap["goal"] == target["goal"]]
    row |= {
        "target": target["target"],
        "right": new.pick([right for right in new.values("rights", "right") if right not in gaps]),
    }
    row["id"] = f"TR-{new.draw(st.integers(100, 999)):03}"
    row["rationale"] = reason(new)


def reason(new: Growth) -> str:
    """A sentence long enough to be a reason, of its own."""
    number = new.draw(st.integers(0, 10**9))
    return f"Both speak of one thing in words of their own, number {number}: {new.text()}."


def treaty(new: Growth, row: Row) -> None:
    """A party has joined by some mode, after signing; a later change came after the speech."""
    rows, statuses = new.all("instruments"), new.values("treaty-status", "instrument")
    free = [
        r["instrument"]
        for r in rows
        if r["kind"] != "declaration"
        and r["adopted"]
        and r["in_force"] < "2016"
        and r["instrument"] not in statuses
    ]
    row["instrument"] = (
        new.pick(free)
        if free
        else new.add(
            "instruments", kind="treaty", adopted="1970", in_force=new.pick(["", "1975-06"])
        )["instrument"]
    )
    adopted = next(
        r["adopted"] for r in new.all("instruments") if r["instrument"] == row["instrument"]
    )
    after = f"{int(adopted[:YEARLY]) + 1}"
    joined = "joined" if "joined" in row else "bound"
    if row["status_on_day"] == "party":
        row[joined] = new.day("treaty-status", joined, first=after, last="2016-01-01")
        row["mode"] = row["mode"] or "accession"
    else:
        row |= {joined: "", "mode": ""}
    row["signed"] = new.pick(
        ["", new.day("treaty-status", "signed", first=after, last=row[joined] or "2016-01-01")]
    )
    if row["status_on_day"] == "party" and row["later_change"]:
        row["later_notified"] = new.day("treaty-status", "later_notified", first="2020-12-11")
        row["later_effect"] = (as_day(row["later_notified"]) + timedelta(days=90)).isoformat()
        low, high = bounds("treaty-status", "later_effect")
        row["later_effect"] = min(
            max(as_day(row["later_effect"]), low), max(high, as_day(row["later_notified"]))
        ).isoformat()
    else:
        row |= {"later_change": "", "later_notified": "", "later_effect": ""}


def contribution(new: Growth, row: Row) -> None:
    """An amount has a unit; a row in a sum or a layer is complete, and overlaps no other."""
    counted = row["in_default_view"] == "yes"
    charted = row["sme_layer"] in ("tagged-women", "tagged-facility", "untagged-eu-grant")
    if row["period_start"][:YEARLY] > "2030":  # a record is not older than what it records
        row["period_start"] = "2030"
    if counted or charted:
        row |= {
            "donor": row["donor"] or new.text(),
            "amount": row["amount"] or "1",
            "amount_to": "",
            "unit": "USD" if counted else new.pick(CURRENCIES),
            "period_start": row["period_start"] or "2020",
            "period_end": row["period_end"] or "2020",
            "as_of": row["as_of"] or "2020-12-31",
        }
    if counted:
        row |= {
            "kind": new.pick(["commitment", "incoming-funds", "expenditure"]),
            "panel": "funding",
            "geography": "Belarus",
            "overlap_group": row["id"],
            "donor_group": row["donor_group"] or new.text(),
            "agency": new.pick(["UNFPA", "IOM", "WHO", "ААН", new.text().replace(";", ",")]),
            "amount": row["amount"] if float(row["amount"]) else "1",
        }
    if not (counted or charted):
        row["unit"] = new.pick([*CURRENCIES, "items", "tonnes"]) if row["amount"] else ""
    row["amount_to"] = (
        str(int(float(row["amount"])) + 7) if row["amount"] and row["amount_to"] else ""
    )
    row["bound"] = row["bound"] if row["amount"] else ""
    row["amount_usd_stated"] = row["amount_usd_stated"] if row["unit"] not in ("", "USD") else ""
    row["overlap_group"] = row["overlap_group"] and row["id"]
    in_order(row, "period_start", "period_end")
    row["period_end"] = row["period_end"] or row["period_start"]
    if row["as_of"] and row["as_of"] < row["period_start"][: len(row["as_of"])]:
        row["as_of"] = row["period_start"]


def statement(new: Growth, row: Row) -> None:
    """An amount is stated on a day, in a currency."""
    if row["amount"]:
        row |= {
            "date": new.day("statements", "date"),
            "amount": row["amount"] if row["amount"] != "0" else "1",
        }
    if "currency" in row:
        row["currency"] = (row["currency"] or "USD") if row["amount"] else ""


def rate(new: Growth, row: Row) -> None:
    """A rate is of a year or a month, between two currencies."""
    row["period"] = new.partial(
        "exchange-rates", "period", [YEARLY if row["kind"] == "annual-average" else MONTHLY]
    )
    if row["currency"] == row["base"]:
        row["currency"] = "BYN"
    row["units_per_base"] = row["units_per_base"] if float(row["units_per_base"]) else "1"


def spending(new: Growth, row: Row) -> None:
    """A running total of an agency that had none."""
    row["agency"] = new.text()


def transaction(new: Growth, row: Row) -> None:
    known = {
        r["transaction_type_code"]: r["transaction_type"] for r in rows_of("iati-transactions")
    }
    row["transaction_type"] = known[str(row["transaction_type_code"])]


def week(new: Growth, row: Row) -> None:
    """The Monday after the weeks of a country that there are."""
    table = "covid-weekly" if "new_cases" in row else "stringency-weekly"
    last = max(r["week_start"] for r in new.all(table) if r["country_iso3"] == row["country_iso3"])
    row["week_start"] = (as_day(last) + timedelta(weeks=1)).isoformat()


def month_of_deaths(new: Growth, row: Row) -> None:
    """The month after those of a country that there are; of Belarus none of these is official."""
    last = as_day(
        max(
            r["month"]
            for r in new.all("deaths-monthly")
            if r["country_iso3"] == row["country_iso3"]
        )
        + "-28"
    )
    following = last + timedelta(days=5)
    row["month"] = following.isoformat()[:MONTHLY]
    row["status"] = "not-official" if row["country_iso3"] == "BLR" else "as-in-dataset"
    row["days"] = str(calendar.monthrange(following.year, following.month)[1])


def inhabitants(new: Growth, row: Row) -> None:
    row |= {"year": "2020"} | (
        {"country": COUNTRIES[row["country_iso3"]]} if "country" in row else {}
    )


def correction(new: Growth, row: Row) -> None:
    """A correction came with a version there is, of a place on a page there is."""
    row |= {
        column: new.pick(row[column] for row in rows_of("corrections"))
        for column in ("version", "page")
    }


def batch(new: Growth, row: Row) -> None:
    row |= {"rows": str(new.draw(st.integers(1, 3))), "id_pattern": f"{row['batch'].upper()}-\\d+"}


FITS: dict[str, Callable[[Growth, Row], None]] = {
    "events": event,
    "figures": figure,
    "policy-documents": document,
    "claims": claim,
    "evidence": piece,
    "reused-wording": one_of("event", "source"),
    "language-differences": part_or_title,
    "paragraphs": paragraph,
    "instruments": instrument,
    "articles": article,
    "goal-rights": goal_link,
    "target-rights": target_link,
    "speech-links": paragraph_of_speech,
    "treaty-status": treaty,
    "contributions": contribution,
    "statements": statement,
    "exchange-rates": rate,
    "spent-to-date": spending,
    "iati-transactions": transaction,
    "covid-weekly": week,
    "stringency-weekly": week,
    "deaths-monthly": month_of_deaths,
    "population": inhabitants,
    "research": batch,
    "topics": lambda new, row: row.update(unit="people" if row["kind"] == "crowd" else row["unit"]),
    "goal-right-sources": copied,
    "corrections": correction,
    "waiting-times": lambda new, row: row.update(waiting=new.pick(["P30D", "P3M", "P90D"])),
    "targets": lambda new, row: row.update(target=f"{row['goal']}.{new.draw(st.integers(20, 99))}"),
}


# ---- Rows that a row asks for


def uncovered(new: Growth, row: Row) -> None:
    """A copied link has its copy; a goal and a right that no target shares have a reason."""
    if row["basis"] == "ohchr-table":
        new.add("goal-right-sources", goal_right=row["id"])
    goals = {target["target"]: target["goal"] for target in new.all("targets")}
    covered = {(goals[link["target"]], link["right"]) for link in new.all("target-rights")}
    explained = {(gap["goal"], gap["right"]) for gap in new.all("goal-right-gaps")}
    if (row["goal"], row["right"]) not in covered | explained:
        new.add(
            "goal-right-gaps",
            goal=row["goal"],
            right=row["right"],
            reason=reason(new) + " No target of the goal says so.",
        )


def supported(new: Growth, row: Row) -> None:
    """A verdict on facts has evidence that bears it, from a source other than the speech."""
    bears = {
        "confirmed": "supports",
        "partly confirmed": "supports",
        "differs": "contradicts",
        "not found": "qualifies",
    }.get(row["verdict"])
    if bears:
        others = [
            source["id"]
            for source in rows_of("sources")
            if not source["publisher"].startswith("United Nations in Belarus")
        ]
        new.add(
            "evidence",
            claim=row["id"],
            bears=bears,
            voice="other",
            **{**dict.fromkeys(EVIDENCE, ""), "source": new.pick(others)},
        )
    if row["verdict"] == "not found":
        new.add("searches", claim=row["id"])


NEEDS: dict[str, Callable[[Growth, Row], object]] = {
    "sources": lambda new, row: new.add("event-sources", source=row["id"]),
    "events": lambda new, row: new.add("event-sources", event=row["id"]),
    "topics": lambda new, row: new.add("figures", topic=row["topic"]),
    "policy-documents": lambda new, row: new.add(
        "policy-document-events", document=row["document"]
    ),
    "paragraphs": lambda new, row: new.add("claims", paragraph=row["paragraph"]),
    "claims": supported,
    "rights": lambda new, row: new.add("goal-rights", right=row["right"]),
    "goal-rights": uncovered,
    "treaty-status": lambda new, row: new.add("treaty-sources", instrument=row["instrument"]),
    "targets": lambda new, row: new.add("targets-without-link", target=row["target"]),
    "research": lambda new, row: [
        new.add("left-out", research_id=f"{row['batch'].upper()}-{n}")
        for n in range(int(row["rows"]))
    ],
}
COMES_WITH = {
    "left-out": "research",
    "targets-without-link": "targets",
    "goal-right-gaps": "rights",
}


# ---- Packages


class NewRows(dict[str, list[Row]]):
    """New rows by table."""

    def __repr__(self) -> str:
        return f"{sum(map(len, self.values()))} new rows in {len(self)} tables"


@st.composite
def growths(draw, tables: Iterable[str] = OPEN, most: int = 2) -> NewRows:
    """New rows for each of ``tables``, up to ``most`` for its own sake, and what they need."""
    new = Growth(draw)
    for table in tables:
        for _ in range(draw(st.integers(1, most))):
            new.add(COMES_WITH.get(table, table))
    return NewRows({table: rows for table, rows in new.rows.items() if rows})


def write(folder: Path, table: str, rows: list[Row]) -> None:
    """Append rows to the file of a table, as somebody would by hand."""
    path = folder / RESOURCES[table]["path"]
    shutil.copyfile(DATA / RESOURCES[table]["path"], path)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, list(FIELDS[table]), lineterminator="\n").writerows(rows)


def restore(folder: Path, tables: Iterable[str]) -> None:
    """Put the files of some tables back as they are in the project."""
    for table in tables:
        shutil.copyfile(DATA / RESOURCES[table]["path"], folder / RESOURCES[table]["path"])


def one_of_each(tables: Iterable[str], nth: int = 2) -> NewRows:
    """One valid row of each table with what it needs, the same at every call."""
    drawn = []

    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=nth,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(growths(tables, most=1))
    def draw(rows: NewRows) -> None:
        drawn.append(rows)

    draw()
    return drawn[-1]

"""An nbconvert exporter that turns an executed notebook into a page of the briefing.

The template in ``template/`` lays out the page. This module gives it what nbconvert does not
know: live charts with their words and data (``application/vnd.plotly.v1+json`` with the
``layout.meta`` that ``briefing.theme.finish`` wrote), tables, and citations as numbered notes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup, escape
from nbconvert.exporters import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from traitlets import default

from briefing import prose, schema_org
from briefing.tables import TABLE_MIMETYPE

CHART_MIMETYPE = "application/vnd.plotly.v1+json"
TEMPLATE = Path(__file__).parent / "template"


def slug(text: str) -> str:
    """A heading as the name of its anchor: ``What it shows`` is ``what-it-shows``."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def safe_url(url: str) -> str:
    """``url`` where it leads to the web or into the collection, else ``""`` (no ``javascript:``, no
    ``data:``).
    """
    scheme = urlsplit(url.strip()).scheme.lower()
    return (
        url
        if scheme in ("http", "https", "mailto") or (not scheme and not url.startswith("//"))
        else ""
    )


def json_block(value: object) -> Markup:
    """``value`` as JSON that cannot end the ``<script>`` element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


@dataclass
class Notes:
    """The numbered source notes of one page, in order of first citation."""

    sources: dict[str, dict]
    numbers: dict[str, int] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)

    def __deepcopy__(self, memo: dict) -> Notes:
        # nbconvert copies what it is given; the notes of a page are shared by all its parts
        return self

    def cite(self, source: str) -> Markup:
        """A superior number that leads to the note of ``source``. Raises ``KeyError`` for an
        unknown one.
        """
        if source not in self.sources:
            raise KeyError(f"source {source!r} is cited but not in sources.csv")
        n = self.numbers.setdefault(source, len(self.numbers) + 1)
        use = self.uses[source] = self.uses.get(source, 0) + 1
        return Markup('<a class="cite" id="r{0}-{1}" href="#note-{0}">[{0}]</a>').format(n, use)

    def cite_all(self, sources: list[str]) -> Markup:
        """Superior numbers of several sources."""
        return Markup(" ").join(self.cite(s) for s in dict.fromkeys(sources))

    def listed(self) -> list[dict]:
        """The notes in order: the source's columns with ``number`` and ``uses``."""
        return [
            {**self.sources[s], "number": n, "uses": self.uses[s]} for s, n in self.numbers.items()
        ]


class Renderer(IPythonRenderer):
    """nbconvert's Markdown renderer, with citations as notes, anchored headings and no raw HTML."""

    def __init__(self, notes: Notes):
        super().__init__(escape=True, allow_harmful_protocols=False, exclude_anchor_links=True)
        self.notes = notes

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link; one whose title names a source becomes a note."""
        if title and title.startswith(prose.CITATION):
            return self.notes.cite(title.removeprefix(prose.CITATION))
        # Notebooks link to each other by file name; so do their pages.
        url = re.sub(r"^([a-z0-9_-]+)\.ipynb(#.*)?$", r"\1.html\2", url)
        return super().link(text, url, title) if safe_url(url) else text

    def heading(self, text: str, level: int, **attrs) -> str:
        """A heading with an anchor of its own text."""
        return f'<h{level} id="{slug(Markup(text).striptags())}">{text}</h{level}>\n'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """No images from Markdown: a page holds only what the build made."""
        return str(escape(text))


def render_markdown(text: str, notes: Notes) -> Markup:
    """Markdown as HTML; raw HTML in it is shown, not obeyed."""
    return Markup(MarkdownWithMath(renderer=Renderer(notes)).render(text))


def headings(notebook: NotebookNode) -> list[dict]:
    """Second-level headings of the notebook: ``text`` and ``id``, for the list of contents."""
    lines = [
        line
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
    ]
    return [
        {"text": line[3:].strip(), "id": slug(line[3:])} for line in lines if line.startswith("## ")
    ]


@dataclass(frozen=True)
class Chart:
    """A live chart of a notebook: ``meta`` as ``theme.finish`` wrote it, ``figure`` without it."""

    meta: dict
    figure: dict

    @property
    def script(self) -> str:
        """The figure for Plotly, with the changes for narrow screens, as a script that hands it to
        the page.

        A page opened from disk may load a script from its folder, but not fetch a file.
        """
        return (
            f"(window.briefingCharts ??= {{}})[{json.dumps(self.meta['id'])}] ="
            f" {json_block({**self.figure, 'narrow': self.meta['narrow']})};\n"
        )


def chart(output: dict) -> Chart:
    """The chart in a Plotly output. Raises ``ValueError`` where ``theme.finish`` did not make it."""
    meta = output["layout"].get("meta")
    if not meta or "alt" not in meta:
        raise ValueError(
            "a chart without title, words and data; return it through briefing.theme.finish"
        )
    # The page shows the title as the figure's caption.
    layout = {key: value for key, value in output["layout"].items() if key not in ("meta", "title")}
    return Chart(
        meta,
        {
            "data": output["data"],
            "layout": {**layout, "margin": {"t": 8, **layout.get("margin", {})}},
        },
    )


def charts(notebook: NotebookNode) -> list[Chart]:
    """All charts of an executed notebook, in order."""
    return [
        chart(output.data[CHART_MIMETYPE])
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if CHART_MIMETYPE in output.get("data", {})
    ]


class BriefingExporter(TemplateExporter):
    """Exports a notebook as a page of the briefing (nbconvert ``TemplateExporter``)."""

    export_from_notebook = "Briefing page"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name(self) -> str:
        return TEMPLATE.name

    @default("extra_template_basedirs")
    def _template_folder(self) -> list[str]:
        return [str(TEMPLATE.parent)]

    @property
    def default_config(self):
        """nbconvert's defaults, with our output types preferred."""
        config = super().default_config.copy()
        # each would copy and check the whole notebook; the build has done what is to be done
        config.Exporter.default_preprocessors = []
        config.NbConvertBase.display_data_priority = [
            CHART_MIMETYPE,
            TABLE_MIMETYPE,
            schema_org.JSON_LD,
            "text/markdown",
            "text/plain",
        ]
        return config

    def _create_environment(self):
        environment = super()._create_environment()
        environment.autoescape = True  # what comes from the data is text, never markup
        return environment

    def page(
        self, notebook: NotebookNode, *, page, site: dict, sources: dict[str, dict], images: dict
    ) -> str:
        """The HTML of one page.

        ``page`` is the ``Page``; ``site`` what all pages share (pages, package, assets);
        ``sources`` the table of sources by id; ``images`` static images by chart id.
        """
        notes = Notes(sources)
        self.register_filter("markdown", lambda text: render_markdown(text, notes))
        self.register_filter("chart", chart)
        self.register_filter("safe_url", safe_url)
        self.register_filter("json_block", json_block)
        self.register_filter("language", prose.language)
        self.register_filter("source_date", lambda text: prose.partial_date(text) if text else "")
        resources = {
            "page": page,
            "site": site,
            "notes": notes,
            "headings": headings(notebook),
            "images": images,
            "chart_mimetype": CHART_MIMETYPE,
            "table_mimetype": TABLE_MIMETYPE,
            "json_ld": schema_org.JSON_LD,
            "linked": schema_org.page_description(
                page.title, page.description, page.file, site["package"], site["downloads"]
            ),
        }
        body, _ = self.from_notebook_node(notebook, resources=resources)
        return body

"""What charts look like in plain values, and by what a page knows them: for all that draw, and for
pages and pictures, which do without the libraries that draw.
"""

# Okabe and Ito's palette for colour-blind readers (https://jfly.uni-koeln.de/color/), with yellow
# and the light tones left out: each colour here has a contrast of at least 3:1 on white.
BLUE, VERMILLION, GREEN, PURPLE, ORANGE = "#0072B2", "#B84A00", "#00785A", "#8F4A78", "#8A6100"
INK, MUTED, GRID, BACKGROUND = "#1A1A1A", "#595959", "#E3E3E3", "#FFFFFF"
PALE = "#8C8C8C"  # comparators; 3.4:1 on white

# The colours by the names that ``datapackage.json`` gives coded values.
COLOURS = {
    "blue": BLUE,
    "vermillion": VERMILLION,
    "green": GREEN,
    "purple": PURPLE,
    "orange": ORANGE,
    "ink": INK,
    "muted": MUTED,
    "pale": PALE,
    "light": "#CFCFCF",  # a surface behind dark text
}

# What alternative texts call the symbols of marks.
SYMBOLS = {
    "circle": "dots",
    "circle-open": "open circles",
    "square": "full squares",
    "square-open": "open squares",
}

FONT = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans',"
    " sans-serif"
)

WIDE, NARROW = 760, 360  # CSS pixels for which every chart is laid out

CHART_MIMETYPE = "application/vnd.plotly.v1+json"  # of a figure, which is Plotly's own
# Beside the words of a chart, which a page writes itself.
WORDS_MIMETYPE = "application/vnd.briefing.words.v1+json"


def untitled(layout: dict) -> dict:
    """The layout of a figure whose title stands above it, without room for one."""
    kept = {key: value for key, value in layout.items() if key != "title"}
    return {**kept, "margin": {"t": 8, **layout.get("margin", {})}}

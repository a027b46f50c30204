"""Charts: pure functions from the tables to a Plotly figure, finished by ``briefing.theme.finish``."""

"""Drawing: pure functions from the tables to a Plotly figure, finished by ``theme.finish``."""

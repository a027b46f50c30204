"""Live controls for JupyterLab over the same data and charts; the pages hold none of it."""

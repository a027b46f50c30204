"""Notebook to HTML: find the pages, execute them, export them with nbconvert, write them whole."""

"""Charts of the pages: Altair charts, drawn as SVG when a page is written, in the colors of the page.

The briefing and the report share this: colors are CSS variables, so a chart is readable on light and dark screens and
on paper.
"""

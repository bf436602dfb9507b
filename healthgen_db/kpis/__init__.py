"""KPIs: their files in sql/kpis, the windows for which they are computed, their values, and the table kpi_values.

A KPI of a window uses only what happened before the end of the window, so its value stays the same as time goes on.
Nothing here knows a formula: they are in the SQL files.
"""

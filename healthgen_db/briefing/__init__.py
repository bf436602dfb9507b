"""The briefing: one page a hospital that a chief operating officer reads in a minute at 7 in the morning.

Its facts come from KPI values, from the queries of sql/briefing, and from forecasts of the next 24 hours. Recommended
actions come from rules in a TOML file. Nothing on the page uses what happened at or after its moment.
"""

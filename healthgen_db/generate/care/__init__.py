"""Care: which patients are in care when, what they are ill with, who treats them, and when their visits are.

panel.py draws the patients, courses.py what they are ill with, care_plan.py who treats them, timeline.py their visits.
"""

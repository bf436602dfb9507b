"""The days of a roster: the plan of a day, and what it becomes when some are sick.

planner.py makes the plan, and short_notice.py the day itself; cover.py fills empty slots for both. book.py keeps the
limits of working hours, and people.py knows who holds which post.
"""

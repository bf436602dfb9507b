"""The workforce of a hospital: its teams and posts, and the people who hold them over time.

teams.py says how many people each team needs, posts.py how many posts follow, careers.py who holds them month by month,
workforce.py puts them together, and workforce_tables.py makes the tables roles, posts, staff and employments.
"""

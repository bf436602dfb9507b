-- quarterly_workforce: The workforce of hospitals by quarter and role: who came and went, and what is vacant.
-- hospital_id: The hospital.
-- quarter: First day of the quarter. The last quarter counts up to today.
-- staff_group: medical, nursing, allied health, support or management.
-- role: The role.
-- posts: Posts of the role, as full-time equivalents.
-- held: Posts that somebody held on the last day, as full-time equivalents.
-- vacant: Posts that nobody held on the last day, as full-time equivalents.
-- people: People on these posts on the last day.
-- hired: People who came from outside.
-- promoted: People who came from another role of the hospital.
-- resigned: People who resigned; their last day is in the quarter.
-- retired: People who retired; their last day is in the quarter.
-- turnover_pct: Resigned and retired people, for a whole year, in % of the people.
-- due_to_retire: People of 62 years and more on the last day: about 65 in the next three years.

WITH quarters AS (
    SELECT
        q.day::date AS quarter,
        greatest(q.day::date, d.start) AS first_day,
        least((q.day + interval '3 months')::date - 1, d.today) AS last_day
    FROM current_dataset AS d
    CROSS JOIN generate_series(
        date_trunc('quarter', d.start::timestamp), d.today::timestamp, interval '3 months'
    ) AS q (day)
),

post_counts AS (
    SELECT
        hospital_id,
        role,
        sum(fte) AS posts
    FROM posts
    GROUP BY hospital_id, role
),

counts AS (
    SELECT
        q.quarter,
        e.hospital_id,
        e.role,
        sum(e.fte) FILTER (WHERE e.there) AS held,
        count(*) FILTER (WHERE e.there) AS people,
        count(*) FILTER (
            WHERE e.began_because = 'hired' AND e.valid_from BETWEEN q.first_day AND q.last_day
        ) AS hired,
        count(*) FILTER (
            WHERE e.began_because = 'promoted' AND e.valid_from BETWEEN q.first_day AND q.last_day
        ) AS promoted,
        count(*) FILTER (WHERE e.ended_because = 'resigned' AND e.ended) AS resigned,
        count(*) FILTER (WHERE e.ended_because = 'retired' AND e.ended) AS retired,
        count(*) FILTER (
            WHERE e.there AND e.date_of_birth <= q.last_day - interval '62 years'
        ) AS due_to_retire,
        q.last_day - q.first_day + 1 AS days
    FROM quarters AS q
    CROSS JOIN
        LATERAL (
            SELECT
                m.hospital_id,
                m.role,
                m.fte,
                m.began_because,
                m.ended_because,
                m.valid_from,
                s.date_of_birth,
                coalesce(m.valid_to >= q.last_day, TRUE) AS there,
                coalesce(m.valid_to BETWEEN q.first_day AND q.last_day, FALSE) AS ended
            FROM employments AS m
            JOIN staff AS s USING (staff_id)
            WHERE
                m.post_id IS NOT NULL
                AND m.valid_from <= q.last_day
                AND coalesce(m.valid_to >= q.first_day, TRUE)
        ) AS e
    GROUP BY q.quarter, q.first_day, q.last_day, e.hospital_id, e.role
)

SELECT
    p.hospital_id,
    q.quarter,
    r.staff_group,
    p.role,
    p.posts,
    coalesce(c.held, 0) AS held,
    p.posts - coalesce(c.held, 0) AS vacant,
    coalesce(c.people, 0) AS people,
    coalesce(c.hired, 0) AS hired,
    coalesce(c.promoted, 0) AS promoted,
    coalesce(c.resigned, 0) AS resigned,
    coalesce(c.retired, 0) AS retired,
    round(100 * (c.resigned + c.retired) * 365.25 / c.days / nullif(c.people, 0), 1) AS turnover_pct,
    coalesce(c.due_to_retire, 0) AS due_to_retire
FROM post_counts AS p
JOIN roles AS r USING (role)
CROSS JOIN quarters AS q
LEFT JOIN counts AS c ON q.quarter = c.quarter AND p.hospital_id = c.hospital_id AND p.role = c.role

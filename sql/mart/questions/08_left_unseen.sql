-- question: Do more patients than usual leave without being seen?
-- who: Emergency department
-- chart: p control chart by week: share of patients, center line, and limits 3 standard errors away.
-- The last 52 complete weeks, by the day of departure. The limits depend on the number of patients of the
-- week.

WITH today AS (
    SELECT max(date) AS today
    FROM dim_date
    WHERE NOT is_after_today
),

weeks AS (
    SELECT
        f.hospital_key,
        d.week_start,
        count(*) AS patients,
        count(*) FILTER (WHERE f.is_left_unseen) AS left_unseen
    FROM fact_ed_stay AS f
    JOIN dim_date AS d ON f.departed_date = d.date
    CROSS JOIN today AS t
    WHERE
        d.week_start + 6 <= t.today
        AND d.week_start + 6 > t.today - 52 * 7
    GROUP BY f.hospital_key, d.week_start
),

centers AS (
    SELECT
        hospital_key,
        week_start,
        patients,
        left_unseen,
        sum(left_unseen) OVER (PARTITION BY hospital_key)
        / sum(patients) OVER (PARTITION BY hospital_key) AS center
    FROM weeks
)

SELECT
    h.hospital_name,
    c.week_start,
    c.patients,
    c.left_unseen,
    round(100.0 * c.left_unseen / c.patients, 2) AS left_unseen_pct,
    round(100 * c.center, 2) AS center_pct,
    round(100 * greatest(c.center - 3 * sqrt(c.center * (1 - c.center) / c.patients), 0), 2)
        AS lower_limit_pct,
    round(100 * least(c.center + 3 * sqrt(c.center * (1 - c.center) / c.patients), 1), 2) AS upper_limit_pct
FROM centers AS c
JOIN dim_hospital AS h USING (hospital_key)
ORDER BY h.hospital_name, c.week_start

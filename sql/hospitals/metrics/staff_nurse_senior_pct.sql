-- id: staff_nurse_senior_pct
-- title: Senior nurses
-- severity: warning
-- description: Nurses who have a post today and at least 15 years in the profession.
-- unit: % of nurses
-- low: 26
-- high: 52
-- min_rows: 200
-- source: assumption: 40 %, from the ages of nurses in hospitals

WITH nurses AS (
    SELECT
        (d.today - s.date_of_birth) / 365.25 AS age,
        e.experience
    FROM employments AS e
    JOIN staff AS s USING (staff_id)
    JOIN roles AS r USING (role)
    CROSS JOIN current_dataset AS d
    WHERE
        e.post_id IS NOT NULL
        AND r.is_nurse
        AND e.valid_from <= d.today
        AND coalesce(e.valid_to >= d.today, TRUE)
)

SELECT
    100.0 * count(*) FILTER (WHERE experience = 'senior') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM nurses

-- id: staff_nurse_age_median
-- title: Median age of nurses
-- severity: warning
-- description: Nurses who have a post today.
-- unit: years (median)
-- low: 37
-- high: 47
-- min_rows: 200
-- source: published: 46 years, all licensed nurses (2022); nurses of hospitals are younger

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
    percentile_cont(0.5) WITHIN GROUP (ORDER BY age) AS value,
    count(*) AS n
FROM nurses

-- id: staff_nurse_60_pct
-- title: Nurses of 60 years and older
-- severity: warning
-- description: Nurses who have a post today.
-- unit: % of nurses
-- low: 5
-- high: 17
-- min_rows: 200
-- source: published: 25.8 % of all licensed nurses (2018); of those in hospitals about 11 %

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
    100.0 * count(*) FILTER (WHERE age >= 60) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM nurses

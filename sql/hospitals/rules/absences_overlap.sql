-- id: absences_overlap
-- title: Two absences of a person at a time, or an absence without employment
-- severity: error
-- description: One absence of a person ends before the next one begins, or lasts up to today. Each begins in
--   an employment.

WITH dated AS (
    SELECT
        a.staff_id,
        a.first_day,
        a.last_day,
        lag(coalesce(a.last_day, d.today)) OVER (PARTITION BY a.staff_id ORDER BY a.first_day) AS absent_until
    FROM absences AS a
    CROSS JOIN current_dataset AS d
)

SELECT
    a.staff_id,
    a.first_day,
    a.last_day
FROM dated AS a
LEFT JOIN employments AS e
    ON
        a.staff_id = e.staff_id
        AND a.first_day >= e.valid_from
        AND (a.first_day <= e.valid_to) IS NOT FALSE
WHERE
    a.first_day <= a.absent_until
    OR e.staff_id IS NULL
ORDER BY a.staff_id, a.first_day

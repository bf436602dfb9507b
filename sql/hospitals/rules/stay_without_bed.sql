-- id: stay_without_bed
-- title: Admitted patient who is neither in a bed nor in the emergency department
-- severity: error
-- description: Who is admitted from the emergency department waits there for the first bed, to the end of
--   the stay if none becomes free. The last bed is kept to the end.

WITH beds_of AS (
    SELECT
        encounter_id,
        min(entered_at) AS first_bed_at,
        max(coalesce(left_at, 'infinity')) AS last_bed_left_at
    FROM bed_stays
    GROUP BY encounter_id
)

SELECT
    e.encounter_id,
    e.admitted_at,
    s.departed_at,
    b.first_bed_at,
    e.left_at
FROM encounters AS e
LEFT JOIN beds_of AS b USING (encounter_id)
LEFT JOIN ed_stays AS s USING (encounter_id)
WHERE
    e.admitted_at IS NOT NULL
    AND (
        (s.departed_at IS DISTINCT FROM least(b.first_bed_at, e.left_at) AND s.encounter_id IS NOT NULL)
        OR b.last_bed_left_at <> coalesce(e.left_at, 'infinity')
    )
ORDER BY e.encounter_id

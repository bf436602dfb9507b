-- id: moves_per_stay
-- title: Moves to another bed
-- severity: warning
-- description: After the first bed, in inpatient stays that have ended. Leaves out the first 30 days, in
--   which hospitals fill up.
-- unit: moves per stay
-- low: 0.25
-- high: 1.6
-- min_rows: 1000
-- source: published: 1.4 movements in a hospitalist service, where the first bed may count (Sadowski)

WITH stays AS (
    SELECT
        e.encounter_id,
        count(*) - 1 AS moves
    FROM encounters AS e
    JOIN bed_stays USING (encounter_id)
    CROSS JOIN current_dataset AS d
    WHERE
        e.class = 'inpatient'
        AND e.left_at >= d.start + 30
    GROUP BY e.encounter_id
)

SELECT
    avg(moves) AS value,
    count(*) AS n
FROM stays

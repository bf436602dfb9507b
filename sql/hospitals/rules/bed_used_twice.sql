-- id: bed_used_twice
-- title: Two patients in one bed at a time
-- severity: error
-- description: A bed is free again at the moment when its patient leaves it.
-- enforced_by: excl_bed_stays_bed

WITH stays AS (
    SELECT
        encounter_id,
        sequence,
        bed_id,
        entered_at,
        max(coalesce(left_at, 'infinity')) OVER (
            PARTITION BY bed_id
            ORDER BY entered_at, encounter_id, sequence
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS free_at
    FROM bed_stays
)

SELECT
    encounter_id,
    sequence,
    bed_id,
    entered_at
FROM stays
WHERE entered_at < free_at
ORDER BY encounter_id, sequence

-- id: patient_in_two_beds
-- title: Patient in two beds at a time, or with wrongly numbered beds
-- severity: error
-- description: The beds of a stay are numbered 1, 2, 3 and follow one another: the patient leaves one bed
--   before entering the next.

WITH ordered AS (
    SELECT
        encounter_id,
        sequence,
        entered_at,
        row_number() OVER beds AS place,
        lag(coalesce(left_at, 'infinity')) OVER beds AS earlier_left_at
    FROM bed_stays
    WINDOW beds AS (PARTITION BY encounter_id ORDER BY sequence)
)

SELECT
    encounter_id,
    sequence,
    entered_at
FROM ordered
WHERE
    sequence <> place
    OR entered_at < earlier_left_at
ORDER BY encounter_id, sequence

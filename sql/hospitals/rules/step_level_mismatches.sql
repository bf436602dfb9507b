-- id: step_level_mismatches
-- title: Step-up to a bed without intensive care, or step-down to one with it
-- severity: error
-- description: Who gets worse moves to an intensive care unit, and who gets better moves out of it.

SELECT
    s.encounter_id,
    s.sequence,
    b.bed_id,
    s.reason,
    u.care_level
FROM bed_stays AS s
JOIN beds AS b USING (bed_id)
JOIN units AS u USING (unit_id)
WHERE
    (s.reason = 'step-up' AND u.care_level <> 'intensive')
    OR (s.reason = 'step-down' AND u.care_level = 'intensive')
ORDER BY s.encounter_id, s.sequence

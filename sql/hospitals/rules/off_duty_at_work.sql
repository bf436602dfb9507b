-- id: off_duty_at_work
-- title: Act of somebody who is not on duty
-- severity: error
-- description: Whoever sees, nurses or operates on a patient is at work in a shift of their own. Somebody
--   on call has been called in before.

SELECT
    a.encounter_id,
    a.act,
    a.began_at,
    a.staff_id,
    a.shift_id
FROM encounter_staff AS a
LEFT JOIN shifts AS s
    ON
        a.shift_id = s.shift_id
        AND a.staff_id = s.staff_id
        AND a.began_at >= s.planned_start
        AND a.began_at >= s.started_at
        AND a.began_at < s.planned_end
WHERE s.shift_id IS NULL
ORDER BY a.encounter_id, a.act, a.began_at

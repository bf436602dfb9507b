-- id: encounter_without_visit
-- title: Encounter without its visit, or with one that it cannot have
-- severity: error
-- description: The number of an encounter tells which visit it becomes: the last four digits are the
--   number of the patient's visit, below 5,000. It has the visit from the day of the bill, which is 5
--   days after the end at the latest. Who was only in the emergency department has no visit, and a
--   transfer has one, where it ends.

SELECT
    e.encounter_id,
    e.visit_id,
    e.left_at
FROM encounters AS e
JOIN hospitals AS h USING (hospital_id)
CROSS JOIN current_dataset AS d
WHERE
    CASE
        WHEN e.visit_id IS NOT NULL
            THEN e.visit_id * 100 <> e.encounter_id - e.encounter_id % 10000 + e.encounter_id % 10000 * 100
        ELSE
            e.encounter_id % 10000 < 5000
            AND (e.left_at AT TIME ZONE h.time_zone)::date + 5 <= d.today
    END
ORDER BY e.encounter_id

-- id: encounter_dates_unlike_visit
-- title: Hours of an encounter on other days than its visit
-- severity: error
-- description: In the hospital's time zone, an encounter begins on the visit's day of admission, and a
--   stay with a night ends on the day of discharge. Who is not admitted may leave on the next day, and so
--   may still be there at the end of today.

SELECT
    e.encounter_id,
    e.registered_at,
    e.left_at,
    h.time_zone,
    v.date_of_admission,
    v.date_of_discharge
FROM encounters AS e
JOIN visits AS v USING (visit_id)
JOIN hospitals AS h ON e.hospital_id = h.hospital_id
CROSS JOIN current_dataset AS d
WHERE
    (e.registered_at AT TIME ZONE h.time_zone)::date <> v.date_of_admission
    OR CASE
        WHEN v.date_of_discharge > v.date_of_admission
            THEN
                (e.left_at AT TIME ZONE h.time_zone)::date IS DISTINCT FROM v.date_of_discharge
                OR e.admitted_at IS NULL
        WHEN e.left_at IS NULL THEN v.date_of_discharge <> d.today
        ELSE (e.left_at AT TIME ZONE h.time_zone)::date > v.date_of_discharge + 1
    END
ORDER BY e.encounter_id

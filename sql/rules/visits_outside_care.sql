-- id: visits_outside_care
-- title: Visit before the patient registered, or after the patient left or died
-- severity: error
-- description: A patient is in care from the day of registration to the day of leaving or death. A stay
--   can end on that day. Payments may follow.

SELECT
    v.visit_id,
    v.date_of_admission,
    v.date_of_discharge,
    p.registered_on,
    p.left_on,
    p.date_of_death
FROM visits AS v
JOIN patients AS p USING (patient_id)
WHERE
    v.date_of_admission < p.registered_on
    OR v.date_of_discharge > p.left_on
    OR v.date_of_discharge > p.date_of_death
ORDER BY v.visit_id

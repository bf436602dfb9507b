-- id: care_future_dates
-- title: Registration, leaving or death after today
-- severity: error
-- description: Nothing that has happened lies after the dataset's today. A patient who leaves or dies
--   later is still in care.

SELECT
    p.patient_id,
    p.registered_on,
    p.left_on,
    p.date_of_death,
    d.today
FROM patients AS p
CROSS JOIN current_dataset AS d
WHERE greatest(p.registered_on, p.left_on, p.date_of_death) > d.today
ORDER BY p.patient_id

-- id: visit_age_mismatches
-- title: Age at the visit is not the number of birthdays up to the admission
-- severity: error
-- description: Doctors judge doses and childbirth by the age on the day of admission, not by the age today.

SELECT
    v.visit_id,
    p.date_of_birth,
    v.date_of_admission,
    v.age
FROM visits AS v
JOIN patients AS p USING (patient_id)
WHERE v.age <> extract(YEAR FROM age(v.date_of_admission::timestamp, p.date_of_birth::timestamp))
ORDER BY v.visit_id

-- id: patient_age_mismatches
-- title: Patient's age is not the number of birthdays up to today
-- severity: error
-- description: A patient's age is the number of whole birthdays on the dataset's today. Days divided by 365
--   would be a year too many shortly before a birthday, because of the leap years.

SELECT
    p.patient_id,
    p.date_of_birth,
    d.today,
    p.age
FROM patients AS p
CROSS JOIN current_dataset AS d
WHERE p.age <> extract(YEAR FROM age(d.today::timestamp, p.date_of_birth::timestamp))
ORDER BY p.patient_id

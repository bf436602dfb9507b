-- id: patients_rows
-- title: Patients
-- severity: warning
-- description: All patients of the dataset, including patients without a visit so far.
-- unit: patients
-- source: the tables themselves

SELECT count(*) AS value
FROM patients

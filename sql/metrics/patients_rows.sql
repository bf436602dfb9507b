-- id: patients_rows
-- title: Patients
-- severity: warning
-- description: All patients of the dataset, those not yet seen included.
-- unit: patients
-- source: the tables themselves

SELECT count(*) AS value
FROM patients

-- Patients in care today by age and gender: those who have neither died nor left.
SELECT
    age,
    gender,
    count(*) AS patients
FROM patients
WHERE left_on IS NULL AND date_of_death IS NULL
GROUP BY age, gender
ORDER BY age, gender

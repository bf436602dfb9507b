-- id: flu_pneumonia_cap_violations
-- title: More than three visits in a year for flu, or for pneumonia
-- severity: error
-- description: Both are infections that pass. A patient has at most three visits for each of them in a
--   calendar year.

SELECT
    v.patient_id,
    c.name AS condition_name,
    extract(YEAR FROM v.date_of_admission) AS calendar_year,
    count(*) AS visits
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE c.name IN ('Flu', 'Pneumonia')
GROUP BY v.patient_id, c.name, extract(YEAR FROM v.date_of_admission)
HAVING count(*) > 3
ORDER BY v.patient_id, c.name, extract(YEAR FROM v.date_of_admission)

-- implies: billing_date_out_of_range

-- the last visit of somebody who does not get old or too young by it
CREATE TEMPORARY TABLE failing AS
SELECT max(visit_id) AS visit_id
FROM visits
GROUP BY patient_id
HAVING max(age) BETWEEN 26 AND 40
ORDER BY 1
LIMIT 1;
UPDATE visits AS v
SET
    date_of_admission = d.today + 1 - (v.date_of_discharge - v.date_of_admission),
    date_of_discharge = d.today + 1,
    age = extract(YEAR FROM age(
        d.today + 1 - (v.date_of_discharge - v.date_of_admission),
        (SELECT p.date_of_birth FROM patients AS p WHERE p.patient_id = v.patient_id)
    ))
FROM current_dataset AS d
WHERE v.visit_id = (SELECT visit_id FROM failing);

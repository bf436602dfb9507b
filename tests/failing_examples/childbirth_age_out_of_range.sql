-- one mother turns 51 on the day of her delivery, another turns 25 the day after
-- two others turn 50 and 25 on that day, which is allowed
CREATE TEMPORARY TABLE mothers AS
SELECT v.patient_id, min(v.date_of_admission) AS delivery
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE c.name = 'Childbirth'
GROUP BY v.patient_id;
CREATE TEMPORARY TABLE chosen AS
SELECT
    patient_id,
    CASE row_number() OVER (ORDER BY patient_id)
        WHEN 1 THEN delivery - interval '51 years'
        WHEN 2 THEN delivery - interval '25 years' + interval '1 day'
        WHEN 3 THEN delivery - interval '50 years'
        WHEN 4 THEN delivery - interval '25 years'
    END::date AS date_of_birth
FROM mothers
ORDER BY patient_id
LIMIT 4;
UPDATE patients AS p
SET
    date_of_birth = chosen.date_of_birth,
    age = extract(YEAR FROM age((SELECT today FROM current_dataset), chosen.date_of_birth))
FROM chosen
WHERE p.patient_id = chosen.patient_id;
UPDATE visits AS v
SET age = extract(YEAR FROM age(v.date_of_admission, chosen.date_of_birth))
FROM chosen
WHERE v.patient_id = chosen.patient_id;
CREATE TEMPORARY TABLE failing AS
SELECT v.visit_id
FROM visits AS v
JOIN conditions AS c USING (condition_id)
JOIN chosen USING (patient_id)
WHERE c.name = 'Childbirth' AND (v.age = 24 OR v.age >= 51);

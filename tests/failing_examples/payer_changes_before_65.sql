-- implies: billing_payer_mismatches, visit_age_mismatches, patient_age_mismatches

-- Five patients with two visits or more get two payers. Two have both before 65, one of whom was uninsured at first.
-- Two have another payer from 65 on, and one is not 65 yet.
CREATE TEMPORARY TABLE cases (number, age_first, age_later, age_now, wrong) AS
VALUES (1, 63, 64, 65, TRUE), (2, 63, 64, 70, TRUE), (3, 64, 65, 65, FALSE), (4, 64, 66, 70, FALSE), (5, 63, 64, 64, FALSE);
CREATE TEMPORARY TABLE chosen AS
SELECT c.*, v.patient_id, v.first_visit
FROM cases AS c
JOIN (
    SELECT
        own.patient_id,
        min(own.visit_id) AS first_visit,
        row_number() OVER (ORDER BY own.patient_id) AS number
    FROM visits AS own
    JOIN conditions AS n USING (condition_id)
    GROUP BY own.patient_id
    -- these ages ask for no other follow-up, and childbirth has limits of its own
    HAVING count(*) > 1 AND min(own.age) >= 18 AND max(own.age) < 70 AND bool_and(n.name <> 'Childbirth')
) AS v USING (number);
CREATE TEMPORARY TABLE failing AS SELECT patient_id FROM chosen WHERE wrong;
UPDATE patients AS p SET age = chosen.age_now FROM chosen WHERE p.patient_id = chosen.patient_id;
UPDATE visits AS v
SET age = CASE v.visit_id WHEN chosen.first_visit THEN chosen.age_first ELSE chosen.age_later END
FROM chosen
WHERE v.patient_id = chosen.patient_id;
UPDATE billing AS b
SET
    insurance_provider_id = CASE
        WHEN b.visit_id <> chosen.first_visit THEN (SELECT max(i.insurance_provider_id) FROM insurance_providers AS i)
        WHEN chosen.number <> 2 THEN (SELECT min(i.insurance_provider_id) FROM insurance_providers AS i)
    END,
    insurance_coverage_amount = 0,
    patient_responsibility_amount = b.total_charge
FROM chosen
WHERE b.patient_id = chosen.patient_id;

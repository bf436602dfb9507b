-- implies: visit_age_mismatches, patient_age_mismatches, payer_changes_before_65

-- Nine patients get one bill with another payer than they have today. It is wrong for patients who were 65 at
-- admission, are under 65 today, or have no Medicare today. The others turned 65 in between, and got Medicare.
CREATE TEMPORARY TABLE cases AS
SELECT
    number,
    age_then,
    age_now,
    wrong,
    (SELECT min(i.insurance_provider_id) FROM insurance_providers AS i WHERE i.kind = then_kind) AS payer_then,
    (SELECT max(i.insurance_provider_id) FROM insurance_providers AS i WHERE i.kind = now_kind) AS payer_now
FROM (
    VALUES
    (1, 65, 65, 'Private', 'Medicare', TRUE),
    (2, 67, 68, 'Private', 'Medicare', TRUE),
    (3, 40, 64, 'Private', 'Medicare', TRUE),
    (4, 64, 65, 'Private', 'Private', TRUE),
    (5, 64, 65, 'Private', 'None', TRUE),
    (6, 40, 64, 'None', 'Private', TRUE),
    (7, 64, 65, 'Private', 'Medicare', FALSE),
    (8, 64, 70, 'Private', 'Medicare', FALSE),
    (9, 64, 65, 'None', 'Medicare', FALSE)
) AS given (number, age_then, age_now, then_kind, now_kind, wrong);
CREATE TEMPORARY TABLE chosen AS
SELECT c.*, v.visit_id, v.patient_id
FROM cases AS c
JOIN (
    SELECT own.visit_id, own.patient_id, row_number() OVER (ORDER BY own.visit_id) AS number
    FROM visits AS own
    JOIN conditions AS n USING (condition_id)
    -- these ages ask for no other follow-up, and childbirth has limits of its own
    WHERE
        own.age BETWEEN 18 AND 69
        AND n.name <> 'Childbirth'
        AND own.visit_id = (SELECT min(o.visit_id) FROM visits AS o WHERE o.patient_id = own.patient_id)
) AS v USING (number);
CREATE TEMPORARY TABLE failing AS SELECT visit_id * 100 AS billing_id FROM chosen WHERE wrong;
UPDATE patients AS p
SET age = chosen.age_now, insurance_provider_id = chosen.payer_now, insurance_policy_number = NULL
FROM chosen
WHERE p.patient_id = chosen.patient_id;
UPDATE visits AS v SET age = chosen.age_then FROM chosen WHERE v.visit_id = chosen.visit_id;
UPDATE billing AS b
SET
    insurance_provider_id = CASE b.visit_id WHEN chosen.visit_id THEN chosen.payer_then ELSE chosen.payer_now END,
    insurance_coverage_amount = 0,
    patient_responsibility_amount = b.total_charge
FROM chosen
WHERE b.patient_id = chosen.patient_id;

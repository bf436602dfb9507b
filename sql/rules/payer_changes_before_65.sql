-- id: payer_changes_before_65
-- title: Patient of 65 or older who had several payers before the 65th birthday
-- severity: error
-- description: The payer of a patient changes at most once, on the 65th birthday.

WITH payers AS (
    SELECT DISTINCT
        b.patient_id,
        b.insurance_provider_id
    FROM billing AS b
    JOIN visits AS v USING (visit_id)
    JOIN patients AS p ON b.patient_id = p.patient_id
    WHERE
        v.age < 65
        AND p.age >= 65
)

SELECT
    patient_id,
    count(*) AS payers
FROM payers
GROUP BY patient_id
HAVING count(*) > 1
ORDER BY patient_id

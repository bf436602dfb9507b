-- two patients share a policy number
CREATE TEMPORARY TABLE failing AS
SELECT max(insurance_policy_number) AS insurance_policy_number FROM patients;
UPDATE patients
SET insurance_policy_number = (SELECT insurance_policy_number FROM failing)
WHERE patient_id = (
    SELECT min(p.patient_id)
    FROM patients AS p
    WHERE p.insurance_policy_number < (SELECT insurance_policy_number FROM failing)
);

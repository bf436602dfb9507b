-- id: medication_doctor_effect
-- title: Prescriptions follow the doctor's bias
-- severity: warning
-- description: How much the share of drug treatments rises when the bias of the doctor rises by 1, over
--   conditions of which one of the two main treatments is a drug. Read on the first 50,000 patients.
-- unit: slope
-- low: 0.4
-- high: 1.6
-- min_rows: 20000
-- source: reference model

SELECT
    regr_slope((v.medication_id IS NOT NULL)::integer, d.medication_bias) AS value,
    count(*) AS n
FROM visits AS v
JOIN doctors AS d USING (doctor_id)
WHERE
    v.patient_id <= 50000
    AND v.condition_id IN (SELECT m.condition_id FROM condition_medications AS m)

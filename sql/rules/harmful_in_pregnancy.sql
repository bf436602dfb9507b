-- id: harmful_in_pregnancy
-- title: Medication that is harmful in pregnancy, prescribed to a pregnant patient
-- severity: error
-- description: Nothing harmful is prescribed in the 280 days before a delivery, nor with it. The delivery
--   is the first visit for childbirth.

WITH deliveries AS (
    SELECT
        v.patient_id,
        v.date_of_admission AS delivered_on
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    WHERE
        c.name = 'Childbirth'
        AND v.follow_up_of IS NULL
)

SELECT
    v.visit_id,
    v.patient_id,
    m.name AS medication,
    v.date_of_admission,
    d.delivered_on
FROM visits AS v
JOIN medications AS m USING (medication_id)
JOIN deliveries AS d USING (patient_id)
WHERE
    m.harmful_in_pregnancy
    AND d.delivered_on - v.date_of_admission BETWEEN 0 AND 280
ORDER BY v.visit_id

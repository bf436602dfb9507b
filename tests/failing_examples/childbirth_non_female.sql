CREATE TEMPORARY TABLE failing AS
SELECT v.visit_id
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE
    c.name = 'Childbirth'
    AND v.patient_id = (
        SELECT min(w.patient_id)
        FROM visits AS w
        JOIN conditions AS d USING (condition_id)
        WHERE d.name = 'Childbirth'
    );
UPDATE patients SET gender = 'Other'
WHERE patient_id IN (SELECT v.patient_id FROM visits AS v JOIN failing USING (visit_id));

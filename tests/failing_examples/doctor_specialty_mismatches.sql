-- a specialty covers a treatment no longer for one of the conditions for which it gave the treatment
CREATE TEMPORARY TABLE lost AS
SELECT d.specialty_id, v.condition_id, v.treatment_id
FROM visits AS v
JOIN doctors AS d USING (doctor_id)
WHERE
    EXISTS (
        SELECT FROM specialty_treatments AS s
        WHERE
            s.specialty_id = d.specialty_id
            AND s.treatment_id = v.treatment_id
            AND s.condition_id <> v.condition_id
    )
    AND EXISTS (
        SELECT FROM specialty_treatments AS s
        WHERE
            s.specialty_id <> d.specialty_id
            AND s.treatment_id = v.treatment_id
            AND s.condition_id = v.condition_id
    )
GROUP BY d.specialty_id, v.condition_id, v.treatment_id
ORDER BY count(*), d.specialty_id, v.condition_id, v.treatment_id
LIMIT 1;
CREATE TEMPORARY TABLE failing AS
SELECT v.visit_id
FROM visits AS v
JOIN doctors AS d USING (doctor_id)
JOIN lost USING (specialty_id, condition_id, treatment_id);
DELETE FROM specialty_treatments AS s
USING lost
WHERE
    s.specialty_id = lost.specialty_id
    AND s.condition_id = lost.condition_id
    AND s.treatment_id = lost.treatment_id;

-- origin moves to the day before the last registration, and one patient fewer is asked for: the last patient has
-- registered before origin, but counts as a newcomer
-- another patient registers on origin, which is allowed
CREATE TEMPORARY TABLE newest AS SELECT max(registered_on) AS day FROM patients;
CREATE TEMPORARY TABLE last_patient AS SELECT max(patient_id) AS patient_id FROM patients;
UPDATE datasets
SET
    origin = newest.day - 1,
    config = config || jsonb_build_object('patients', last_patient.patient_id - 1)
FROM newest
CROSS JOIN last_patient;
UPDATE patients AS p
SET registered_on = newest.day - 1
FROM newest
WHERE
    p.patient_id = (
        SELECT min(o.patient_id)
        FROM patients AS o
        WHERE
            o.patient_id NOT IN (SELECT v.patient_id FROM visits AS v)
            AND o.left_on IS NULL
            AND o.date_of_death IS NULL
            AND o.registered_on < (SELECT n.day FROM newest AS n)
    );
CREATE TEMPORARY TABLE failing AS
SELECT p.patient_id FROM patients AS p JOIN newest ON p.registered_on = newest.day
UNION ALL
SELECT patient_id FROM last_patient;

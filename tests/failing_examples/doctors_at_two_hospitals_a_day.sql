-- implies: visits_doctor_not_at_hospital, doctor_specialty_mismatches

-- Two doctors also treat a patient whom another doctor saw on the same day in another hospital. One of them now works
-- in both hospitals; the other one works in one, which another rule finds. A third doctor, who works in two hospitals,
-- gets a second patient of a day in one of them.
CREATE TEMPORARY TABLE pairs AS
SELECT
    v.doctor_id,
    v.hospital_id,
    v.date_of_admission,
    w.visit_id,
    w.hospital_id AS other_hospital,
    p.state,
    h.state AS other_state
FROM visits AS v
JOIN visits AS w ON v.date_of_admission = w.date_of_admission AND v.doctor_id <> w.doctor_id
JOIN doctor_hospitals AS p ON v.doctor_id = p.doctor_id AND v.hospital_id = p.hospital_id
JOIN hospitals AS h ON w.hospital_id = h.hospital_id
WHERE
    (SELECT count(*) FROM doctor_hospitals AS own WHERE own.doctor_id = v.doctor_id) = 1
    AND NOT EXISTS (
        SELECT FROM visits AS own
        WHERE own.patient_id = w.patient_id AND own.condition_id = w.condition_id AND own.visit_id <> w.visit_id
    );
CREATE TEMPORARY TABLE chosen AS
SELECT 1 AS number, one.* FROM (
    SELECT * FROM pairs
    WHERE other_hospital <> hospital_id AND other_state = state
    ORDER BY doctor_id, visit_id
    LIMIT 1
) AS one;
INSERT INTO chosen
SELECT 2, p.* FROM pairs AS p
WHERE
    p.other_hospital <> p.hospital_id
    AND p.doctor_id NOT IN (SELECT c.doctor_id FROM chosen AS c)
    AND p.visit_id NOT IN (SELECT c.visit_id FROM chosen AS c)
ORDER BY p.doctor_id DESC, p.visit_id
LIMIT 1;
INSERT INTO chosen
SELECT 3, p.* FROM pairs AS p
WHERE
    p.other_state = p.state
    AND p.doctor_id NOT IN (SELECT c.doctor_id FROM chosen AS c)
    AND p.visit_id NOT IN (SELECT c.visit_id FROM chosen AS c)
    AND EXISTS (SELECT FROM hospitals AS h WHERE h.state = p.state AND h.hospital_id <> p.hospital_id)
ORDER BY p.doctor_id DESC, p.visit_id
LIMIT 1;
CREATE TEMPORARY TABLE failing AS SELECT doctor_id, date_of_admission FROM chosen WHERE number = 1;
ALTER TABLE visits DROP CONSTRAINT fk_visits_doctor_id_hospital_id;
INSERT INTO doctor_hospitals (doctor_id, hospital_id, state, weekdays)
SELECT
    c.doctor_id,
    CASE c.number
        WHEN 1 THEN c.other_hospital
        ELSE (SELECT min(h.hospital_id) FROM hospitals AS h WHERE h.state = c.state AND h.hospital_id <> c.hospital_id)
    END,
    c.state,
    'Mon Tue Wed Thu Fri Sat Sun'
FROM chosen AS c
WHERE c.number <> 2;
UPDATE doctor_hospitals AS w
SET weekdays = 'Mon Tue Wed Thu Fri Sat Sun'
FROM chosen
WHERE w.doctor_id = chosen.doctor_id;
UPDATE visits AS v
SET
    doctor_id = chosen.doctor_id,
    hospital_id = CASE chosen.number WHEN 3 THEN chosen.hospital_id ELSE chosen.other_hospital END
FROM chosen
WHERE v.visit_id = chosen.visit_id;

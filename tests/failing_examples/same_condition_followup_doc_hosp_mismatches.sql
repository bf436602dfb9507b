-- implies: doctor_specialty_mismatches, doctor_weekday_mismatches, doctors_at_two_hospitals_a_day

-- two follow-ups have another doctor of the hospital, two have the same doctor in another hospital; once the number
-- is lower than at the first visit, once it is higher
CREATE TEMPORARY TABLE others AS
SELECT
    v.visit_id,
    w.doctor_id,
    w.hospital_id,
    CASE
        WHEN w.hospital_id = v.hospital_id THEN sign(w.doctor_id - v.doctor_id) * 1
        ELSE sign(w.hospital_id - v.hospital_id) * 2
    END AS kind
FROM visits AS v
JOIN doctor_hospitals AS w ON (v.hospital_id = w.hospital_id) <> (v.doctor_id = w.doctor_id)
WHERE v.follow_up_of IS NOT NULL;
CREATE TEMPORARY TABLE chosen AS
SELECT DISTINCT ON (kind) visit_id, doctor_id, hospital_id
FROM others
ORDER BY kind ASC, CASE WHEN kind > 0 THEN visit_id ELSE -visit_id END ASC;
DELETE FROM chosen AS c
USING chosen AS same
WHERE c.visit_id = same.visit_id AND c.ctid > same.ctid;
CREATE TEMPORARY TABLE failing AS SELECT visit_id FROM chosen;
UPDATE visits AS v
SET doctor_id = chosen.doctor_id, hospital_id = chosen.hospital_id
FROM chosen
WHERE v.visit_id = chosen.visit_id;

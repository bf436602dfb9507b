-- one follow-up with another doctor of the hospital, one with the same doctor in another hospital
CREATE TEMPORARY TABLE chosen AS
(
    SELECT v.visit_id, w.doctor_id, w.hospital_id
    FROM visits AS v
    JOIN doctor_hospitals AS w ON v.hospital_id = w.hospital_id AND v.doctor_id <> w.doctor_id
    WHERE v.follow_up_of IS NOT NULL
    ORDER BY v.visit_id
    LIMIT 1
)
UNION ALL
(
    SELECT v.visit_id, w.doctor_id, w.hospital_id
    FROM visits AS v
    JOIN doctor_hospitals AS w ON v.hospital_id <> w.hospital_id AND v.doctor_id = w.doctor_id
    WHERE v.follow_up_of IS NOT NULL
    ORDER BY v.visit_id DESC
    LIMIT 1
);
CREATE TEMPORARY TABLE failing AS SELECT visit_id FROM chosen;
UPDATE visits AS v
SET doctor_id = chosen.doctor_id, hospital_id = chosen.hospital_id
FROM chosen
WHERE v.visit_id = chosen.visit_id;

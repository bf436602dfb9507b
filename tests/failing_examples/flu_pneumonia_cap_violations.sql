-- implies: followup_gap_gt180_days, doctor_weekday_mismatches

-- a flu patient gets visits on the day of the last discharge, until there are four in that year
-- a pneumonia patient gets them too
CREATE TEMPORARY TABLE sick AS
SELECT
    v.patient_id,
    v.condition_id,
    c.name AS condition_name,
    max(v.visit_id) AS last_visit,
    (SELECT max(own.date_of_discharge) FROM visits AS own WHERE own.patient_id = v.patient_id) AS day
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE c.name IN ('Flu', 'Pneumonia')
GROUP BY v.patient_id, v.condition_id, c.name;
CREATE TEMPORARY TABLE chosen AS
SELECT
    s.*,
    (
        SELECT count(*)
        FROM visits AS v
        WHERE
            v.patient_id = s.patient_id
            AND v.condition_id = s.condition_id
            AND date_trunc('year', v.date_of_admission) = date_trunc('year', s.day)
    ) AS visits_in_year
FROM sick AS s
WHERE
    (s.condition_name = 'Flu' AND s.patient_id = (SELECT min(patient_id) FROM sick WHERE condition_name = 'Flu'))
    OR (
        s.condition_name = 'Pneumonia'
        AND s.patient_id = (SELECT max(patient_id) FROM sick WHERE condition_name = 'Pneumonia')
    );
CREATE TEMPORARY TABLE failing AS
SELECT patient_id, condition_name, extract(YEAR FROM day) AS calendar_year
FROM chosen;
CREATE TEMPORARY TABLE extra AS
SELECT v.*
FROM chosen
JOIN visits AS v ON chosen.last_visit = v.visit_id
CROSS JOIN generate_series(1, 4 - chosen.visits_in_year);
UPDATE extra SET
    date_of_admission = chosen.day,
    date_of_discharge = chosen.day,
    age = extract(YEAR FROM age(chosen.day, p.date_of_birth)),
    follow_up_required = extract(YEAR FROM age(chosen.day, p.date_of_birth)) >= 70,
    severity = 'Normal'
FROM chosen
JOIN patients AS p USING (patient_id)
WHERE extra.visit_id = chosen.last_visit;
UPDATE extra SET visit_id = numbered.visit_id, follow_up_of = numbered.follow_up_of
FROM (
    SELECT
        ctid AS place,
        patient_id * 100 + 95 + row_number() OVER course AS visit_id,
        CASE row_number() OVER course
            WHEN 1 THEN visit_id ELSE patient_id * 100 + 94 + row_number() OVER course
        END AS follow_up_of
    FROM extra
    WINDOW course AS (PARTITION BY patient_id ORDER BY ctid)
) AS numbered
WHERE extra.ctid = numbered.place;
INSERT INTO visits SELECT * FROM extra;
INSERT INTO billing
SELECT
    v.visit_id * 100, v.visit_id, v.patient_id, l.day, 0, 87, 'Full', l.day + 30, NULL,
    CASE WHEN l.day + 30 > d.today THEN 'In-progress' ELSE 'Late-Unpaid' END, 87,
    (SELECT p.insurance_provider_id FROM patients AS p WHERE p.patient_id = v.patient_id)
FROM extra AS v
CROSS JOIN current_dataset AS d
CROSS JOIN LATERAL (
    SELECT max(b.billing_date) AS day FROM billing AS b WHERE b.patient_id = v.patient_id
) AS l;

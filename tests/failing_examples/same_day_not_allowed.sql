-- implies: first_visit_los_out_of_range, discharge_before_admission, visit_age_mismatches, doctor_weekday_mismatches

-- one first visit for a condition that needs a stay ends on its first day
-- two others are allowed here: a follow-up does the same, and a first visit ends before it began
CREATE TEMPORARY TABLE candidates AS
SELECT v.visit_id, v.follow_up_of
FROM visits AS v
JOIN patients AS p USING (patient_id)
JOIN conditions AS c USING (condition_id)
WHERE
    NOT c.same_day_possible
    AND c.name <> 'Pneumonia'
    AND extract(YEAR FROM age(v.date_of_discharge, p.date_of_birth)) = v.age;
CREATE TEMPORARY TABLE failing AS SELECT min(visit_id) AS visit_id FROM candidates WHERE follow_up_of IS NULL;
ALTER TABLE visits DROP CONSTRAINT ck_visits_discharge_after_admission;
ALTER TABLE visits DROP CONSTRAINT ck_visits_severe_not_same_day;
UPDATE visits
SET date_of_admission = date_of_discharge, severity = 'Normal'
WHERE visit_id IN (
    (SELECT visit_id FROM failing),
    (SELECT min(visit_id) FROM candidates WHERE follow_up_of IS NOT NULL)
);
UPDATE visits
SET date_of_admission = date_of_discharge + 1
WHERE visit_id = (SELECT max(visit_id) FROM candidates WHERE follow_up_of IS NULL);

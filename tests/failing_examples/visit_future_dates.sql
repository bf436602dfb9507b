-- implies: billing_date_out_of_range, discharge_before_admission, followup_los_gt2_by_condition, followup_gap_gt180_days, first_visit_los_out_of_range, doctor_weekday_mismatches

-- the last visits of three patients who are in care and do not get too old or too young by it: one ends tomorrow, one
-- begins tomorrow and ends today, one ends today, which is allowed
CREATE TEMPORARY TABLE chosen AS
SELECT max(v.visit_id) AS visit_id, row_number() OVER (ORDER BY max(v.visit_id)) AS place
FROM visits AS v
JOIN patients AS p USING (patient_id)
WHERE p.left_on IS NULL AND p.date_of_death IS NULL
GROUP BY v.patient_id
HAVING max(v.age) BETWEEN 26 AND 40
ORDER BY 1
LIMIT 3;
CREATE TEMPORARY TABLE failing AS SELECT visit_id FROM chosen WHERE place <= 2;
ALTER TABLE visits DROP CONSTRAINT ck_visits_discharge_after_admission;
ALTER TABLE visits DROP CONSTRAINT ck_visits_severe_not_same_day;
UPDATE visits AS v
SET
    date_of_admission = CASE chosen.place
        WHEN 1 THEN d.today + 1 - (v.date_of_discharge - v.date_of_admission)
        WHEN 2 THEN d.today + 1
        ELSE d.today - (v.date_of_discharge - v.date_of_admission)
    END,
    date_of_discharge = CASE chosen.place WHEN 1 THEN d.today + 1 ELSE d.today END
FROM chosen
CROSS JOIN current_dataset AS d
WHERE v.visit_id = chosen.visit_id;
UPDATE visits AS v
SET age = extract(YEAR FROM age(v.date_of_admission, p.date_of_birth))
FROM patients AS p
WHERE v.patient_id = p.patient_id AND v.visit_id IN (SELECT visit_id FROM chosen);

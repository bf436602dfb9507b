-- implies: discharge_before_admission, first_visit_los_out_of_range, visit_age_mismatches, doctor_weekday_mismatches

-- one same-day visit becomes Severe; a Severe visit that ends before it began is allowed here
CREATE TEMPORARY TABLE failing AS
SELECT min(visit_id) AS visit_id
FROM visits
WHERE date_of_discharge = date_of_admission;
ALTER TABLE visits DROP CONSTRAINT ck_visits_severe_not_same_day;
ALTER TABLE visits DROP CONSTRAINT ck_visits_discharge_after_admission;
UPDATE visits SET severity = 'Severe' WHERE visit_id = (SELECT visit_id FROM failing);
UPDATE visits
SET date_of_admission = date_of_discharge + 1
WHERE visit_id = (SELECT max(visit_id) FROM visits WHERE severity = 'Severe');

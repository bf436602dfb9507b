-- implies: doctor_weekday_mismatches

-- a follow-up begins the day after its discharge; it stays in the same year of life and of the calendar
CREATE TEMPORARY TABLE failing AS
SELECT v.visit_id
FROM visits AS v
JOIN patients AS p USING (patient_id)
CROSS JOIN current_dataset AS d
WHERE
    v.follow_up_of IS NOT NULL
    AND v.date_of_discharge < d.today
    AND extract(YEAR FROM age(v.date_of_discharge + 1, p.date_of_birth)) = v.age
    AND date_trunc('year', v.date_of_discharge + 1) = date_trunc('year', v.date_of_admission)
ORDER BY v.visit_id
LIMIT 1;
ALTER TABLE visits DROP CONSTRAINT ck_visits_discharge_after_admission;
ALTER TABLE visits DROP CONSTRAINT ck_visits_severe_not_same_day;
UPDATE visits SET date_of_admission = date_of_discharge + 1 WHERE visit_id = (SELECT visit_id FROM failing);

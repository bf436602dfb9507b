-- implies: doctor_weekday_mismatches

-- a follow-up lasts three days: it begins earlier, in the same year of life and of the calendar, after the visit before
CREATE TEMPORARY TABLE failing AS
SELECT v.visit_id
FROM visits AS v
JOIN patients AS p USING (patient_id)
JOIN visits AS earlier ON v.patient_id = earlier.patient_id AND v.visit_id = earlier.visit_id + 1
WHERE
    v.follow_up_of IS NOT NULL
    AND v.date_of_discharge - 3 >= earlier.date_of_discharge
    AND extract(YEAR FROM age(v.date_of_discharge - 3, p.date_of_birth)) = v.age
    AND date_trunc('year', v.date_of_discharge - 3) = date_trunc('year', v.date_of_admission)
ORDER BY v.visit_id
LIMIT 1;
UPDATE visits SET date_of_admission = date_of_discharge - 3 WHERE visit_id = (SELECT visit_id FROM failing);

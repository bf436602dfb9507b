-- implies: billing_date_out_of_range, visit_age_mismatches, flu_pneumonia_cap_violations, follow_up_required_mismatches, doctor_weekday_mismatches

-- one patient comes back the day before the discharge; another comes back on that day, which is allowed
CREATE TEMPORARY TABLE candidates AS
SELECT v.visit_id, before.date_of_discharge AS last_day
FROM visits AS v
JOIN visits AS before ON v.patient_id = before.patient_id AND v.visit_id = before.visit_id + 1
WHERE before.date_of_discharge > before.date_of_admission;
CREATE TEMPORARY TABLE chosen AS
SELECT visit_id, CASE WHEN visit_id = (SELECT min(visit_id) FROM candidates) THEN last_day - 1 ELSE last_day END AS admission
FROM candidates
WHERE visit_id IN ((SELECT min(visit_id) FROM candidates), (SELECT max(visit_id) FROM candidates));
CREATE TEMPORARY TABLE failing AS SELECT min(visit_id) AS visit_id FROM chosen;
UPDATE visits AS v
SET
    date_of_admission = chosen.admission,
    date_of_discharge = chosen.admission + (v.date_of_discharge - v.date_of_admission)
FROM chosen
WHERE v.visit_id = chosen.visit_id;

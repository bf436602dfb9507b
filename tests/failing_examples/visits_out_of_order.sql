-- implies: billing_date_out_of_range, visit_age_mismatches, flu_pneumonia_cap_violations

CREATE TEMPORARY TABLE chosen AS
SELECT v.visit_id, before.date_of_discharge - 1 AS admission
FROM visits AS v
JOIN visits AS before ON v.patient_id = before.patient_id AND v.visit_id = before.visit_id + 1
WHERE before.date_of_discharge > before.date_of_admission
ORDER BY v.visit_id
LIMIT 1;
CREATE TEMPORARY TABLE failing AS SELECT visit_id FROM chosen;
UPDATE visits AS v
SET
    date_of_admission = chosen.admission,
    date_of_discharge = chosen.admission + (v.date_of_discharge - v.date_of_admission)
FROM chosen
WHERE v.visit_id = chosen.visit_id;

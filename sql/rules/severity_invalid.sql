-- id: severity_invalid
-- title: Unknown severity
-- severity: error
-- description: A severity is Normal, Mild, Moderate or Severe.
-- enforced_by: ck_visits_severity

SELECT
    visit_id,
    severity
FROM visits
WHERE severity NOT IN ('Normal', 'Mild', 'Moderate', 'Severe')
ORDER BY visit_id

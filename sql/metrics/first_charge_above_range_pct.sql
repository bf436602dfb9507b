-- id: first_charge_above_range_pct
-- title: First charges above the range of the condition's category
-- severity: warning
-- description: Some stays have complications: their charges go up to five times the top of the range. At
--   the prices of origin, before the hospital's multiplier. Reads the first 50,000 patients.
-- unit: % of first visits
-- low: 0.3
-- high: 0.8
-- min_rows: 20000
-- source: assumption: at most 0.8 %

SELECT
    100.0 * count(*) FILTER (
        WHERE b.total_charge > r.most * h.charge_multiplier * x.price + 0.01
    ) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN billing AS b USING (patient_id, visit_id)
JOIN hospitals AS h USING (hospital_id)
JOIN conditions USING (condition_id)
JOIN price_index AS x ON x.month = date_trunc('month', v.date_of_admission)
JOIN (
    VALUES
    ('complex', 110000),
    ('chronic', 20000),
    ('depression', 7000),
    ('acute', 12000),
    ('minor', 5000),
    ('inpatient', 80000)
) AS r (category, most) USING (category)
WHERE
    v.patient_id <= 50000
    AND v.follow_up_of IS NULL

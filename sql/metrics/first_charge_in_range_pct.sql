-- id: first_charge_in_range_pct
-- title: First charges within the range of the condition's category
-- severity: warning
-- description: Ranges in US dollars at the prices of the dataset's origin, before the hospital's
--   multiplier: complex 30,000-110,000; chronic 3,000-20,000; depression 1,000-7,000; acute 1,000-12,000;
--   minor 100-5,000; inpatient 4,000-80,000. A charge may lie one cent outside, for rounding;
--   first_charge_above_range_pct has those above. Reads the first 20,000 patients.
-- unit: % of first visits
-- low: 99
-- high: 100
-- min_rows: 5000
-- source: reference model

SELECT
    100.0 * count(*) FILTER (
        WHERE b.total_charge BETWEEN
        r.least * h.charge_multiplier * x.price - 0.01 AND r.most * h.charge_multiplier * x.price + 0.01
    ) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN billing AS b USING (patient_id, visit_id)
JOIN hospitals AS h USING (hospital_id)
JOIN conditions USING (condition_id)
JOIN price_index AS x ON x.month = date_trunc('month', v.date_of_admission)
JOIN (
    VALUES
    ('complex', 30000, 110000),
    ('chronic', 3000, 20000),
    ('depression', 1000, 7000),
    ('acute', 1000, 12000),
    ('minor', 100, 5000),
    ('inpatient', 4000, 80000)
) AS r (category, least, most) USING (category)
WHERE
    v.patient_id <= 20000
    AND v.follow_up_of IS NULL

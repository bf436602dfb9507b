-- id: insured_rate_pct
-- title: Patients with insurance
-- severity: warning
-- description: By age the survey's share of people uninsured all year comes to 6.5 %; Census asks
--   differently and finds 8 %.
-- unit: % of patients
-- low: 91
-- high: 95
-- min_rows: 5000
-- source: Census P60-284, 2023: 92.0 %; AHRQ MEPS-HC 2022 by age: 93.5 %

SELECT
    100.0 * count(insurance_provider_id) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM patients

-- id: insured_rate_pct
-- title: Patients with insurance
-- severity: warning
-- description: The survey counts people without insurance for a whole year, 6.5 % over all ages. Census
--   asks differently and finds 8 %. States differ much, so n is 0 for datasets around one hospital
--   and with --states.
-- unit: % of patients
-- low: 91
-- high: 95
-- min_rows: 10000
-- source: Census P60-284, 2023: 92.0 %; AHRQ MEPS-HC 2022 by age: 93.5 %

SELECT
    100.0 * count(insurance_provider_id) / nullif(count(*), 0) AS value,
    CASE
        WHEN (
            SELECT coalesce(d.config ->> 'hospital_state', d.config ->> 'states')
            FROM current_dataset AS d
        ) IS NULL THEN count(*)
        ELSE 0
    END AS n
FROM patients

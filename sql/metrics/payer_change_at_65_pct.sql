-- id: payer_change_at_65_pct
-- title: Patients whose payer is Medicare from their 65th birthday
-- severity: warning
-- description: Counts patients with bills from before and after the birthday, none of them to Medicare
--   before it, and those of them whose bills all go to Medicare after it. Reads the first 100,000 patients.
-- unit: % of these patients
-- low: 90
-- min_rows: 300
-- source: assumption: 2 % of the privately insured keep their payer, and a few stay uninsured

WITH turned_65 AS (
    SELECT p.patient_id
    FROM patients AS p
    CROSS JOIN current_dataset AS d
    WHERE
        p.patient_id <= 100000
        AND p.date_of_birth BETWEEN d.start - interval '65 years' AND d.today - interval '65 years'
),

payers AS (
    SELECT bool_and(coalesce(i.kind, '') = 'Medicare') FILTER (WHERE v.age >= 65) AS medicare
    FROM turned_65 AS t
    JOIN visits AS v ON t.patient_id = v.patient_id
    JOIN billing AS b ON v.visit_id = b.visit_id
    LEFT JOIN insurance_providers AS i ON b.insurance_provider_id = i.insurance_provider_id
    GROUP BY t.patient_id
    HAVING
        count(*) FILTER (WHERE v.age >= 65) > 0
        AND NOT bool_or(coalesce(i.kind, '') = 'Medicare') FILTER (WHERE v.age < 65)
)

SELECT
    100.0 * count(*) FILTER (WHERE medicare) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM payers

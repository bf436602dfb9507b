-- id: top_1_pct_charges_share
-- title: Share of all charges of the dearest 1 % of patients
-- severity: warning
-- description: Patients with at least one visit, by the sum of their charges. A few people are ill often and
--   long. n counts the patients. Reads the first 50,000 patients.
-- unit: % of charges
-- low: 12
-- high: 20
-- min_rows: 10000
-- source: assumption, below the published 20 to 25 % (AHRQ MEPS), because a patient has at most 3 conditions

WITH patients_charged AS (
    SELECT sum(total_charge) AS charge
    FROM billing
    WHERE patient_id <= 50000
    GROUP BY patient_id
),

ranked AS (
    SELECT
        charge,
        percent_rank() OVER (ORDER BY charge DESC) AS rank
    FROM patients_charged
)

SELECT
    100.0 * sum(charge) FILTER (WHERE rank < 0.01) / nullif(sum(charge), 0) AS value,
    count(*) AS n
FROM ranked

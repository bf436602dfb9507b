-- question: Of the patients who first came in a quarter, how many were seen again in each later quarter?
-- who: Quality
-- chart: Triangle heat map: quarter of the first visit by quarters since then.

-- is_first_in_quarter counts each patient once in a quarter, so nothing must be made distinct here.
WITH seen AS (
    SELECT
        admission_date,
        quarters_since_first_visit,
        count(*) AS patients
    FROM fact_visit
    WHERE is_first_in_quarter
    GROUP BY admission_date, quarters_since_first_visit
),

cohorts AS (
    SELECT
        (d.quarter_start - s.quarters_since_first_visit * interval '3 months')::date AS cohort_quarter,
        s.quarters_since_first_visit,
        sum(s.patients) AS patients
    FROM seen AS s
    JOIN dim_date AS d ON s.admission_date = d.date
    GROUP BY cohort_quarter, s.quarters_since_first_visit
)

SELECT
    cohort_quarter,
    quarters_since_first_visit,
    patients,
    round(
        100 * patients / first_value(patients) OVER (
            PARTITION BY cohort_quarter ORDER BY quarters_since_first_visit
        ), 1
    ) AS seen_pct
FROM cohorts
ORDER BY cohort_quarter, quarters_since_first_visit

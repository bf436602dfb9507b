-- What the largest numbers of the page are made of: sums over all patients, visits and bills.
WITH people AS (
    SELECT
        count(*) AS patients,
        count(*) FILTER (WHERE left_on IS NULL AND date_of_death IS NULL) AS in_care
    FROM patients
),

care AS (
    SELECT
        count(*) AS visits,
        count(*) FILTER (WHERE date_of_discharge > date_of_admission) AS overnight,
        coalesce(sum(date_of_discharge - date_of_admission), 0) AS nights
    FROM visits
),

bills AS (
    SELECT
        count(*) AS bills,
        coalesce(sum(total_charge), 0) AS charges
    FROM billing
)

SELECT
    p.patients,
    p.in_care,
    c.visits,
    c.overnight,
    c.nights,
    b.bills,
    b.charges
FROM people AS p
CROSS JOIN care AS c
CROSS JOIN bills AS b

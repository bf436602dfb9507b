-- id: ed_ambulance_age_ratio
-- title: Arrivals by ambulance: patients of 75 and over against those of 15 to 44
-- severity: warning
-- description: How many times more often the old come by ambulance. n counts the old. Leaves out the
--   first 30 days, in which hospitals fill up.
-- unit: ratio
-- low: 1.5
-- high: 4.2
-- min_rows: 500
-- source: published: 30 to 44 % against 11 to 12 % (NHAMCS 2015-20, computed from the public files)

WITH arrivals AS (
    SELECT
        e.arrival_mode = 'ambulance' AS by_ambulance,
        date_part('year', age(s.arrived_at, p.date_of_birth)) AS age
    FROM ed_stays AS s
    JOIN encounters AS e USING (encounter_id)
    JOIN patients AS p USING (patient_id)
    CROSS JOIN current_dataset AS d
    WHERE s.arrived_at >= d.start + 30
)

SELECT
    avg(by_ambulance::integer) FILTER (WHERE age >= 75)
    / nullif(avg(by_ambulance::integer) FILTER (WHERE age BETWEEN 15 AND 44), 0) AS value,
    count(*) FILTER (WHERE age >= 75) AS n
FROM arrivals

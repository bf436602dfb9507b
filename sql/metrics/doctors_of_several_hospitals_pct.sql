-- id: doctors_of_several_hospitals_pct
-- title: Doctors who work at two or three hospitals
-- severity: warning
-- description: Of the doctors in states with at least two hospitals; n counts these doctors.
-- unit: % of these doctors
-- low: 30
-- high: 50
-- min_rows: 300
-- source: reference model: 1-3 hospitals; assumption: 60, 28 and 12 %

WITH workplaces AS (
    SELECT
        doctor_id,
        count(*) AS hospitals
    FROM doctor_hospitals
    WHERE
        state IN (
            SELECT h.state
            FROM hospitals AS h
            GROUP BY h.state
            HAVING count(*) > 1
        )
    GROUP BY doctor_id
)

SELECT
    100.0 * count(*) FILTER (WHERE hospitals > 1) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM workplaces

-- Where patients live: one row for each ZIP code, or, if there are many, for each cell of half a degree.
-- A cell is where its patients are on average, and has the name of the town with the most of them.
WITH homes AS (
    SELECT
        zipcode,
        count(*) AS patients
    FROM patients
    GROUP BY zipcode
),

located AS (
    SELECT
        z.city || ', ' || z.state AS town,
        z.longitude,
        z.latitude,
        h.patients,
        CASE WHEN count(*) OVER () > 700 THEN 2 ELSE 1000000 END AS cells_of_a_degree
    FROM homes AS h
    JOIN zip_codes AS z USING (zipcode)
    WHERE z.longitude IS NOT NULL AND z.latitude IS NOT NULL
)

SELECT
    (array_agg(town ORDER BY patients DESC, town ASC))[1] AS place,
    sum(longitude * patients) / sum(patients) AS longitude,
    sum(latitude * patients) / sum(patients) AS latitude,
    sum(patients) AS patients
FROM located
GROUP BY floor(longitude * cells_of_a_degree), floor(latitude * cells_of_a_degree)
ORDER BY sum(patients) DESC, (array_agg(town ORDER BY patients DESC, town ASC))[1]

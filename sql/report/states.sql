-- Patients who live in each state, and the hospitals there with their visits.
WITH homes AS (
    SELECT
        state,
        count(*) AS patients
    FROM patients
    GROUP BY state
),

c AS (
    SELECT
        hospital_id,
        count(*) AS visits
    FROM visits
    GROUP BY hospital_id
),

work AS (
    SELECT
        h.state,
        count(*) AS hospitals,
        coalesce(sum(c.visits), 0) AS visits
    FROM hospitals AS h
    LEFT JOIN c USING (hospital_id)
    GROUP BY h.state
)

SELECT
    s.state,
    s.name,
    coalesce(h.patients, 0) AS patients,
    coalesce(w.hospitals, 0) AS hospitals,
    coalesce(w.visits, 0)::bigint AS visits
FROM states AS s
LEFT JOIN homes AS h USING (state)
LEFT JOIN work AS w USING (state)
WHERE coalesce(h.patients, w.hospitals) > 0
ORDER BY coalesce(h.patients, 0) DESC, s.name

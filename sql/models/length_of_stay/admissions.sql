-- The moments of admission of the stays in the temporary table los_stays.

SELECT
    encounter_id,
    e.admitted_at AS predicted_at
FROM los_stays
JOIN encounters AS e USING (encounter_id)

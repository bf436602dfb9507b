-- a patient moves to another state
-- the dataset's options say nothing about a single hospital, which means that there are many
CREATE TEMPORARY TABLE failing AS
SELECT visit_id
FROM visits
WHERE patient_id = (SELECT min(patient_id) FROM visits);
UPDATE patients AS p
SET (zipcode, state) = (
    SELECT z.zipcode, z.state
    FROM zip_codes AS z
    WHERE z.state <> p.state
    ORDER BY z.zipcode
    LIMIT 1
)
WHERE p.patient_id = (SELECT min(patient_id) FROM visits);
UPDATE datasets SET config = config - 'single_hospital';

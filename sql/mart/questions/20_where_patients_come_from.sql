-- question: Where do our patients come from?
-- who: All
-- chart: Map with a dot for each ZIP code, its area in proportion to the patients.

SELECT
    patient_zipcode,
    patient_city,
    patient_state,
    patient_latitude,
    patient_longitude,
    count(*) AS patients
FROM dim_patient
WHERE patient_key > 0
GROUP BY patient_zipcode, patient_city, patient_state, patient_latitude, patient_longitude
ORDER BY patients DESC, patient_zipcode ASC

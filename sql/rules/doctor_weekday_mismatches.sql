-- id: doctor_weekday_mismatches
-- title: Admission on a weekday on which the doctor is not at the hospital
-- severity: error
-- description: A doctor admits patients at a hospital only on the doctor's weekdays there.

SELECT
    v.visit_id,
    v.doctor_id,
    v.hospital_id,
    v.date_of_admission,
    w.weekdays
FROM visits AS v
JOIN doctor_hospitals AS w USING (doctor_id, hospital_id)
WHERE w.weekdays NOT LIKE '%' || to_char(v.date_of_admission, 'Dy') || '%'
ORDER BY v.visit_id

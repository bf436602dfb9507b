-- a doctor is no longer at the hospital on the weekday of one admission, and only on that of another one
CREATE TEMPORARY TABLE lost AS
SELECT w.doctor_id, w.hospital_id, to_char(v.date_of_admission, 'Dy') AS weekday
FROM visits AS v
JOIN doctor_hospitals AS w USING (doctor_id, hospital_id)
WHERE w.weekdays LIKE '% %'
ORDER BY v.visit_id
LIMIT 1;
CREATE TEMPORARY TABLE failing AS
SELECT v.visit_id
FROM visits AS v
JOIN lost AS w USING (doctor_id, hospital_id)
WHERE to_char(v.date_of_admission, 'Dy') = w.weekday;
UPDATE doctor_hospitals AS w
SET weekdays = trim(replace(' ' || w.weekdays, ' ' || lost.weekday, ''))
FROM lost
WHERE w.doctor_id = lost.doctor_id AND w.hospital_id = lost.hospital_id;

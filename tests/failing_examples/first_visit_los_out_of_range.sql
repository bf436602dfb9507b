-- implies: doctor_weekday_mismatches

-- two patients have another first stay: one a day too long, one a day too short
-- the admission moves, in the same year of life and not before the start
CREATE TEMPORARY TABLE stays AS
SELECT v.visit_id, v.severity, c.los_min, v.date_of_discharge - days.stay AS admission, days.stay < c.los_min AS too_short
FROM visits AS v
JOIN patients AS p USING (patient_id)
JOIN conditions AS c USING (condition_id)
CROSS JOIN (SELECT generate_series(0, 20) AS stay) AS days
CROSS JOIN current_dataset AS d
WHERE
    days.stay IN (c.los_min - 1, c.los_max + 1)
    AND days.stay > 0
    AND v.visit_id % 100 = 1
    AND v.date_of_discharge - days.stay >= d.start
    AND extract(YEAR FROM age(v.date_of_discharge - days.stay, p.date_of_birth)) = v.age
    AND v.date_of_discharge - days.stay >= p.registered_on
    AND c.name NOT IN ('Flu', 'Pneumonia');
CREATE TEMPORARY TABLE chosen AS
(SELECT visit_id, admission FROM stays WHERE too_short ORDER BY visit_id LIMIT 1)
UNION ALL
(SELECT visit_id, admission FROM stays WHERE NOT too_short ORDER BY visit_id DESC LIMIT 1);
CREATE TEMPORARY TABLE failing AS SELECT visit_id FROM chosen;
UPDATE visits AS v SET date_of_admission = chosen.admission FROM chosen WHERE v.visit_id = chosen.visit_id;

-- id: clinic_follow_up_priority_pct
-- title: Follow-up appointments of the clinic that go to its priorities
-- severity: warning
-- description: Priorities are surgery, influenza, COVID-19, and chronic or complex diseases. They make up
--   about three visits in five. Other populations have no value.
-- unit: % of follow-ups
-- low: 80
-- high: 100
-- min_rows: 300
-- source: reference model, the clinic dataset

SELECT
    100.0 * avg((
        c.category IN ('chronic', 'complex')
        OR c.name IN ('Flu', 'COVID-19')
        OR cv.treatment IN ('Surgery', 'Cesarean Section')
    )::integer) AS value,
    count(*) AS n
FROM clinic_visits AS cv
JOIN conditions AS c ON cv.diagnosis = c.name
WHERE
    cv.follow_up
    AND (SELECT d.config ->> 'population' FROM current_dataset AS d) = 'clinic'

-- id: weekday_max_deviation_pct
-- title: Admissions by weekday, largest difference from the assumed shares
-- severity: warning
-- description: Hospitals admit fewer patients at weekends. Childbirth does not count. Reads the first
--   20,000 patients.
-- unit: % points
-- high: 1.5
-- min_rows: 20000
-- source: assumption: Monday to Sunday 17.0, 16.6, 16.0, 15.6, 15.0, 10.0, 9.8 %

WITH by_weekday AS (
    SELECT
        extract(ISODOW FROM v.date_of_admission)::integer AS weekday,
        count(*) AS visits
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    WHERE
        v.patient_id <= 20000
        AND c.name <> 'Childbirth'
    GROUP BY extract(ISODOW FROM v.date_of_admission)
)

SELECT
    max(abs(share - (ARRAY[17.0, 16.6, 16.0, 15.6, 15.0, 10.0, 9.8])[weekday])) AS value,
    sum(visits) AS n
FROM (
    SELECT
        weekday,
        visits,
        100.0 * visits / sum(visits) OVER () AS share
    FROM by_weekday
) AS shares

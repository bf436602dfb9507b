-- id: weekday_max_deviation_pct
-- title: Unscheduled first visits by weekday, largest difference from the assumed shares
-- severity: warning
-- description: First visits whose treatment is not planned ahead, deliveries left out. Reads the first
--   50,000 patients.
-- unit: % points
-- high: 2
-- min_rows: 20000
-- source: assumption: Monday to Sunday 14.6, 14.4, 14.3, 14.3, 14.4, 14.1, 13.9 %

WITH by_weekday AS (
    SELECT
        extract(ISODOW FROM v.date_of_admission)::integer AS weekday,
        count(*) AS visits
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    JOIN treatments AS t USING (treatment_id)
    WHERE
        v.patient_id <= 50000
        AND v.follow_up_of IS NULL
        AND NOT t.scheduled
        AND c.name <> 'Childbirth'
    GROUP BY extract(ISODOW FROM v.date_of_admission)
)

SELECT
    max(abs(share - (ARRAY[14.6, 14.4, 14.3, 14.3, 14.4, 14.1, 13.9])[weekday])) AS value,
    sum(visits) AS n
FROM (
    SELECT
        weekday,
        visits,
        100.0 * visits / sum(visits) OVER () AS share
    FROM by_weekday
) AS shares

-- id: hospital_case_mix_stddev
-- title: How much hospitals differ in complex care
-- severity: warning
-- description: First visits for complex conditions in a hospital, divided by those expected from the ages
--   of its patients (in decades); standard deviation over the hospitals, without what chance alone would
--   give. Counts hospitals with at least 100 first visits. One hospital alone has no value. n counts the
--   first visits. It is 0 with fewer than 60 hospitals, because most states then have one or two of them,
--   and their patients no choice. Reads the first 50,000 patients.
-- unit: relative to the mean
-- low: 0.1
-- min_rows: 10000
-- source: assumption: complex care concentrates in some hospitals

WITH first_visits AS (
    SELECT
        v.hospital_id,
        v.age / 10 AS decade,
        count(*) AS visits,
        count(*) FILTER (WHERE c.category = 'complex') AS complex
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    WHERE
        v.patient_id <= 50000
        AND v.follow_up_of IS NULL
    GROUP BY v.hospital_id, v.age / 10
),

shares AS (
    SELECT
        hospital_id,
        visits,
        complex,
        sum(complex) OVER decade / sum(visits) OVER decade AS share
    FROM first_visits
    WINDOW decade AS (PARTITION BY decade)
),

by_hospital AS (
    SELECT
        sum(complex) / nullif(sum(visits * share), 0) - 1 AS deviation,
        sum(visits * share * (1 - share)) / nullif(sum(visits * share) ^ 2, 0) AS chance,
        sum(visits) AS visits
    FROM shares
    GROUP BY hospital_id
    HAVING sum(visits) >= 100
)

SELECT
    CASE WHEN count(*) > 1 THEN sqrt(greatest(avg(deviation ^ 2 - chance), 0)) END AS value,
    CASE WHEN count(*) >= 60 THEN sum(visits) ELSE 0 END AS n
FROM by_hospital

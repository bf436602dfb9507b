-- id: icu_pct
-- topic: Beds and wards
-- title: Adults who were in intensive care
-- unit: %
-- formula: Of the inpatient stays whose patient left in the window, dead or alive, and was 18 to 120
--   years old (completed years on the local date of admitted_at), % with a bed stay in a unit with
--   care_level 'intensive'.
-- denominator: these stays
-- source: published formula: SCCM; 20 to 27 % of adults from memory; no bands
-- good: none
-- reads: bed_stays, beds, encounters, kpi_departments, patients, units
-- min_n: 20

WITH adults AS (
    SELECT
        w.window_id,
        k.department_id,
        x.intensive
    FROM kpi_windows AS w
    CROSS JOIN
        LATERAL (
            SELECT
                e.service,
                coalesce(bool_or(u.care_level = 'intensive'), FALSE) AS intensive
            FROM encounters AS e
            JOIN patients AS p USING (patient_id)
            LEFT JOIN bed_stays AS s ON e.encounter_id = s.encounter_id
            LEFT JOIN beds AS b ON s.bed_id = b.bed_id
            LEFT JOIN units AS u ON b.unit_id = u.unit_id
            WHERE
                e.hospital_id = w.hospital_id
                AND e.left_at >= w.began_at
                AND e.left_at < w.ended_at
                AND e.class = 'inpatient'
                AND extract(YEAR FROM age((e.admitted_at AT TIME ZONE w.time_zone)::date, p.date_of_birth))
                BETWEEN 18 AND 120
            GROUP BY e.encounter_id
        ) AS x
    LEFT JOIN kpi_departments AS k
        ON
            w.hospital_id = k.hospital_id
            AND x.service = k.service
)

SELECT
    w.window_id,
    a.department_id,
    (100.0 * count(*) FILTER (WHERE a.intensive) / nullif(count(a.intensive), 0))::double precision AS value,
    count(a.intensive) AS n
FROM kpi_windows AS w
LEFT JOIN adults AS a USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, a.department_id))
HAVING grouping(a.department_id) = 1 OR a.department_id IS NOT NULL

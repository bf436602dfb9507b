-- id: transfer_answer_minutes
-- topic: Discharges and outcomes
-- title: Answer to a request for transfer
-- unit: minutes
-- formula: Median of answered_at - requested_at in minutes, of the requests (each attempt counts) to
--   transfer a patient out with answered_at in the window.
-- denominator: requests answered in the window
-- source: own formula; limits own: normal weeks have 40 to 80 here
-- good: low
-- reads: encounters, facility_transfers
-- min_n: 20
-- amber: 90
-- red: 150

WITH answered AS (
    SELECT
        w.window_id,
        extract(EPOCH FROM t.answered_at - t.requested_at)::double precision / 60 AS minutes
    FROM kpi_windows AS w
    JOIN facility_transfers AS t
        ON
            w.began_at <= t.answered_at
            AND w.ended_at > t.answered_at
    JOIN encounters AS e
        ON
            t.encounter_id = e.encounter_id
            AND w.hospital_id = e.hospital_id
    WHERE t.direction = 'out'
)

SELECT
    w.window_id,
    NULL::integer AS department_id,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY x.minutes) AS value,
    count(x.minutes) AS n
FROM kpi_windows AS w
LEFT JOIN answered AS x USING (window_id)
GROUP BY w.window_id

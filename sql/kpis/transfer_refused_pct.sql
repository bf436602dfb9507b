-- id: transfer_refused_pct
-- topic: Discharges and outcomes
-- title: Requests for transfer refused
-- unit: %
-- formula: Share not accepted, of the requests (each attempt counts) to transfer a patient out with
--   answered_at in the window, in %.
-- denominator: requests answered in the window
-- source: own formula; limits own: normal weeks have up to 20 here
-- good: low
-- reads: encounters, facility_transfers
-- min_n: 20
-- amber: 25
-- red: 40

WITH answered AS (
    SELECT
        w.window_id,
        NOT t.accepted AS refused
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
    100 * avg(x.refused::integer)::double precision AS value,
    count(x.refused) AS n
FROM kpi_windows AS w
LEFT JOIN answered AS x USING (window_id)
GROUP BY w.window_id

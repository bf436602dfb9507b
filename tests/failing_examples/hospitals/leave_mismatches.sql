-- One goes on leave twice, one comes back without a leave, one was never admitted, one goes before the admission, one
-- comes back after the end, and one leaves the hospital while on leave. Equal times are allowed, and patient 6 is on
-- leave now.
CREATE TEMPORARY TABLE failing AS
SELECT f.event_key::bigint
FROM (
    VALUES (1000191), (3000190), (4000190), (5000191), (8000190), (13000190), (13000191)
) AS f (event_key);
INSERT INTO adt_events (event_key, trigger, hospital_id, encounter_id, occurred_at, recorded_at)
SELECT
    f.event_key,
    f.trigger,
    1,
    f.event_key / 100,
    f.at::timestamptz,
    f.at::timestamptz
FROM (
    VALUES
    (1000190, 'A21', '2025-03-04 10:00-08'), (1000191, 'A21', '2025-03-04 11:00-08'),
    (1000192, 'A22', '2025-03-04 12:00-08'), (3000190, 'A22', '2025-03-06 10:00-08'),
    (4000190, 'A21', '2025-03-06 01:59:59-08'), (4000191, 'A22', '2025-03-06 02:00-08'),
    (5000190, 'A21', '2025-03-05 10:00-08'), (5000191, 'A22', '2025-03-07 05:00:01-08'),
    (8000190, 'A21', '2025-03-06 10:00-08'),
    (13000190, 'A21', '2025-03-07 10:10-08'), (13000191, 'A22', '2025-03-07 10:20-08'),
    (14000190, 'A21', '2025-03-06 14:00-08'), (14000191, 'A22', '2025-03-07 15:00-08')
) AS f (event_key, trigger, at);

-- Patients in the wards at each hour of the last 27 weeks, of all hospitals at work together, by local time.
-- The first ten weeks of a dataset are crowded and are left out, if there are four weeks more.

WITH spans AS (
    SELECT
        h.hospital_id,
        h.time_zone,
        greatest(d.today - 188, least(d.start + 70, d.today - 34))::timestamp
        AT TIME ZONE h.time_zone AS began_at,
        (d.today + 1)::timestamp AT TIME ZONE h.time_zone AS ended_at
    FROM hospitals AS h
    CROSS JOIN current_dataset AS d
    WHERE h.hospital_id IN (SELECT u.hospital_id FROM units AS u)
),

by_hospital AS (
    SELECT
        s.hospital_id,
        x.hour AT TIME ZONE s.time_zone AS hour,
        sum(x.census) AS patients,
        sum(x.staffed_beds) AS staffed_beds
    FROM spans AS s
    JOIN units AS u ON s.hospital_id = u.hospital_id AND u.care_level NOT IN ('emergency', 'operating')
    JOIN unit_hours AS x ON u.unit_id = x.unit_id AND s.began_at <= x.hour AND s.ended_at > x.hour
    GROUP BY s.hospital_id, s.time_zone, x.hour
),

-- one local hour comes twice when summer time ends: it counts once, as the mean
by_local_hour AS (
    SELECT
        hospital_id,
        hour,
        avg(patients) AS patients,
        avg(staffed_beds) AS staffed_beds
    FROM by_hospital
    GROUP BY hospital_id, hour
)

SELECT
    hour,
    sum(patients)::double precision AS patients,
    sum(staffed_beds)::double precision AS staffed_beds
FROM by_local_hour
GROUP BY hour
ORDER BY hour

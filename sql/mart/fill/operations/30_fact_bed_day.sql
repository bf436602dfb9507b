-- Units by local day. Each stay in a place is cut at the midnights of its hospital.

INSERT INTO fact_bed_day (
    bed_day_id,
    hospital_key,
    unit_key,
    census_date,
    beds,
    staffed_at_midnight,
    occupied_at_midnight,
    bed_hours,
    blocked_hours,
    cleaning_hours,
    used_hours,
    outlier_hours,
    boarding_hours,
    boarding_patients
)
WITH days AS (
    SELECT
        h.hospital_id,
        c.start + n AS day,
        (c.start + n)::timestamp AT TIME ZONE h.time_zone AS began_at,
        (c.start + n + 1)::timestamp AT TIME ZONE h.time_zone AS ended_at
    FROM hospitals AS h
    CROSS JOIN current_dataset AS c
    CROSS JOIN LATERAL generate_series(0, c.today - c.start) AS n
),

zones AS (
    SELECT
        h.hospital_id,
        h.time_zone,
        (c.today + 1)::timestamp AT TIME ZONE h.time_zone AS now_at,
        min(u.unit_id) FILTER (WHERE u.care_level = 'emergency') AS ed_unit_id
    FROM hospitals AS h
    CROSS JOIN current_dataset AS c
    JOIN units AS u USING (hospital_id)
    GROUP BY h.hospital_id, h.time_zone, c.today
),

spans AS (
    SELECT
        d.unit_id,
        d.hospital_id,
        CASE WHEN b.outlier THEN 'outlier' ELSE 'used' END AS kind,
        b.entered_at AS began_at,
        b.left_at AS ended_at
    FROM bed_stays AS b
    JOIN beds AS d USING (bed_id)
    UNION ALL
    SELECT
        z.ed_unit_id AS unit_id,
        z.hospital_id,
        'used' AS kind,
        s.arrived_at AS began_at,
        s.departed_at AS ended_at
    FROM ed_stays AS s
    JOIN encounters USING (encounter_id)
    JOIN zones AS z USING (hospital_id)
    UNION ALL
    SELECT
        z.ed_unit_id AS unit_id,
        z.hospital_id,
        'boarding' AS kind,
        s.decision_at AS began_at,
        s.departed_at AS ended_at
    FROM ed_stays AS s
    JOIN encounters USING (encounter_id)
    JOIN zones AS z USING (hospital_id)
    WHERE s.decision = 'admit'
    UNION ALL
    SELECT
        d.unit_id,
        d.hospital_id,
        'used' AS kind,
        s.started_at AS began_at,
        s.ended_at
    FROM surgeries AS s
    JOIN beds AS d ON s.room_id = d.bed_id
    UNION ALL
    SELECT
        d.unit_id,
        d.hospital_id,
        CASE WHEN p.status = 'blocked' THEN 'blocked' ELSE 'cleaning' END AS kind,
        p.began_at,
        p.ended_at
    FROM bed_status_periods AS p
    JOIN beds AS d USING (bed_id)
),

pieces AS (
    SELECT
        s.unit_id,
        s.kind,
        s.began_at,
        coalesce(s.ended_at, z.now_at) AS ended_at,
        z.time_zone,
        (s.began_at AT TIME ZONE z.time_zone)::date + x.n AS day
    FROM spans AS s
    JOIN zones AS z USING (hospital_id)
    CROSS JOIN
        LATERAL generate_series(
            0,
            (coalesce(s.ended_at, z.now_at) AT TIME ZONE z.time_zone)::date
            - (s.began_at AT TIME ZONE z.time_zone)::date
        ) AS x (n)
),

cut_pieces AS (
    SELECT
        unit_id,
        kind,
        day,
        began_at <= day::timestamp AT TIME ZONE time_zone AS is_at_midnight,
        extract(
            EPOCH FROM
            least(ended_at, (day + 1)::timestamp AT TIME ZONE time_zone)
            - greatest(began_at, day::timestamp AT TIME ZONE time_zone)
        )::bigint AS seconds
    FROM pieces
),

-- a stay that ends at midnight has no second on the new day
sums AS (
    SELECT
        unit_id,
        day,
        kind,
        sum(seconds) AS seconds,
        count(*) FILTER (WHERE is_at_midnight) AS at_midnight,
        count(*) AS pieces
    FROM cut_pieces
    WHERE seconds > 0
    GROUP BY unit_id, day, kind
),

units_by_day AS (
    SELECT
        unit_id,
        day,
        sum(seconds) FILTER (WHERE kind IN ('used', 'outlier')) AS used,
        sum(seconds) FILTER (WHERE kind = 'outlier') AS outlier,
        sum(seconds) FILTER (WHERE kind = 'boarding') AS boarding,
        sum(seconds) FILTER (WHERE kind = 'blocked') AS blocked,
        sum(seconds) FILTER (WHERE kind = 'cleaning') AS cleaning,
        sum(at_midnight) FILTER (WHERE kind IN ('used', 'outlier')) AS occupied,
        sum(at_midnight) FILTER (WHERE kind = 'blocked') AS blocked_at_midnight,
        sum(pieces) FILTER (WHERE kind = 'boarding') AS boarders
    FROM sums
    GROUP BY unit_id, day
)

SELECT
    u.unit_id::bigint * 100000 + (d.day - date '1950-01-01') AS bed_day_id,
    u.hospital_id AS hospital_key,
    u.unit_id AS unit_key,
    d.day AS census_date,
    u.beds,
    u.beds - coalesce(x.blocked_at_midnight, 0) AS staffed_at_midnight,
    coalesce(x.occupied, 0) AS occupied_at_midnight,
    u.beds * extract(EPOCH FROM d.ended_at - d.began_at) / 3600 AS bed_hours,
    coalesce(x.blocked, 0) / 3600 AS blocked_hours,
    coalesce(x.cleaning, 0) / 3600 AS cleaning_hours,
    coalesce(x.used, 0) / 3600 AS used_hours,
    coalesce(x.outlier, 0) / 3600 AS outlier_hours,
    coalesce(x.boarding, 0) / 3600 AS boarding_hours,
    coalesce(x.boarders, 0) AS boarding_patients
FROM units AS u
JOIN days AS d USING (hospital_id)
LEFT JOIN units_by_day AS x ON u.unit_id = x.unit_id AND d.day = x.day

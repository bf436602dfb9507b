-- Units by hour, as in unit_hours. Operating rooms have no nurse ratio, as in the KPI
-- nurse_ratio_compliance_pct.

INSERT INTO fact_census_hour (
    census_hour_id,
    hospital_key,
    unit_key,
    census_date,
    hour_key,
    hour_at,
    patients,
    staffed_beds,
    boarders,
    nurses,
    nurses_required,
    ratio_hours,
    ratio_met_hours
)
WITH zones AS (
    SELECT
        u.unit_id,
        u.hospital_id,
        u.care_level <> 'operating' AS has_ratio,
        h.time_zone,
        (c.today - 399)::timestamp AT TIME ZONE h.time_zone AS first_hour
    FROM units AS u
    JOIN hospitals AS h USING (hospital_id)
    CROSS JOIN current_dataset AS c
)

SELECT
    h.unit_id::bigint * 10000000 + (extract(EPOCH FROM h.hour) / 3600)::bigint AS census_hour_id,
    z.hospital_id AS hospital_key,
    h.unit_id AS unit_key,
    (h.hour AT TIME ZONE z.time_zone)::date AS census_date,
    extract(HOUR FROM h.hour AT TIME ZONE z.time_zone) AS hour_key,
    h.hour AS hour_at,
    h.census AS patients,
    h.staffed_beds,
    h.boarders,
    h.nurses_worked AS nurses,
    h.nurses_required,
    coalesce(z.has_ratio AND h.nurses_required > 0, FALSE)::integer AS ratio_hours,
    coalesce(z.has_ratio AND h.nurses_required > 0 AND h.nurses_worked >= h.nurses_required, FALSE)::integer
        AS ratio_met_hours
FROM unit_hours AS h
JOIN zones AS z USING (unit_id)
WHERE h.hour >= z.first_hour

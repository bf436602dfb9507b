-- id: charge_price_trend_pct
-- title: Rise of hospital prices in the charges of first visits
-- severity: warning
-- description: Slope of the logarithm of first charges over time, among visits with the same condition,
--   length of stay and severity. In windows under two years n is 0. Reads the first 50,000 patients.
-- unit: % a year
-- low: 2.4
-- high: 4.8
-- min_rows: 40000
-- source: consumer price index of hospital services, 3 to 4 % a year (assumption)

WITH firsts AS (
    SELECT
        (v.date_of_admission - d.start) / 365.25::double precision AS years,
        ln((b.total_charge / h.charge_multiplier)::double precision) AS level,
        v.condition_id,
        v.date_of_discharge - v.date_of_admission AS stay,
        v.severity
    FROM visits AS v
    JOIN billing AS b USING (visit_id)
    JOIN hospitals AS h USING (hospital_id)
    CROSS JOIN current_dataset AS d
    WHERE
        v.patient_id <= 50000
        AND v.follow_up_of IS NULL
        AND d.today - d.start >= 2 * 365
        AND d.config ->> 'population' = 'us'
),

within AS (
    SELECT
        years - avg(years) OVER alike AS years,
        level - avg(level) OVER alike AS level
    FROM firsts
    WINDOW alike AS (PARTITION BY condition_id, stay, severity)
)

SELECT
    100 * regr_slope(level, years) AS value,
    count(*) AS n
FROM within

-- 7 / 2 of integers
SELECT 7 / 2, -7 / 2, 7 / 2.0, 7 % 3, -7 % 3 FROM t LIMIT 1;

-- sums of integers are integers
SELECT sum(small) / 2, sum(whole) / 2, sum(whole) FILTER (WHERE big > 1) / 2 FROM t;

-- sums of bigints are numeric
SELECT sum(big) OVER w / 4, sum(big) FILTER (WHERE whole < 3) OVER () / 3
FROM t WINDOW w AS (ORDER BY big) LIMIT 1;

-- sums of counts
SELECT sum(count(*)) OVER () / 2, sum(sum(whole)) OVER () / 4 FROM t;

-- sums of sums
SELECT sum(s.n) / 2 FROM (SELECT sum(whole) AS n FROM t GROUP BY big) AS s;

-- sums of decimals
SELECT sum(money), sum(money) / 2, sum(money * 1.5) FROM t;

-- parts of a date
SELECT extract(MONTH FROM day) / 2, extract(EPOCH FROM moment) / 7, date_part('year', day) FROM t LIMIT 1;

-- a part of an age
SELECT extract(YEAR FROM age(DATE '2024-02-29', DATE '2000-03-01')), date_part('year', age(moment, day))
FROM t LIMIT 1;

-- numeric has any precision
SELECT ratio::numeric * 1000000, '0.0001234'::numeric * 10000000 FROM t LIMIT 1;

-- round(2.675, 2)
SELECT round(2.675, 2), round(26.75 / 10, 2), round(-26.75 / 10, 2), round(2.5) FROM t LIMIT 1;

-- medians of decimals
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY money) FILTER (WHERE big > 1) FROM t;

-- correlations of constants
SELECT corr(whole, 1), regr_slope(whole, 1), regr_r2(whole, 1), corr(big, whole) FROM t;

-- sums of squares
SELECT regr_sxy(big, whole), regr_sxx(big, whole), regr_syy(big, whole) FROM t;

-- months of a column
SELECT (day + make_interval(months => whole))::date FROM t ORDER BY day LIMIT 1;

-- days of a column
SELECT (day - make_interval(days => whole + 1))::date FROM t ORDER BY day LIMIT 1;

-- buckets from 1970
SELECT extract(EPOCH FROM date_bin('7 days', moment, 'epoch')) FROM t ORDER BY day LIMIT 1;

-- series of integers
SELECT max(t.day + n.night)
FROM t
CROSS JOIN LATERAL generate_series(0, t.whole) AS n (night);

-- series of moments
SELECT count(*), max(x.at)::date
FROM t
CROSS JOIN generate_series(t.day::timestamp, t.day::timestamp + interval '3 months', interval '1 month') AS x (at);

-- days of the week
SELECT to_char(day, 'Dy') FROM t ORDER BY day LIMIT 1;

-- words
SELECT word ~* '\mleft\M', 'leftover' ~ '\mleft\M', word ~ '^Left', word ~ 'LEFT' FROM t LIMIT 1;

-- parts of a text
SELECT substring(word FROM '[0-9]+') IS NULL, substring('50.5 mg' FROM '[0-9]+[.]?[0-9]*')::numeric
FROM t LIMIT 1;

-- numbers of nulls
SELECT num_nulls(nothing, word, NULL), num_nulls(word) FROM t LIMIT 1;

-- intervals with days
SELECT extract(EPOCH FROM greatest(interval '5 days' - interval '168 hours', interval '0'))
FROM t LIMIT 1;

-- the shorter interval
SELECT extract(EPOCH FROM least(interval '5 days' - interval '168 hours', interval '0')) FROM t LIMIT 1;

-- classes
SELECT string_agg(width_bucket(money, ARRAY[2.25, 3.25]::numeric[])::text, ',' ORDER BY day) FROM t;

-- a column by its name
SELECT to_jsonb(t) ->> 'money', to_jsonb(t) ->> 'day', to_jsonb(t) ->> word FROM t ORDER BY day LIMIT 1;

-- a value of each group
SELECT string_agg(s.word || s.whole::text, ',' ORDER BY s.whole)
FROM (SELECT k.word, k.whole FROM keyed AS k JOIN t USING (whole) GROUP BY k.whole) AS s;

-- options
SELECT ('{"patients": 70000}'::jsonb ->> 'patients')::bigint / 50000 FROM t LIMIT 1;

-- lists
SELECT string_to_array('NY,NJ', ',') @> ARRAY['NJ'], array_position(ARRAY['a', 'b'], 'b') FROM t LIMIT 1;

-- the first of a list
SELECT (array_agg(whole ORDER BY big DESC))[1], (array_agg(whole ORDER BY big))[1:2] = ARRAY[1, 2] FROM t;

-- spreads
SELECT stddev(big), stddev_samp(whole), stddev_pop(whole), variance(whole) FROM t;

-- ranks
SELECT percent_rank() OVER (ORDER BY big), dense_rank() OVER (ORDER BY big)
FROM t ORDER BY big DESC LIMIT 1;

-- places of nulls
SELECT string_agg(coalesce(x, '-'), '' ORDER BY x DESC) FROM (VALUES ('a'), (NULL), ('b')) AS v (x);

-- casts round
SELECT 2.5::integer, 3.5::double precision::integer, 2.5::double precision::integer FROM t LIMIT 1;

-- local times
SELECT extract(HOUR FROM moment AT TIME ZONE 'America/New_York'),
    (moment AT TIME ZONE 'Africa/Johannesburg')::date
FROM t ORDER BY day LIMIT 1;

-- begins of months
SELECT date_trunc('month', day::timestamp)::date, (date_trunc('year', day + interval '1 month'))::date
FROM t ORDER BY day LIMIT 1;

-- the first row of each
SELECT string_agg(f.word, ' ' ORDER BY f.word)
FROM (SELECT DISTINCT ON (big) word, day FROM t ORDER BY big, day DESC) AS f
WHERE f.day < '2026-01-01';

-- A bid is in the five windows that end in the ten seconds after it.
WITH slide (k) AS (VALUES (1), (2), (3), (4), (5)),
counts AS (
    SELECT auction, (date_time / 2000 + k) * 2000 AS window_end, count(*) AS num
    FROM bid, slide GROUP BY auction, window_end
)
SELECT window_end, auction, num FROM counts AS c
WHERE num = (SELECT max(num) FROM counts AS other WHERE other.window_end = c.window_end)

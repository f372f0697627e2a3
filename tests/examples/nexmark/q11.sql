-- A session begins with a bid that comes ten seconds after the one before it, or later.
WITH marked AS (
    SELECT bidder, date_time,
        date_time - lag(date_time, 1, 0) OVER (PARTITION BY bidder ORDER BY date_time) >= 10000 AS is_first
    FROM bid
),
numbered AS (
    SELECT bidder, date_time, sum(is_first) OVER (PARTITION BY bidder ORDER BY date_time) AS session FROM marked
)
SELECT bidder, count(*), min(date_time), max(date_time) + 10000 FROM numbered GROUP BY bidder, session

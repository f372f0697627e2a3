-- A session begins with a departure that comes six hours after the one before it, or later.
WITH flown AS (SELECT tailnum, departure, air_time FROM scheduled WHERE NOT cancelled AND tailnum IS NOT NULL),
marked AS (
    SELECT *, departure - lag(departure, 1, 0) OVER (PARTITION BY tailnum ORDER BY departure) >= 21600 AS is_first FROM flown
),
numbered AS (SELECT *, sum(is_first) OVER (PARTITION BY tailnum ORDER BY departure) AS session FROM marked)
SELECT tailnum, strftime('%FT%TZ', min(departure), 'unixepoch'), strftime('%FT%TZ', max(departure), 'unixepoch'),
    count(*), coalesce(sum(air_time), 0)
FROM numbered GROUP BY tailnum, session

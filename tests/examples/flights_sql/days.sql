-- Every flight is in the four windows that begin within the day before it, at 0, 6, 12 and 18 hours.
WITH step(back) AS (VALUES (0), (1), (2), (3)),
windowed AS (SELECT *, (departure / 21600 - back) * 21600 AS begins FROM scheduled, step)
SELECT carrier, strftime('%FT%TZ', begins, 'unixepoch'), strftime('%FT%TZ', begins + 86400, 'unixepoch'),
    count(*), sum(cancelled), sum(diverted), avg(dep_delay), avg(arr_delay)
FROM windowed GROUP BY carrier, begins

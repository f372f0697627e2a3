WITH calculated AS (
    SELECT *, 0.908 * price AS euro, CAST(strftime('%H', date_time / 1000, 'unixepoch') AS INTEGER) AS hour FROM bid
)
SELECT auction, bidder, euro,
    CASE WHEN hour BETWEEN 8 AND 18 THEN 'dayTime' WHEN hour <= 6 OR hour >= 20 THEN 'nightTime' ELSE 'otherTime' END,
    date_time, extra, length(extra) - length(replace(extra, 'c', ''))
FROM calculated WHERE euro > 1000000 AND euro < 50000000

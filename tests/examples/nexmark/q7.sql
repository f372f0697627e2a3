WITH highest AS (SELECT date_time / 10000 AS window, max(price) AS price FROM bid GROUP BY window)
SELECT auction, bid.price, bidder, date_time
FROM bid JOIN highest ON date_time / 10000 = window AND bid.price = highest.price

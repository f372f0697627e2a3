WITH closed AS (
    SELECT auction.id, seller, expires, max(price) AS final
    FROM auction JOIN bid ON auction.id = bid.auction AND bid.date_time BETWEEN auction.date_time AND expires
    GROUP BY auction.id
)
SELECT seller, avg(final) FROM (
    SELECT *, row_number() OVER (PARTITION BY seller ORDER BY expires DESC, id DESC) AS place FROM closed
) WHERE place <= 10 GROUP BY seller

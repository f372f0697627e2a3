SELECT category, avg(final) FROM (
    SELECT auction.id, category, max(price) AS final
    FROM auction JOIN bid ON auction.id = bid.auction AND bid.date_time BETWEEN auction.date_time AND expires
    GROUP BY auction.id, category
) GROUP BY category

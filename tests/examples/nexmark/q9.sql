SELECT id, item_name, initial_bid, date_time, expires, seller, category, bidder, price, bid_time FROM (
    SELECT auction.*, bidder, price, bid.date_time AS bid_time,
        row_number() OVER (PARTITION BY auction.id ORDER BY price DESC, bid.date_time) AS place
    FROM auction JOIN bid ON auction.id = bid.auction AND bid.date_time BETWEEN auction.date_time AND expires
) WHERE place = 1

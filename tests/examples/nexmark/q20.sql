SELECT auction, bidder, price, channel, bid.date_time, item_name, initial_bid, reserve, auction.date_time, expires, seller, category
FROM bid JOIN auction ON auction = auction.id WHERE category = 10

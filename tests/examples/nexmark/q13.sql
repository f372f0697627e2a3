SELECT auction, bidder, price, date_time, 'value ' || (auction % 10000) FROM bid WHERE auction % 10000 % 3 = 0

SELECT strftime('%Y-%m-%d/%H-%M', date_time / 1000, 'unixepoch'), auction, bidder, price, date_time, extra FROM bid

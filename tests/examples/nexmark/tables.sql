CREATE TABLE person (id, name, email_address, credit_card, city, state, date_time, extra);
CREATE TABLE auction (
    id, item_name, description, initial_bid, reserve, date_time, expires, seller, category, extra
);
CREATE TABLE bid (auction, bidder, price, channel, url, date_time, extra);
CREATE INDEX bid_by_auction ON bid (auction);

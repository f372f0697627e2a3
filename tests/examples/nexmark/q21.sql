SELECT * FROM (
    SELECT auction, bidder, price, channel, CASE lower(channel)
        WHEN 'apple' THEN '0' WHEN 'google' THEN '1' WHEN 'facebook' THEN '2' WHEN 'baidu' THEN '3'
        -- It is the last of the address, where it is there.
        ELSE substr(url, nullif(instr(url, '&channel_id='), 0) + length('&channel_id=')) END AS channel_id
    FROM bid
) WHERE channel_id IS NOT NULL

WITH first AS (
    SELECT auction, bidder, price, channel, substr(url, length('https://www.nexmark.com/') + 1) AS rest FROM bid
),
second AS (
    SELECT *, substr(rest, 1, instr(rest, '/') - 1) AS dir1, substr(rest, instr(rest, '/') + 1) AS rest2 FROM first
),
third AS (
    SELECT *, substr(rest2, 1, instr(rest2, '/') - 1) AS dir2, substr(rest2, instr(rest2, '/') + 1) AS rest3 FROM second
)
SELECT auction, bidder, price, channel, dir1, dir2, substr(rest3, 1, instr(rest3, '/') - 1) FROM third

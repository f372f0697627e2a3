SELECT DISTINCT person.id, name, person.date_time / 10000 * 10000
FROM person JOIN auction ON person.id = seller AND person.date_time / 10000 = auction.date_time / 10000

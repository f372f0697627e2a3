SELECT f.line, carrier, flight, f.origin, dest, f.time_hour,
    CASE WHEN cancelled THEN 'cancelled' WHEN diverted THEN 'diverted' ELSE 'arrived' END AS status,
    dep_delay, arr_delay, temp
FROM scheduled f LEFT JOIN weather w ON w.origin = f.origin AND w.time_hour = f.time_hour

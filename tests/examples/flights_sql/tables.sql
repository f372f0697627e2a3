-- The two files as they are, NA as NULL; `line` is that of the file.
CREATE TABLE flight (
    line INTEGER PRIMARY KEY, year, month, day, dep_time, sched_dep_time, dep_delay INTEGER, arr_time, sched_arr_time,
    arr_delay INTEGER, carrier, flight INTEGER, tailnum, origin, dest, air_time INTEGER, distance, hour, minute INTEGER, time_hour
);
CREATE TABLE weather (
    line INTEGER PRIMARY KEY, origin, year, month, day, hour, temp REAL, dewp, humid, wind_dir, wind_speed, wind_gust, precip, pressure,
    visib, time_hour
);
CREATE INDEX weather_by_hour ON weather (origin, time_hour);
-- When it was to depart, in seconds; what became of it.
CREATE VIEW scheduled AS
SELECT *, unixepoch(time_hour) + 60 * minute AS departure,
    dep_time IS NULL AS cancelled, dep_time IS NOT NULL AND air_time IS NULL AS diverted
FROM flight;

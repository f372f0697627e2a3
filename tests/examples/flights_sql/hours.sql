SELECT origin, time_hour, count(*), sum(cancelled), sum(diverted), avg(dep_delay), avg(arr_delay)
FROM scheduled GROUP BY origin, time_hour

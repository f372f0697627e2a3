SELECT carrier, count(*), sum(cancelled), sum(diverted), avg(dep_delay), avg(arr_delay) FROM scheduled GROUP BY carrier

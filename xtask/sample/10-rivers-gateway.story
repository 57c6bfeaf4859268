# River gauges through another provider: a model without a known price, and no request ids.
@project -srv-etl-river-gauges
@cwd /srv/etl/river-gauges
@branch main
@version 2.1.139
@entry sdk-cli
@model glm-4.7
@cache none
@gateway yes
@base 9800
@at 2026-10-09T05:30:11
> Summarise last night's import log in three lines for the ops channel.
! Read {"file_path":"/srv/etl/river-gauges/logs/import.log"}
.+5400 INFO 1 214 stations, 116 544 readings, 12 dropped
< 1,214 stations, 116,544 readings, 12 dropped (station 3310, sensor swap).\nLate: 2 deliveries, both before 04:00.\nNothing needs a person.

-- Flink SQL: the next value of each forecast of a target, as a table. Needs Flink's connector to Kafka.
CREATE TABLE forecasts (
  `device` STRING,
  `model` STRING,
  `version` INT,
  `source` STRING,
  `status` STRING,
  `origin` STRING,
  `step` STRING,
  `at` ARRAY<STRING>,
  `targets` MAP<STRING, ROW<
    `mean` ARRAY<DOUBLE>,
    `intervals` ARRAY<ROW<`level` DOUBLE, `lower` ARRAY<DOUBLE>, `upper` ARRAY<DOUBLE>>>>>,
  `skill` DOUBLE
) WITH (
  'connector' = 'kafka',
  'topic' = 'forecasts',
  'properties.bootstrap.servers' = 'broker:9092',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'latest-offset',
  'format' = 'json'
);

-- Arrays count from 1.
SELECT `device`, `at`[1] AS `next_at`, `targets`['temp'].`mean`[1] AS `next`
FROM forecasts
WHERE `status` = 'ok';

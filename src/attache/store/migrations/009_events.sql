-- What searches look at is in `facts` (005), kept in step with corrections; events keep the records alone.
DROP TABLE parties;
DROP INDEX events_by_date;
ALTER TABLE events DROP COLUMN quad_code;
ALTER TABLE events DROP COLUMN status;
ALTER TABLE events DROP COLUMN background;
ALTER TABLE events DROP COLUMN date;
ALTER TABLE events DROP COLUMN enddate;
ALTER TABLE events DROP COLUMN place_code;
ALTER TABLE events DROP COLUMN confidence;

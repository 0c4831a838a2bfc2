-- Reports that are one sentence, printed in several articles, are one unit: compared once, whatever number of articles print it.
-- What was settled before is settled anew by the next run (its reports have no unit).
ALTER TABLE story_reports ADD COLUMN unit TEXT NOT NULL DEFAULT '';
CREATE INDEX story_reports_by_unit ON story_reports (unit);

-- Where units are looked up that may tell the same: type and status, a country and a few days.
DROP TABLE story_blocks;
CREATE TABLE story_blocks (
  block TEXT NOT NULL,
  unit TEXT NOT NULL,
  PRIMARY KEY (block, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_blocks_by_unit ON story_blocks (unit);

-- Pairs of units that would join by themselves, both ways round.
DROP TABLE story_pairs;
CREATE TABLE story_pairs (
  unit TEXT NOT NULL,
  other TEXT NOT NULL,
  score REAL NOT NULL,
  PRIMARY KEY (unit, other)
) STRICT, WITHOUT ROWID;

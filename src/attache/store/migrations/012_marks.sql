-- What is told of weeks and months is looked up by what it is told by, too (stories/group.py). What was settled before is settled anew
-- by the next run, as its reports have no unit.
UPDATE story_reports SET unit = '';
DELETE FROM story_blocks;
DELETE FROM story_pairs;

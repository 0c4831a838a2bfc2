-- What people said of events: rows that no run touches. An event's id does not depend on the coder, so a judgement holds for
-- every reading that finds the same words and type; where the newest finds them no more, it waits in a queue.
CREATE TABLE judgements (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  made TEXT NOT NULL,
  author TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('confirm', 'reject', 'correct', 'merge', 'split')),
  event TEXT NOT NULL,
  other TEXT,
  slot TEXT,
  value TEXT,
  reason TEXT,
  score REAL,
  CHECK ((kind IN ('merge', 'split')) = (other IS NOT NULL)),
  CHECK ((kind = 'correct') = (slot IS NOT NULL))
) STRICT;
CREATE INDEX judgements_by_event ON judgements (event);
CREATE INDEX judgements_by_other ON judgements (other) WHERE other IS NOT NULL;

-- A judgement that was taken back, and by whom; taking that back again is a new judgement.
CREATE TABLE undone (
  judgement INTEGER PRIMARY KEY REFERENCES judgements (id),
  made TEXT NOT NULL,
  author TEXT NOT NULL
) STRICT;

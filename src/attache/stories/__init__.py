"""Stories: the real-world event that records of several articles report."""

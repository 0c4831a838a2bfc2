"""Volume: Parquet data sets in and out, and the same reading on many machines."""

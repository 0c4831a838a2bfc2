"""The readers that ship in the package, a folder each: the graph with its manifest (size, digest, licence, recipe), its
tokenizer and its calibration. ``attache train`` makes such a folder."""

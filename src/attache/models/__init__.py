"""Model files that ship in the package, each beside its manifest (size, digest, licence, recipe)."""

"""What stands for what inside an article: full and short names, titles, pronouns, "both countries"."""

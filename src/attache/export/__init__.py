"""Records out: JSON, tables, terminal and notebook views."""

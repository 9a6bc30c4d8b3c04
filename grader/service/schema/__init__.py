"""The database: its tables, and the migrations that bring it to them."""

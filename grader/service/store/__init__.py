"""What is kept in the database: a module for each thing, functions on an open transaction."""

"""What the tables say: pure functions from the tables to numbers and frames."""

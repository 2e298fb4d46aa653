"""Arrivals that come as a file: columns and cells as hotels write them, parties, results."""

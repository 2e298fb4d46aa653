"""The shelf of screen parts: components, navigation, what waits for whom. Knows no domain."""

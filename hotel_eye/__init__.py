"""Hotel Eye: hotels log who stays with them; every guest is a sighting."""

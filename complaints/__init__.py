"""The room of complaints that citizens and front desks lodge."""

"""The room of tenancies that landlords register."""

"""The pages of a hotel's desk, by what they are about."""

"""Province → region → district → circle → station: where things happen and who is responsible."""

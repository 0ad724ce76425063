"""The hall: a simulated township government service hall, live and in virtual time."""

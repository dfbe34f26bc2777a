"""Things said in two places, compared."""

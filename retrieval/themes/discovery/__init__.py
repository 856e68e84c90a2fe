"""Finding themes: texts and their vectors in, groups at two levels out. Pure functions, no database."""

"""Product, population, and what is left above subsistence."""

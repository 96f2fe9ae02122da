"""Pictures: charts drawn as PNG, with a font that comes with the library and not from the system."""

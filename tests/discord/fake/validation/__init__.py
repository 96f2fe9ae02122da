"""What Discord accepts in a body: every limit of its messages, components, forms, commands and events."""

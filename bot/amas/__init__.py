"""AMAs: agreed on, announced, come to, held and closed."""

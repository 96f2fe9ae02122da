"""Questions of AMAs: asked, by name or sealed, ranked, answered, and never left without a fate."""

"""What members can say."""

"""What two channels need."""

"""The whole system on one machine: its parts, how they are configured, started and kept running."""

"""Random orchestrations under random faults: the host counts tasks as the SDK does, and every one ends."""

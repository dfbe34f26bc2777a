"""What a user can mend, said in one line."""


class StartError(Exception):
    """The stack cannot start; the message says what stands in the way."""


class NotRunning(Exception):
    """No stack runs on that port."""

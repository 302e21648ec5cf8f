"""What ends a bench with one line on stderr instead of a stack trace."""


class Failure(Exception):
    """Something that the user can put right, or a run that went wrong; the message says what."""


class UsageFailure(Failure):
    """An option that cannot be."""

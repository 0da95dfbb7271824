"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class TunedArgon2(Argon2PasswordHasher):
    """Argon2id at 19 MiB: the default takes 100 MB for each sign-in at once."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1

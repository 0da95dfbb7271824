"""How long a case waits for people of a role: Erlang C with the Allen–Cunneen factor.

Sources: A. K. Erlang (1917); A. O. Allen, "Probability, Statistics and Queueing Theory"
(1990), the approximation of J. F. Kingman for several servers. Arrivals are taken as
Poisson.
"""

import math


def erlang_c(servers: int, offered: float) -> float:
    """The probability that a case has to wait, with `offered` hours of work an hour."""
    if offered <= 0:
        return 0.0
    if offered >= servers:
        return 1.0
    blocked = 1.0
    for busy in range(1, servers + 1):
        blocked = offered * blocked / (busy + offered * blocked)
    share = offered / servers
    return blocked / (1 - share + share * blocked)


def servers_of(fte: float) -> tuple[int, float]:
    """How many people serve, and how fast each is.

    Half a full-time equivalent is one person at half speed: not nobody, and not one.
    """
    servers = max(1, math.ceil(fte - 1e-9))
    return servers, fte / servers


def queue_wait(rate: float, service: float, variation: float, fte: float) -> float:
    """The mean wait in hours before a visit; infinite where the role is overloaded.

    `rate` is visits an hour, `service` the mean hands-on hours of a visit, `variation`
    the squared coefficient of variation of it.
    """
    if rate <= 0 or service <= 0:
        return 0.0
    servers, speed = servers_of(fte)
    slowed = service / speed
    offered = rate * slowed
    if offered >= servers * (1 - 1e-12):
        return math.inf
    waits = erlang_c(servers, offered) * slowed / (servers - offered)
    return waits * (1 + variation) / 2

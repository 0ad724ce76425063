"""What queueing theory says (排队论): closed forms and exact sums to check the engine against.

Times are in units of the caller's choice, the same everywhere in one call; rates are per that unit.
offered load a = arrival rate x mean service; load of a server rho = a / servers.

Source: the citation stands with each function.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction


class UnstableQueueError(ValueError):
    """More comes than the servers can do: there is no steady state."""


def erlang_b(offered_load: float, servers: int) -> float:
    """Probability that an arrival is lost in M/M/c/c.

    By the recursion B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1)), which cannot overflow.
    Source: Erlang 1917.
    """
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = offered_load * blocked / (number + offered_load * blocked)
    return blocked


def erlang_c(offered_load: float, servers: int) -> float:
    """Probability that an arrival must wait in M/M/c.

    offered_load: in erlangs, 0 <= a < servers. Raises UnstableQueueError if a >= servers.
    Source: Erlang 1917.
    """
    load = _stable(offered_load / servers)
    blocked = erlang_b(offered_load, servers)
    return blocked / (1 - load * (1 - blocked))


def _stable(load: float) -> float:
    if not 0 <= load < 1:
        raise UnstableQueueError(f"load {load:g} of a server must be below 1")
    return load


@dataclass(frozen=True, slots=True)
class Waits:
    """Wait in steady state: chance to wait at all, its mean over everybody, P(W > t)."""

    chance: float
    mean: float
    longer_than: Callable[[float], float]

    def percentile(self, share: float) -> float:
        """Wait that a share of all arrivals does not exceed; 0 if so many do not wait. By halving."""
        if 1 - self.longer_than(0.0) >= share:
            return 0.0
        low, high = 0.0, max(self.mean, 1e-9)
        while self.longer_than(high) > 1 - share:
            low, high = high, 2 * high
        for _ in range(200):
            middle = (low + high) / 2
            if self.longer_than(middle) > 1 - share:
                low = middle
            else:
                high = middle
        return (low + high) / 2


def mmc(arrival_rate: float, service_rate: float, servers: int) -> Waits:
    """M/M/c, first come first served: P(W > t) = C exp(-(c mu - lambda) t). Source: Erlang 1917."""
    chance = erlang_c(arrival_rate / service_rate, servers)
    spare = servers * service_rate - arrival_rate
    return Waits(chance, chance / spare, lambda t: chance * math.exp(-spare * t))


@dataclass(frozen=True, slots=True)
class Limited:
    """M/M/c with a limited hall. turned_away: share of arrivals; mean: wait of those who stay."""

    turned_away: float
    mean: float
    chance: float


def mmck(arrival_rate: float, service_rate: float, servers: int, places: int) -> Limited:
    """M/M/c/K, K = servers + waiting places: who finds them full turns away.

    Source: birth-death chain; Gross and Harris, Fundamentals of Queueing Theory, ch. 2.
    """
    weights = [1.0]
    for state in range(1, servers + places + 1):
        weights.append(weights[-1] * arrival_rate / (service_rate * min(state, servers)))
    total = math.fsum(weights)
    shares = [weight / total for weight in weights]
    queue = math.fsum((state - servers) * shares[state] for state in range(servers, servers + places + 1))
    admitted = 1 - shares[-1]
    waiting = math.fsum(shares[servers:-1]) if places else 0.0
    return Limited(shares[-1], queue / (arrival_rate * admitted), waiting / admitted)


def pollaczek_khinchine(arrival_rate: float, moments: Sequence[float]) -> tuple[float, float]:
    """First and second moment of the wait in M/G/1; the second is nan without E S^3.

    moments: E S, E S^2 and, if known, E S^3. E W = lambda E S^2 / (2 (1 - rho));
    E W^2 = 2 (E W)^2 + lambda E S^3 / (3 (1 - rho)).
    Source: Pollaczek 1930, Khinchine 1932; second moment Takacs 1962.
    """
    load = _stable(arrival_rate * moments[0])
    mean = arrival_rate * moments[1] / (2 * (1 - load))
    if len(moments) < 3:
        return mean, math.nan
    return mean, 2 * mean**2 + arrival_rate * moments[2] / (3 * (1 - load))


def lognormal_moments(mean: float, cv: float) -> tuple[float, float, float]:
    """First three moments of a lognormal by mean and coefficient of variation."""
    spread = 1 + cv * cv
    return mean, mean**2 * spread, mean**3 * spread**3


def md1(arrival_rate: float, service: float) -> Waits:
    """M/D/1: P(W <= t) = (1 - rho) sum_{k <= t/D} (-lambda (t - k D))^k exp(lambda (t - k D)) / k!.

    The terms alternate and cancel, so they are summed with 200 digits.
    Source: Erlang 1909.
    """
    load = _stable(arrival_rate * service)

    def longer_than(t: float) -> float:
        total = Fraction(0)
        for number in range(int(t / service) + 1):
            rest = Fraction(arrival_rate) * (Fraction(t) - number * Fraction(service))
            total += (-rest) ** number * _exp(rest) / math.factorial(number)
        return float(1 - (1 - Fraction(load)) * total)

    return Waits(load, load * service / (2 * (1 - load)), longer_than)


def _exp(x: Fraction) -> Fraction:
    """e**x for x >= 0 by its series, to some 60 digits: rationals do not cancel."""
    scale = 10**200
    term = total = scale
    number = 1
    while term:
        term = term * x.numerator // (x.denominator * number)
        total += term
        number += 1
    return Fraction(total, scale)


def cobham(arrival_rates: Sequence[float], moments: Sequence[tuple[float, float]]) -> list[float]:
    """Mean wait of each class in M/G/1 with non-preemptive priority, class 0 first.

    moments: (E S, E S^2) a class. W_k = W0 / ((1 - s_{k-1}) (1 - s_k)), s_k = rho_0 + ... + rho_k,
    W0 = sum of lambda E S^2 / 2.
    Source: Cobham 1954, Operations Research 2, 70-76.
    """
    residual = math.fsum(rate * second / 2 for rate, (_, second) in zip(arrival_rates, moments, strict=True))
    return _by_level(residual, [rate * first for rate, (first, _) in zip(arrival_rates, moments, strict=True)])


def davis(arrival_rates: Sequence[float], service_rate: float, servers: int) -> list[float]:
    """Mean wait of each class in M/M/c with non-preemptive priority, class 0 first, one service rate.

    W_k = (C / (c mu)) / ((1 - s_{k-1}) (1 - s_k)), s_k = load of a server by classes 0 ... k.
    Source: Davis 1966, Operations Research 14, 133-136; Kella and Yechiali 1985.
    """
    chance = erlang_c(math.fsum(arrival_rates) / service_rate, servers)
    capacity = servers * service_rate
    return _by_level(chance / capacity, [rate / capacity for rate in arrival_rates])


def _by_level(residual: float, loads: Sequence[float]) -> list[float]:
    waits = []
    above = 0.0
    for load in loads:
        level = _stable(above + load)
        waits.append(residual / ((1 - above) * (1 - level)))
        above = level
    return waits


def davis_waits(higher_rate: float, own_rate: float, lower_rate: float, service_rate: float, servers: int) -> Waits:
    """Whole distribution of one class's wait in M/M/c with non-preemptive priority.

    Whoever waits finds a geometric number of its own or a higher level ahead, and each of those
    (and itself) takes a busy period of M/M/1 with the higher classes at capacity c mu.
    Source: Davis 1966; Kella and Yechiali 1985; Abate and Whitt 1995 for the inversion.
    """
    chance = erlang_c((higher_rate + own_rate + lower_rate) / service_rate, servers)
    capacity = servers * service_rate
    level = (higher_rate + own_rate) / capacity

    def delay(s: complex) -> complex:
        total = s + higher_rate + capacity
        busy: complex = 2 * capacity / (total + (total * total - 4 * higher_rate * capacity) ** 0.5)
        return (1 - level) * busy / (1 - level * busy)

    mean = chance / capacity / ((1 - higher_rate / capacity) * (1 - level))
    return Waits(chance, mean, lambda t: chance * _tail(delay, t) if t > 0 else chance)


def _tail(transform: Callable[[complex], complex], t: float, terms: int = 38) -> float:
    """P(X > t) from the transform E exp(-sX), by Euler summation. Source: Abate and Whitt 1995."""
    scale = 23.0

    def tail(s: complex) -> float:
        return ((1 - transform(s)) / s).real

    total = tail(complex(scale / (2 * t), 0)) / 2
    partial = []
    for number in range(1, terms + 13):
        total += (-1) ** number * tail(complex(scale / (2 * t), number * math.pi / t))
        partial.append(total)
    averaged = math.fsum(math.comb(12, step) * partial[terms - 1 + step] for step in range(13)) / 2**12
    return math.exp(scale / 2) / t * averaged


def conserved_load(arrival_rates: Sequence[float], moments: Sequence[tuple[float, float]]) -> float:
    """Sum over classes of rho_k W_k, the same for every non-preemptive order of M/G/1: rho W0 / (1 - rho).

    Source: Kleinrock 1965, Naval Research Logistics Quarterly 12, 181-192.
    """
    load = _stable(math.fsum(rate * first for rate, (first, _) in zip(arrival_rates, moments, strict=True)))
    residual = math.fsum(rate * second / 2 for rate, (_, second) in zip(arrival_rates, moments, strict=True))
    return load * residual / (1 - load)


@dataclass(frozen=True, slots=True)
class Impatient:
    """M/M/n + M in steady state. abandoned: share of arrivals; waits: of all, leavers included."""

    abandoned: float
    use: float
    waits: Waits


def erlang_a(arrival_rate: float, service_rate: float, servers: int, patience_rate: float) -> Impatient:
    """Erlang A: M/M/n whose customers give up after an exponential patience.

    Summed over the birth-death chain; P(abandon) = theta E W. The wait of an arrival that finds j
    waiting ends at the earlier of its turn and its patience, by pure deaths at n mu + i theta.
    Source: Palm 1957; Garnett, Mandelbaum and Reiman 2002; Mandelbaum and Zeltyn 2007.
    """
    shares = _impatient_states(arrival_rate, service_rate, servers, patience_rate)
    queue = math.fsum((state - servers) * share for state, share in enumerate(shares) if state > servers)
    busy = math.fsum(min(state, servers) * share for state, share in enumerate(shares))
    mean = queue / arrival_rate
    found = shares[servers:]

    def longer_than(t: float) -> float:
        return _still_waiting(found, servers * service_rate, patience_rate, t)

    waits = Waits(math.fsum(found), mean, longer_than)
    return Impatient(patience_rate * mean, busy / servers, waits)


def _impatient_states(arrival_rate: float, service_rate: float, servers: int, patience_rate: float) -> list[float]:
    weights = [1.0]
    while True:
        state = len(weights)
        leaving = service_rate * min(state, servers) + patience_rate * max(state - servers, 0)
        weights.append(weights[-1] * arrival_rate / leaving)
        if state > servers and leaving > arrival_rate and weights[-1] < 1e-18 * max(weights):
            break
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def _still_waiting(found: Sequence[float], capacity: float, patience_rate: float, t: float) -> float:
    """P(W > t) by uniformisation over the number ahead: who is here, has not been reached nor given up."""
    fastest = capacity + len(found) * patience_rate
    ahead = list(found)
    weight = math.exp(-fastest * t)
    total, step = 0.0, 0
    while True:
        total += weight * math.fsum(ahead)
        step += 1
        weight *= fastest * t / step
        # Not until the weights add up to 1: rounded, they may never do.
        if step > 2 * fastest * t and weight < 1e-18:
            return total
        # One of those ahead goes (served or leaving), or this customer does: that mass is gone.
        nxt = [0.0] * len(ahead)
        for number, share in enumerate(ahead):
            down = capacity + number * patience_rate
            if number:
                nxt[number - 1] += share * down / fastest
            nxt[number] += share * (fastest - down - patience_rate) / fastest
        ahead = nxt


def dm1(arrival_rate: float, service_rate: float) -> Waits:
    """D/M/1: sigma = exp(-mu (1 - sigma) / lambda), P(W > t) = sigma exp(-mu (1 - sigma) t).

    Source: Takacs 1962; Gross and Harris.
    """
    _stable(arrival_rate / service_rate)
    sigma = 0.5
    for _ in range(10_000):
        sigma = math.exp(-service_rate * (1 - sigma) / arrival_rate)
    rate = service_rate * (1 - sigma)
    return Waits(sigma, sigma / rate, lambda t: sigma * math.exp(-rate * t))

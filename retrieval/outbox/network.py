"""Where anything may be sent: nowhere, until somebody who runs the service says so.

A name is allowed by a setting, and so is an address that is not public (loopback, private, link-local,
reserved, behind IPv6 disguises). What is checked is the address that is then connected to, so that a name
that answers differently the second time leads nowhere else.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.errors import BadSetting

__all__ = ["Allowed", "NotAllowedThere", "allowed_hosts", "resolve"]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")


class NotAllowedThere(Exception):
    """The host, or the address it has now, is not one of those that are allowed."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """names: exact ("hooks.example.com"), all below one ("*.example.com"), or "*" for every public one."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    def host(self, host: str) -> bool:
        """Whether this host may be asked for, wherever it then is."""
        address = _literal(host)
        if address is not None:
            return self.address(address) and ("*" in self.names or self.inside(address))
        name = host.lower().rstrip(".")
        above = name.split(".")[1:]
        stars = {f"*.{'.'.join(above[start:])}" for start in range(len(above))}
        return bool(self.names & {name, "*", *stars})

    def address(self, address: Address) -> bool:
        """Whether this address may be connected to: a public one, or one that is named."""
        return self.inside(address) or is_public(address)

    def inside(self, address: Address) -> bool:
        """Whether the address itself is named, alone or in a network."""
        return any(address in network for network in self.networks)


def allowed_hosts(entries: Sequence[str]) -> Allowed:
    """Host names, addresses ("127.0.0.1") and networks ("10.0.0.0/8"). Raises BadSetting."""
    names, networks = set(), []
    for entry in entries:
        try:
            networks.append(ipaddress.ip_network(entry.strip().strip("[]"), strict=False))
        except ValueError:
            name = entry.strip().lower().rstrip(".")
            if name != "*" and not _is_name(name.removeprefix("*.")):
                raise BadSetting("outbound_entry", entry=entry) from None
            names.add(name)
    return Allowed(frozenset(names), tuple(networks))


async def resolve(allowed: Allowed, host: str, port: int) -> tuple[Address, ...]:
    """The addresses to connect to, the best first. Raises NotAllowedThere, or OSError when there is none.

    All addresses of a name have to be allowed: one that is not means that somebody plays with it.
    """
    if not allowed.host(host):
        raise NotAllowedThere(host)
    literal = _literal(host)
    if literal is not None:
        return (literal,)
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    for address in addresses:
        if not allowed.address(address):
            raise NotAllowedThere(f"{host} ({address})")
    if not addresses:
        raise OSError(f"{host} has no address")
    return tuple(dict.fromkeys(addresses))


def is_public(address: Address) -> bool:
    """Whether anybody on the internet may be behind it, also when it is wrapped in an IPv6 address."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = _wrapped(address)
        if wrapped is not None:
            return is_public(wrapped)
        if address in _LOCAL_NAT64:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _is_name(name: str) -> bool:
    parts = name.split(".")
    return all(part.replace("-", "").replace("_", "").isalnum() and len(part) < 64 for part in parts)

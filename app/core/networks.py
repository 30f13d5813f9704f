"""The networks that requests come from, as limits count them."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask_limiter.util import get_remote_address


def network() -> str:
    """Return the network of one internet connection: an IPv4 address, or the /64 of an IPv6 address."""
    return network_of(get_remote_address())


def truncated_network() -> str:
    """Return the network for logs: the /24 of an IPv4 address, the /48 of an IPv6 address.

    It shows where an attack comes from, and names no household.
    """
    network = network_of(get_remote_address(), bits=24)
    try:
        found = ip_network(network)
    except ValueError:
        return "unknown"
    return str(found.supernet(new_prefix=48) if found.version == 6 else found)


def network_of(address: str, *, bits: int = 32) -> str:
    """Return the network of an address: the /64 for IPv6, the first `bits` for IPv4.

    The /64 usually belongs to one person. An unreadable address is returned unchanged.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is None:
            return str(ip_network((int(found), 64), strict=False))
        found = found.ipv4_mapped
    return str(found) if bits == 32 else str(ip_network(f"{found}/{bits}", strict=False))

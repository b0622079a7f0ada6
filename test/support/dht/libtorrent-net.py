"""A DHT of libtorrent nodes alone, each on a /24 of its own in 127.0.0.0/8.

Arguments: how many nodes, the first octet to use, the port. Prints `ready` once every node knows
most of the others, and ends when its standard input does.
"""

import sys
import time

import libtorrent as lt

COUNT, FIRST, PORT = (int(argument) for argument in sys.argv[1:4])


def address(index):
    return f"127.0.{FIRST + index}.1"


def session(index):
    return lt.session(
        {
            "listen_interfaces": f"{address(index)}:{PORT}",
            "dht_bootstrap_nodes": f"{address(0)}:{PORT}",
            "enable_dht": True,
            "enable_lsd": False,
            "enable_upnp": False,
            "enable_natpmp": False,
            # Measured: the default of 5 a second bans whoever asks more for five minutes.
            "dht_block_ratelimit": 1000,
            "dht_upload_rate_limit": 10_000_000,
            "alert_mask": 0,
        }
    )


sessions = [session(index) for index in range(COUNT)]
for one in sessions:
    for index in range(COUNT):
        one.add_dht_node((address(index), PORT))

deadline = time.monotonic() + 30
while min(one.status().dht_nodes for one in sessions) < COUNT * 2 // 3:
    if time.monotonic() > deadline:
        sys.exit("the nodes did not find each other")
    time.sleep(0.1)

print("ready", flush=True)
sys.stdin.read()

"""
Fetches a torrent from its web seeds with libtorrent and nothing else: fetch_torrent.py TORRENT FOLDER SECONDS

Prints what it comes from when it is complete. Needs python3-libtorrent.
"""

import sys
import time

import libtorrent as lt


def main(torrent, folder, seconds):
    session = lt.session({
        "listen_interfaces": "127.0.0.1:0",
        "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
        "alert_mask": lt.alert.category_t.error_notification | lt.alert.category_t.status_notification,
    })
    added = lt.add_torrent_params()
    added.ti = lt.torrent_info(torrent)
    added.save_path = folder
    handle = session.add_torrent(added)
    deadline = time.monotonic() + float(seconds)
    sources = set()
    while not handle.status().is_seeding:
        sources |= {str(peer.client) + " " + peer.ip[0] + ":" + str(peer.ip[1]) for peer in handle.get_peer_info()}
        if time.monotonic() > deadline:
            for alert in session.pop_alerts():
                print(alert.message(), file=sys.stderr)
            sys.exit(f"not complete after {seconds} s: {handle.status().progress:.0%}, sources {sorted(sources)}")
        time.sleep(0.05)
    print("name", added.ti.name(), "private", added.ti.priv(), "seeds", sorted(sources))


main(*sys.argv[1:])

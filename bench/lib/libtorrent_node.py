"""
One libtorrent session for bench/swarm, a process of its own. Needs python3-libtorrent.

  libtorrent_node.py make FILE TORRENT KIND       writes a torrent of 1 MiB pieces; KIND is v1, v2 or hybrid
  libtorrent_node.py run TORRENT FOLDER SETTINGS  SETTINGS is JSON: {"upload":0,"superSeeding":false,"slots":8}

`run` prints `ready PORT`, reads lines from stdin and writes lines to stdout:
  connect [PORT,…]   connects to these; `done SECONDS` (of the monotonic clock) follows when the file is complete
  sent               `sent BYTES` of the file's content uploaded so far
"""

import json
import sys
import threading
import time

import libtorrent as lt

PIECE = 1 << 20
KINDS = {"v1": lt.create_torrent.v1_only, "v2": lt.create_torrent.v2_only, "hybrid": 0}


def make(file, torrent, kind):
    storage = lt.file_storage()
    lt.add_files(storage, file)
    made = lt.create_torrent(storage, PIECE, KINDS[kind])
    lt.set_piece_hashes(made, file.rsplit("/", 1)[0])
    with open(torrent, "wb") as out:
        out.write(lt.bencode(made.generate()))


def settings(wanted):
    return {
        "listen_interfaces": "127.0.0.1:0",
        # Nothing but the peers that it is told of.
        "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
        # All nodes have one address.
        "allow_multiple_connections_per_ip": True,
        # TCP without obfuscation is its fastest transport on one machine.
        "enable_incoming_utp": False, "enable_outgoing_utp": False,
        "in_enc_policy": int(lt.enc_policy.disabled), "out_enc_policy": int(lt.enc_policy.disabled),
        "upload_rate_limit": wanted["upload"],
        # The limit is for the file's bytes, as ours is.
        "rate_limit_ip_overhead": False,
        "unchoke_slots_limit": wanted["slots"],
        "alert_mask": lt.alert.category_t.status_notification | lt.alert.category_t.error_notification,
    }


def say(*words):
    print(*words, flush=True)


def run(torrent, folder, wanted):
    session = lt.session(settings(wanted))
    # By default peers of the local network, and so all of these, are not limited.
    everybody = lt.ip_filter()
    everybody.add_rule("0.0.0.0", "255.255.255.255", 1 << int(lt.session.global_peer_class_id))
    session.set_peer_class_filter(everybody)
    added = lt.add_torrent_params()
    added.ti = lt.torrent_info(torrent)
    added.save_path = folder
    added.flags &= ~lt.torrent_flags.auto_managed
    added.flags &= ~lt.torrent_flags.paused
    if wanted["superSeeding"]:
        added.flags |= lt.torrent_flags.super_seeding
    handle = session.add_torrent(added)
    while handle.status().state in (
            lt.torrent_status.checking_files, lt.torrent_status.checking_resume_data) or session.listen_port() == 0:
        time.sleep(0.02)
    say("ready", session.listen_port())
    threading.Thread(target=report_end, args=(session, handle), daemon=True).start()
    for line in sys.stdin:
        command, _, rest = line.strip().partition(" ")
        if command == "connect":
            for port in json.loads(rest):
                handle.connect_peer(("127.0.0.1", port))
        elif command == "sent":
            say("sent", handle.status().total_payload_upload)


def report_end(session, handle):
    complete = handle.status().is_seeding
    while not complete:
        session.wait_for_alert(10_000)
        for alert in session.pop_alerts():
            if isinstance(alert, lt.torrent_finished_alert):
                complete = True
            elif alert.category() & lt.alert.category_t.error_notification:
                say("error", alert.message())
    say("done", time.monotonic())


if sys.argv[1] == "make":
    make(*sys.argv[2:5])
else:
    run(sys.argv[2], sys.argv[3], json.loads(sys.argv[4]))

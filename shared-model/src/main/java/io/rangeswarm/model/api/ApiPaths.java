package io.rangeswarm.model.api;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Sha256;
import java.nio.charset.StandardCharsets;

/** The paths of both APIs, as templates for controllers and filled in for clients. */
public final class ApiPaths {

    /** Before every JSON call of tracker and peer. */
    public static final String API = "/api/v1";

    public static final String PEERS = API + "/peers";
    public static final String PEER = PEERS + "/{peerId}";
    public static final String PEER_LEASE = PEER + "/lease";
    public static final String PEER_FILES = PEER + "/files";
    public static final String PEER_FILE = PEER_FILES + "/{fileId}";
    public static final String PEER_FILE_CHUNKS = PEER_FILE + "/chunks";

    public static final String FILES = API + "/files";
    public static final String FILE = FILES + "/{fileId}";
    public static final String FILE_MANIFEST = FILE + "/manifest";
    public static final String FILE_LOCATIONS = FILE + "/locations";
    public static final String FILE_CHUNKS = FILE + "/chunks";
    public static final String FILE_LINK = FILE + "/link";
    public static final String FILE_SWARM = FILE + "/swarm";
    public static final String FILE_EXCHANGE = FILE + "/exchange";

    public static final String DOWNLOADS = API + "/downloads";
    public static final String DOWNLOAD = DOWNLOADS + "/{fileId}";
    public static final String DOWNLOAD_EVENTS = DOWNLOAD + "/events";
    public static final String DOWNLOAD_CHUNKS = DOWNLOAD + "/chunks";
    public static final String DOWNLOAD_PAUSE = DOWNLOAD + "/pause";
    public static final String DOWNLOAD_RESUME = DOWNLOAD + "/resume";
    public static final String SHARES = API + "/shares";
    public static final String SHARES_RESCAN = SHARES + "/rescan";
    public static final String SHARES_RECHECK = SHARES + "/recheck";
    public static final String SHARES_DAMAGED = SHARES + "/damaged";
    public static final String SHARES_UPLOAD = SHARES + "/upload";
    public static final String SHARES_UNSHARED = SHARES + "/unshared";
    public static final String UNSHARED = SHARES_UNSHARED + "/{fileId}";
    public static final String SHARE = SHARES + "/{fileId}";
    public static final String LIMITS = API + "/limits";
    public static final String STATUS = API + "/status";
    public static final String ACCESS = API + "/access";

    /** Before the challenge by which a tracker sees that a peer is where it says. */
    public static final String PROOFS = API + "/proofs/";

    public static final String OPTIONS = API + "/options";
    public static final String TRACKER_FILES = API + "/tracker/files";

    /** Before a file's bytes on a peer; on a tracker, before the one link that leads every client to them. */
    public static final String CONTENT = "/files/";

    /** Before the grant of a link that needs no token: {@code /signed/GRANT/ID}, in the place of {@code /files/ID}. */
    public static final String SIGNED = "/signed/";

    /** After the link: a list of all that can send the file (Metalink 4, RFC 5854). Only a tracker has it. */
    public static final String METALINK_SUFFIX = ".meta4";

    /** After the link: a torrent whose web seeds are the peers (BEP 19). */
    public static final String TORRENT_SUFFIX = ".torrent";

    /** Before a chunk's bytes on a peer. */
    public static final String CHUNK = "/chunks/";

    /** RFC 3986 §2.3. */
    private static final String UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

    private ApiPaths() {}

    public static String peer(String peerId) {
        return PEERS + "/" + peerId;
    }

    public static String peerLease(String peerId) {
        return peer(peerId) + "/lease";
    }

    public static String peerFiles(String peerId) {
        return peer(peerId) + "/files";
    }

    public static String peerFile(String peerId, FileId fileId) {
        return peerFiles(peerId) + "/" + fileId.hex();
    }

    public static String peerFileChunks(String peerId, FileId fileId) {
        return peerFile(peerId, fileId) + "/chunks";
    }

    public static String file(FileId fileId) {
        return FILES + "/" + fileId.hex();
    }

    public static String manifest(FileId fileId) {
        return file(fileId) + "/manifest";
    }

    public static String locations(FileId fileId) {
        return file(fileId) + "/locations";
    }

    public static String chunks(FileId fileId) {
        return file(fileId) + "/chunks";
    }

    public static String swarm(FileId fileId) {
        return file(fileId) + "/swarm";
    }

    public static String exchange(FileId fileId) {
        return file(fileId) + "/exchange";
    }

    public static String download(FileId fileId) {
        return DOWNLOADS + "/" + fileId.hex();
    }

    /** A file's bytes on a peer; on a tracker, the one link for every client. */
    public static String content(FileId fileId) {
        return CONTENT + fileId.hex();
    }

    /** The same with a name that clients save the file by: the name's last segment. */
    public static String content(FileId fileId, FileName name) {
        return content(fileId) + "/" + encoded(name.lastSegment());
    }

    public static String metalink(FileId fileId) {
        return content(fileId) + METALINK_SUFFIX;
    }

    public static String torrent(FileId fileId) {
        return content(fileId) + TORRENT_SUFFIX;
    }

    /** One segment of a path, or a value in a query: all but RFC 3986's unreserved characters as percent signs. */
    public static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (UNRESERVED.indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b));
            }
        }
        return encoded.toString();
    }

    /** A chunk's bytes on a peer. */
    public static String chunk(Sha256 hash) {
        return CHUNK + hash.hex();
    }
}

package io.rangeswarm.model.api;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;

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
    public static final String SHARES_UPLOAD = SHARES + "/upload";
    public static final String SHARES_UNSHARED = SHARES + "/unshared";
    public static final String UNSHARED = SHARES_UNSHARED + "/{fileId}";
    public static final String SHARE = SHARES + "/{fileId}";
    public static final String LIMITS = API + "/limits";
    public static final String STATUS = API + "/status";
    public static final String OPTIONS = API + "/options";
    public static final String TRACKER_FILES = API + "/tracker/files";

    /** Before a file's bytes on a peer. */
    public static final String CONTENT = "/files/";

    /** Before a chunk's bytes on a peer. */
    public static final String CHUNK = "/chunks/";

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

    /** A file's bytes on a peer. */
    public static String content(FileId fileId) {
        return CONTENT + fileId.hex();
    }

    /** A chunk's bytes on a peer. */
    public static String chunk(Sha256 hash) {
        return CHUNK + hash.hex();
    }
}

package io.rangeswarm.peer.core.torrent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A torrent of one file (BEP 3, version 1) whose pieces are the file's chunks and whose sources are web seeds (BEP 19).
 *
 * <pre>
 * d 10:created by 10:Rangeswarm 4:info d
 *     6:length i1048577e 4:name 5:a.iso 12:piece length i1048576e 6:pieces 40:… 7:privatei1e
 * e 8:url-list l 34:http://10.0.0.7:9090/files/8d3f… e e
 * </pre>
 *
 * <p>It is private (BEP 27), so that no client announces to the public, by DHT or to peers of its peers, that it has a
 * file of this swarm. What is in {@code info} follows from the file and its name alone: every peer makes the same torrent.
 */
public final class Torrent {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Torrent() {}

    /**
     * The torrent's bytes.
     *
     * @param name of the file, one segment
     * @param pieces not of an empty file, for which there is no torrent
     * @param webSeeds URLs of the whole file
     */
    public static byte[] encode(String name, Pieces pieces, List<String> webSeeds) {
        Torrent torrent = new Torrent();
        torrent.begin('d').text("created by").text("Rangeswarm").text("info");
        torrent.begin('d').text("length").number(pieces.length());
        torrent.text("name").text(name).text("piece length").number(pieces.pieceLength());
        torrent.text("pieces").bytes(pieces.hashes()).text("private").number(1).end();
        torrent.text("url-list").begin('l');
        webSeeds.forEach(torrent::text);
        torrent.end().end();
        return torrent.out.toByteArray();
    }

    private Torrent begin(char what) {
        out.write(what);
        return this;
    }

    private Torrent end() {
        out.write('e');
        return this;
    }

    private Torrent number(long number) {
        return ascii("i" + number + "e");
    }

    private Torrent text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private Torrent bytes(byte[] bytes) {
        ascii(bytes.length + ":");
        out.writeBytes(bytes);
        return this;
    }

    private Torrent ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }
}

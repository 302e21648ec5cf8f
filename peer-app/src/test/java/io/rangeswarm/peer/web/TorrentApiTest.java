package io.rangeswarm.peer.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.holding.Holding;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TorrentApiTest {

    private static final byte[] CONTENT = new byte[1_000];

    @TempDir
    private Path temp;

    private ServingPeer peer;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(CONTENT);
        peer = new ServingPeer(temp.resolve("share"), 2);
        Files.createDirectories(temp.resolve("share/dir"));
        Files.write(temp.resolve("share/dir/é.bin"), CONTENT);
        peer.folder.scan();
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
    }

    private FileId file() {
        return peer.holdings.all().iterator().next().fileId();
    }

    @Test
    void torrentNamesTheFileItsPiecesAndWhereItIs() throws Exception {
        HttpResponse<byte[]> answer = peer.get("/files/" + file() + ".torrent");

        String hash = new String(MessageDigest.getInstance("SHA-1").digest(CONTENT), ISO_8859_1);
        String name = new String("é.bin".getBytes(UTF_8), ISO_8859_1);
        String path = "/files/" + file() + "/%C3%A9.bin";
        String self = "http://localhost:" + peer.port() + path;
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body(), ISO_8859_1))
                .isEqualTo("d10:created by10:Rangeswarm4:infod6:lengthi1000e4:name6:" + name
                        + "12:piece lengthi1048576e6:pieces20:" + hash + "7:privatei1ee8:url-listl"
                        + text("http://10.0.0.1:8080" + path)
                        + text(self)
                        + text("http://10.0.0.2:9090" + path)
                        + "ee");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-bittorrent");
        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                .endsWith("filename*=UTF-8''%C3%A9.bin.torrent");
    }

    private static String text(String text) {
        return text.length() + ":" + text;
    }

    @Test
    void torrentHasTheNameThatIsAskedFor() throws Exception {
        String torrent = new String(
                peer.get("/files/" + file() + ".torrent?name=b%20c.iso").body(), ISO_8859_1);

        assertThat(torrent).contains("4:name7:b c.iso").contains("/b%20c.iso");
        for (String name : new String[] {"a/b", "..", "", "a%00"}) {
            assertThat(peer.get("/files/" + file() + ".torrent?name=" + name).statusCode())
                    .as(name)
                    .isEqualTo(400);
        }
    }

    @Test
    void headHasTheHeadersOnly() throws Exception {
        HttpResponse<byte[]> answer = peer.send("HEAD", "/files/" + file() + ".torrent");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValueAsLong("Content-Length").orElseThrow())
                .isPositive();
    }

    @Test
    void whatHasNoTorrentIsAProblem() throws Exception {
        Holding whole = peer.holdings.all().iterator().next();
        Manifest other = manifest(3 << 20);
        peer.holdings.put(new ServingPeer.Part(other, ChunkSet.of(3, 1), temp.resolve("part"), "part"));
        Files.write(temp.resolve("share/empty"), new byte[0]);
        peer.folder.scan();

        assertThat(peer.get("/files/" + other.fileId() + ".torrent").statusCode())
                .isEqualTo(504);
        assertThat(peer.get("/files/" + manifest(0).fileId() + ".torrent").statusCode())
                .isEqualTo(404);
        assertThat(peer.get("/files/" + "0".repeat(64) + ".torrent").statusCode())
                .isEqualTo(404);
        assertThat(peer.get("/files/x.torrent").statusCode()).isEqualTo(400);
        assertThat(peer.send("POST", "/files/" + whole.fileId() + ".torrent").statusCode())
                .isEqualTo(405);
    }

    private static Manifest manifest(int length) {
        ChunkLayout layout = new ChunkLayout(length);
        return new Manifest(layout, Sha256.hash(new byte[length]), new byte[layout.chunkCount() * 32]);
    }
}

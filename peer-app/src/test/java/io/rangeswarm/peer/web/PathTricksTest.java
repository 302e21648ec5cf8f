package io.rangeswarm.peer.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.web.upload.OpenFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths, in URLs and on disk, by which somebody would get at what is not theirs. */
@Timeout(60)
class PathTricksTest {

    private static final String SECRET = "the-family-silver";
    private static final TestFile FILE = TestFile.of(1, 1000);

    @TempDir
    private static Path temp;

    private static ServingPeer peer;
    private static FileId id;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(temp.resolve("secret.txt"), SECRET);
        peer = new ServingPeer(temp.resolve("share"), 4);
        Files.write(temp.resolve("share/film.bin"), FILE.bytes());
        Files.writeString(temp.resolve("share/.rangeswarm/identity"), SECRET);
        peer.folder.scan();
        id = FILE.fileId();
    }

    @AfterAll
    static void stop() throws IOException {
        peer.close();
    }

    /** Through a proxy, so as somebody from elsewhere; the path goes out as it stands. */
    private static String ask(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), peer.port())) {
            socket.getOutputStream()
                    .write(("GET " + path.replace("ID", id.hex())
                                    + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.7\r\nConnection: close\r\n\r\n")
                            .getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/files/..%2fsecret.txt",
                "/files/..%2F..%2Fsecret.txt",
                "/files/%2e%2e/%2e%2e/secret.txt",
                "/files/..%5csecret.txt",
                "/files/..%5C..%5Csecret.txt",
                "/files/..%255c..%255csecret.txt",
                "/files/..%c0%afsecret.txt",
                "/files/..;/secret.txt",
                "/files/.rangeswarm/identity",
                "/files/ID/..%2f..%2f.rangeswarm%2fidentity",
                "/files/ID/../../.rangeswarm/identity",
                "//files//../.rangeswarm/identity",
                "/chunks/..%2f..%2fsecret.txt",
                "/ui/..%2f..%2fsecret.txt",
                "/ui/..;/..;/application.yml",
                "/signed/..%2f..%2fsecret.txt",
            })
    void noUrlLeadsOutOfWhatIsShared(String path) throws IOException {
        String answer = ask(path);

        assertThat(answer).doesNotContain(SECRET);
        assertThat(answer).containsPattern("^HTTP/1.1 (4\\d\\d|200) ");
        if (answer.startsWith("HTTP/1.1 200")) { // by whatever name, it is the file of that id
            assertThat(answer).endsWith(new String(FILE.bytes(), ISO_8859_1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/shares",
                "//api/v1/shares",
                "/api//v1//shares",
                "/api;x/v1/shares",
                "/api/v1/shares;x=y",
                "/;x/api/v1/shares",
                "/%61pi/v1/shares",
                "/api/v1/%73hares",
                "/api%2fv1%2fshares",
                "/files/../api/v1/shares",
                "/files/..;/api/v1/shares",
                "/files/%2e%2e/api/v1/shares",
                "/files/..%2fapi%2fv1%2fshares",
                "/api/v1/files/../shares",
                "/api/v1/files/..;x/shares",
                "/api/v1/files/%2e%2e/shares",
                "/actuator/health/../metrics",
                "/actuator/health/..;/metrics",
                "/actuator/health/%2e%2e/sbom",
                "/actuator;x/metrics",
                "\\api\\v1\\shares",
                "/files/..\\api/v1/shares",
            })
    void noSpellingOpensToStrangersWhatIsForThisMachine(String path) throws IOException {
        assertThat(ask(path)).containsPattern("^HTTP/1.1 4\\d\\d ").doesNotContain("film.bin", "jvm.");
    }

    @Test
    void aPathParameterIsNoPartOfTheId() throws IOException {
        assertThat(ask("/files/ID;jsessionid=1")).containsPattern("^HTTP/1.1 (200|4\\d\\d) ");
        assertThat(ask("/files/ID%3bx")).containsPattern("^HTTP/1.1 4\\d\\d ");
    }

    /** Whoever may write in the shared folder swaps things between the check and the opening, and back. */
    private static Holding checkedBefore(Path path) {
        return new ServingPeer.Part(FILE.manifest(), ChunkSet.all(1), path, "film.bin");
    }

    @Test
    void aFileThatBecameALinkSinceItWasCheckedIsNotServed() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("swapped")).toRealPath();
        Path link = Files.createSymbolicLink(folder.resolve("film.bin"), temp.resolve("secret.txt"));

        assertThat(new OpenFiles(1).use(checkedBefore(link))).isEmpty();
    }

    @Test
    void aFolderThatBecameALinkSinceItWasCheckedIsNotServed() throws IOException {
        Path elsewhere = Files.createDirectories(temp.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("film.bin"), SECRET);
        Path folder = Files.createDirectories(temp.resolve("share2")).toRealPath();
        Files.createSymbolicLink(folder.resolve("films"), elsewhere);

        assertThat(new OpenFiles(1).use(checkedBefore(folder.resolve("films/film.bin"))))
                .isEmpty();
    }
}

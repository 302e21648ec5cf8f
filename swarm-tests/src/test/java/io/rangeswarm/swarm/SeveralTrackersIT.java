package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitComplete;
import static io.rangeswarm.swarm.Client.awaitHeld;
import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ChunkPage;
import io.rangeswarm.model.api.FileRegistration;
import io.rangeswarm.model.api.PeerPage;
import io.rangeswarm.model.api.PeerRegistration;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two trackers on one PostgreSQL, one of which is killed when it hurts most. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeveralTrackersIT {

    private static final int CHUNKS = 64;
    private static final TestFiles.Sample FILE = TestFiles.sample("shared.bin", 11, CHUNKS * MIB);
    private static final int OTHER_CHUNKS = 1000;
    private static final Manifest OTHER = TestFiles.manifestWithoutContent(12, OTHER_CHUNKS);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static EmbeddedPostgres database;
    private static ChaosProxy uplink;
    private static AppProcess first;
    private static AppProcess second;

    @BeforeAll
    static void startTrackersAndSeed() throws IOException {
        database = EmbeddedPostgres.start();
        first = tracker("first");
        second = tracker("second");
        uplink = new ChaosProxy();
        TestFiles.write(swarm.folder("seed").resolve(FILE.name()), FILE.content());
        AppProcess seed = swarm.peer("seed", second, "--endpoint=" + uplink.url());
        uplink.leadsTo(seed.port());
    }

    @AfterAll
    static void stop() throws IOException {
        uplink.close();
        first.kill(); // before the database, or a poll that comes meanwhile is an error in a log
        second.kill();
        database.close();
    }

    @BeforeEach
    void haveBothTrackers() {
        uplink.limitTo(0);
        if (!first.isAlive()) {
            first = tracker("first", "--port=" + first.port());
        }
        awaitListed(first, FILE.name());
    }

    private static AppProcess tracker(String name, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--database-url=postgresql://localhost:" + database.getPort() + "/postgres");
        all.add("--database-user=postgres");
        all.add("--server.forward-headers-strategy=native");
        AppProcess tracker = swarm.tracker(name, all.toArray(String[]::new));
        tracker.url();
        return tracker;
    }

    @Test
    void bothSayTheSame() {
        FakePeer.Membership peer = FakePeer.absent(first.url(), 20_010);
        peer.share(FileRegistration.of(new FileName("other.bin"), OTHER, ChunkSet.of(OTHER_CHUNKS, 0)));

        new FakePeer.Membership(second.url(), peer.self()).registerChunk(OTHER.fileId(), 1);
        peer.registerChunk(OTHER.fileId(), 2);

        eventually("both know all three chunks")
                .until(() -> held(first.url()).equals(Set.of(0, 1, 2))
                        && held(second.url()).equals(Set.of(0, 1, 2)));
        new FakePeer.Membership(second.url(), peer.self()).leave();
        assertThat(Http.get(first.url() + ApiPaths.file(OTHER.fileId())).status())
                .isEqualTo(404);
    }

    private static Set<Integer> held(String tracker) {
        return Http.get(tracker + ApiPaths.file(OTHER.fileId()) + "/chunks?limit=1000", ChunkPage.class)
                .chunks()
                .stream()
                .filter(chunk -> chunk.holders() > 0)
                .map(ChunkPage.Chunk::index)
                .collect(Collectors.toSet());
    }

    @Test
    void behindNginxNoDownloadFailsAndNoBitIsLostWhenOneIsKilled() throws Exception {
        Programs.require(Nginx.program().isPresent(), "nginx is not installed (apt-get install nginx-light)");
        String proxy = Nginx.start(swarm, first, second);
        uplink.limitTo(12L * MIB);
        AppProcess leech = swarm.peer("leech-1", proxy, "--fetch=" + FILE.name());
        FakePeer.Membership peer = FakePeer.absent(proxy, 20_011);
        peer.share(FileRegistration.of(new FileName("other.bin"), OTHER, ChunkSet.of(OTHER_CHUNKS, 0)));
        Set<Integer> acknowledged = new ConcurrentSkipListSet<>();
        Thread registrar = new Thread(() -> {
            for (int index = 1; index < OTHER_CHUNKS; index++) {
                peer.registerChunk(OTHER.fileId(), index); // throws for any answer but a good one
                acknowledged.add(index);
            }
        });
        registrar.start();
        awaitHeld(leech, FILE.fileId(), 4);
        eventually("there are registrations under way").until(() -> acknowledged.size() >= 20);

        first.kill();

        eventually("all chunks are registered").until(() -> !registrar.isAlive());
        assertThat(acknowledged).hasSize(OTHER_CHUNKS - 1);
        assertThat(held(second.url())).hasSize(OTHER_CHUNKS);
        awaitComplete(leech, FILE.fileId());
        assertThat(swarm.folder("leech-1").resolve(FILE.name())).hasBinaryContent(FILE.content());
        eventually("the leech is known as a seed")
                .until(() -> awaitListed(second, FILE.name()).seeds() >= 2);
        assertThat(Http.get(proxy + "/actuator/stats").status()).isEqualTo(404);
        peer.leave();
    }

    @Test
    void trackersBehindNginxKnowAPeerByItsOwnAddress() throws IOException {
        Programs.require(Nginx.program().isPresent(), "nginx is not installed (apt-get install nginx-light)");
        String proxy = Nginx.start(swarm, first, second);

        Http.ok(Http.post(
                proxy + ApiPaths.PEERS,
                new PeerRegistration(null, 20_012, null, null),
                "X-Forwarded-For",
                "10.99.99.99"));

        assertThat(Http.get(second.url() + ApiPaths.PEERS, PeerPage.class).peers())
                .anyMatch(peer -> String.valueOf(peer.endpoint()).endsWith(":20012"))
                .noneMatch(peer -> String.valueOf(peer.endpoint()).contains("10.99.99.99"));
    }

    @Test
    void peerMovesToTheNextTrackerWhenItsOwnIsKilledAndIsStillTheSame() {
        uplink.limitTo(12L * MIB);
        AppProcess leech = swarm.peer("leech-2", first.url() + "," + second.url(), "--fetch=" + FILE.name());
        awaitHeld(leech, FILE.fileId(), 4);
        long peers = Client.peers(second);

        first.kill();

        awaitComplete(leech, FILE.fileId());
        eventually("the leech tells the second tracker")
                .until(() -> Client.location(second, FILE.fileId(), leech)
                        .filter(location -> Boolean.TRUE.equals(location.complete()))
                        .isPresent());
        assertThat(Client.peers(second)).isEqualTo(peers);
        assertThat(leech.output()).contains("going on with " + second.url());
    }

    @Test
    void commandsAskTheTrackerThatWorks() throws IOException {
        first.kill();
        String both = "--tracker=" + first.url() + "," + second.url();

        AppProcess ls = swarm.command("ls", both);
        AppProcess get = swarm.command("get", FILE.name(), both, "--to=got");

        assertThat(ls.awaitExit()).as(ls.log()).isZero();
        assertThat(ls.output()).contains(FILE.name());
        assertThat(get.awaitExit()).as(get.log()).isZero();
        assertThat(swarm.folder("got").resolve(FILE.name())).hasBinaryContent(FILE.content());
        AppProcess nobody = swarm.command("ls", "--tracker=" + first.url() + ",localhost:1");
        assertThat(nobody.awaitExit()).isEqualTo(4);
        assertThat(nobody.errors()).contains(first.url());
    }
}

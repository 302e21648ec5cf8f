package io.rangeswarm.tracker.web;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.tracker.core.swarm.SharedFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The lab's protocol, row by row, as far as it is the server's. */
class LabProtocolTest extends TrackerCalls {

    private final Manifest ten = manifest(10, "ten");

    @Test
    void serverAcceptsManyClientsAtOnce() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(32);
        List<Callable<Peer>> calls = IntStream.rangeClosed(1, 64)
                .<Callable<Peer>>mapToObj(number -> () -> {
                    Peer peer = newPeer(number, file("ten", ten, ChunkSet.of(10, number % 10)));
                    for (int index = 0; index < 10; index++) {
                        ok(
                                post(
                                        ApiPaths.peerFileChunks(peer.id(), ten.fileId()),
                                        peer,
                                        "{\"chunks\":[" + index + "]}"),
                                200);
                    }
                    read(ApiPaths.locations(ten.fileId()));
                    return peer;
                })
                .toList();
        try {
            for (Future<Peer> done : clients.invokeAll(calls)) {
                done.get();
            }
        } finally {
            clients.shutdownNow();
        }

        assertThat(read(ApiPaths.file(ten.fileId())).get("seeds").asInt()).isEqualTo(64);
        assertThat(read(ApiPaths.PEERS).get("total").asInt()).isEqualTo(64);
    }

    @Test
    void fileListRequestTellsFilesButNotWhoHasWhichChunk() {
        Peer seed = newPeer(9001, file("ten.bin", ten, ChunkSet.all(10)));
        newPeer(9002, file("10.bin", ten, ChunkSet.of(10, 3)));

        String body = get(ApiPaths.FILES).body();
        JsonNode file = json.readTree(body).get("files").get(0);

        assertThat(file.get("fileId").asString()).isEqualTo(ten.fileId().hex());
        assertThat(file.get("names").toString()).isEqualTo("[\"10.bin\",\"ten.bin\"]");
        assertThat(file.get("length").asLong()).isEqualTo(10 << 20);
        assertThat(file.get("chunkSize").asInt()).isEqualTo(1 << 20);
        assertThat(file.get("chunkCount").asInt()).isEqualTo(10);
        assertThat(file.get("sha256").asString()).isEqualTo(ten.globalHash().hex());
        assertThat(file.get("seeds").asInt()).isOne();
        assertThat(file.get("leeches").asInt()).isOne();
        assertThat(file.get("availability").asInt()).isOne();
        assertThat(body).doesNotContain(seed.id(), "9001", "bitfield");
    }

    @Test
    void leaveRequestTakesTheClientsFilesOffTheList() {
        Peer leaving =
                newPeer(9001, file("ten", ten, ChunkSet.all(10)), file("two", manifest(2, "2"), ChunkSet.all(2)));
        newPeer(9002, file("ten", ten, ChunkSet.of(10, 1)));

        assertThat(delete(ApiPaths.peer(leaving.id()), leaving).statusCode()).isEqualTo(204);

        JsonNode list = read(ApiPaths.FILES);
        assertThat(list.get("total").asInt()).isOne();
        assertThat(list.get("files").get(0).get("seeds").asInt()).isZero();
        problem(get(ApiPaths.locations(manifest(2, "2").fileId())), ProblemType.UNKNOWN_FILE);
        problem(put(ApiPaths.peerLease(leaving.id()), leaving, "{}"), ProblemType.UNKNOWN_PEER);
    }

    @Test
    void leaseExpiryStandsForAVanishedClient() {
        Peer vanished = newPeer(9001, file("ten", ten, ChunkSet.all(10)));
        clock.pass(LEASE.minusMillis(1));
        assertThat(read(ApiPaths.FILES).get("total").asInt()).isOne();

        clock.pass(Duration.ofMillis(1));

        assertThat(read(ApiPaths.FILES).get("total").asInt()).isZero();
        assertThat(read(ApiPaths.PEERS).get("total").asInt()).isZero();
        problem(get(ApiPaths.file(ten.fileId())), ProblemType.UNKNOWN_FILE);
        problem(post(vanished.files(), vanished, batch()), ProblemType.UNKNOWN_PEER);
    }

    @Test
    void fileRegisterRequestTakesAnyNumberOfFiles() {
        Peer peer = newPeer(9001);
        assertThat(share(peer).get("registered")).isEmpty();
        for (int batch = 0; batch < 3; batch++) {
            List<SharedFile> files = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                String name = "d" + batch + "/f" + i;
                files.add(file(name, manifest(1, name), ChunkSet.all(1)));
            }
            JsonNode answer = share(peer, files.toArray(SharedFile[]::new));
            assertThat(answer.get("registered")).hasSize(1000);
            assertThat(answer.get("registered").get(7).get("name").asString()).isEqualTo("d" + batch + "/f7");
            assertThat(answer.get("rejected")).isEmpty();
        }

        assertThat(read(ApiPaths.FILES).get("total").asInt()).isEqualTo(3000);
        assertThat(read(ApiPaths.peer(peer.id())).get("files").asInt()).isEqualTo(3000);
        JsonNode page = read(ApiPaths.FILES + "?size=1000&page=2");
        assertThat(page.get("files")).hasSize(1000);
        assertThat(page.get("files").get(0).get("names").get(0).asString()).startsWith("d2/");
    }

    @Test
    void fileLocationRequestTellsTheSources() {
        Peer seed = newPeer(9001, file("ten", ten, ChunkSet.all(10)));
        Peer leech = newPeer(9002, file("ten", ten, ChunkSet.of(10, 0, 8)));
        newPeer(9003, file("ten", ten, ChunkSet.none(10)));

        JsonNode found = read(ApiPaths.locations(ten.fileId()));

        assertThat(found.get("fileId").asString()).isEqualTo(ten.fileId().hex());
        assertThat(found.get("pollAfterMillis").asInt()).isEqualTo(1000);
        assertThat(found.get("peers")).hasSize(2);
        JsonNode whole = location(found, seed);
        assertThat(whole.get("endpoint").asString()).endsWith(":9001");
        assertThat(whole.get("complete").asBoolean()).isTrue();
        assertThat(whole.has("bitfield")).isFalse();
        JsonNode part = location(found, leech);
        assertThat(part.has("complete")).isFalse();
        assertThat(part.get("held").asInt()).isEqualTo(2);
        assertThat(part.get("bitfield").asString()).isEqualTo("gIA=");
    }

    private static JsonNode location(JsonNode found, Peer peer) {
        for (JsonNode location : found.get("peers")) {
            if (location.get("peerId").asString().equals(peer.id())) {
                return location;
            }
        }
        throw new AssertionError("no location of " + peer.id() + " in " + found);
    }

    @Test
    void chunkRegisterRequestMakesChunksSourcesForOthers() {
        newPeer(9001, file("ten", ten, ChunkSet.all(10)));
        Peer leech = newPeer(9002, file("ten", ten, ChunkSet.none(10)));
        String chunks = ApiPaths.peerFileChunks(leech.id(), ten.fileId());

        assertThat(ok(post(chunks, leech, "{\"chunks\":[3,7,3]}"), 200).toString())
                .isEqualTo("{\"held\":2,\"of\":10,\"registerAfterMillis\":1000}");
        assertThat(ok(post(chunks, leech, "{\"chunks\":[7]}"), 200).get("held").asInt())
                .isEqualTo(2);

        JsonNode page = read(ApiPaths.chunks(ten.fileId()) + "?from=3&limit=2");
        JsonNode third = page.get("chunks").get(0);
        assertThat(third.get("index").asInt()).isEqualTo(3);
        assertThat(third.get("range").asString()).isEqualTo("3145728-4194303");
        assertThat(third.get("sha256").asString()).isEqualTo(ten.chunkHash(3).hex());
        assertThat(third.get("holders").asInt()).isEqualTo(2);
        assertThat(third.get("urls").toString())
                .contains(":9002/files/" + ten.fileId().hex())
                .contains(":9001/files/");
        assertThat(page.get("chunks").get(1).get("holders").asInt()).isOne();
        assertThat(location(read(ApiPaths.locations(ten.fileId())), leech)
                        .get("held")
                        .asInt())
                .isEqualTo(2);
    }
}

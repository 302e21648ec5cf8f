package io.rangeswarm.tracker.web;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.ManifestCodec;
import io.rangeswarm.model.content.Sha256;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FilesApiTest extends TrackerCalls {

    private static final String HASH = "ab".repeat(32);
    private static final Duration SNAPSHOT_AGE = Duration.ofMillis(250);
    private static final FileId UNKNOWN = manifest(1, "unknown").fileId();

    private final Manifest ten = manifest(10, "ten");

    private static String registration(
            String name, String length, String chunkSize, String hash, String hashes, String held) {
        return "{\"name\":%s,\"length\":%s,\"chunkSize\":%s,\"sha256\":%s,\"chunkHashes\":%s,\"held\":%s}"
                .formatted(name, length, chunkSize, hash, hashes, held);
    }

    private static final String GOOD =
            registration("\"good\"", "1", "1048576", "\"" + HASH + "\"", "[\"" + HASH + "\"]", "\"all\"");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name|\"good\"|null",
                "name|\"good\"|\"\"",
                "name|\"good\"|\"/etc/passwd\"",
                "name|\"good\"|\"a/../b\"",
                "name|\"good\"|\"a//b\"",
                "name|\"good\"|\"a\\\\b\"",
                "name|\"good\"|\"a\\u0000b\"",
                "name|\"good\"|\"C:x\"",
                "name|\"good\"|\".rangeswarm/x\"",
                "name|\"good\"|\"\\ud800\"",
                "length|:1,|:-1,",
                "length|:1,|:null,",
                "length|:1,|:9223372036854775807,",
                "chunkHashes|:1,|:0,",
                "chunkHashes|:1,|:1048577,",
                "chunkSize|1048576|0",
                "chunkSize|1048576|-1",
                "chunkSize|1048576|2097152",
                "chunkSize|1048576|2147483647",
                "chunkSize|1048576|null",
                "held|\"all\"|\"ALL\"",
                "held|\"all\"|\"gIA=\"",
                "held|\"all\"|\"wA==\"",
                "held|\"all\"|\"***\"",
                "held|\"all\"|null"
            })
    void aFileThatBreaksARuleIsRejectedAndSpoilsNoOther(String field, String right, String wrong) {
        Peer peer = newPeer(9001);

        JsonNode answer =
                ok(post(peer.files(), peer, "{\"files\":[" + GOOD.replace(right, wrong) + "," + GOOD + ",null]}"), 200);

        assertThat(answer.get("registered")).hasSize(1);
        assertThat(answer.get("rejected")).hasSize(2);
        assertThat(answer.get("rejected").get(0).get("problem").asString())
                .startsWith(field + ":")
                .doesNotContain("java.");
        assertThat(read(ApiPaths.FILES).get("total").asInt()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"xy\"", "\"\"", "[]x"})
    void wrongHashesAreRejected(String wrong) {
        Peer peer = newPeer(9001);
        String hash = wrong.equals("[]x") ? "\"" + "zz".repeat(32) + "\"" : wrong;
        String global = registration("\"a\"", "1", "1048576", hash, "[\"" + HASH + "\"]", "\"all\"");
        String chunk = registration("\"a\"", "1", "1048576", "\"" + HASH + "\"", "[" + hash + "]", "\"all\"");

        JsonNode answer = ok(post(peer.files(), peer, "{\"files\":[" + global + "," + chunk + "]}"), 200);

        assertThat(answer.get("registered")).isEmpty();
        assertThat(answer.get("rejected").get(0).get("problem").asString()).startsWith("sha256:");
        assertThat(answer.get("rejected").get(1).get("problem").asString()).startsWith("chunkHashes:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|files",
                "{\"files\":null}|files",
                "{\"files\":{}}|files",
                "{\"files\":\"all\"}|files",
                "{\"files\":[{\"length\":1.9}]}|files[0].length",
                "{\"files\":[{},{\"length\":\"12\"}]}|files[1].length",
                "{\"files\":[{\"length\":9223372036854775808}]}|files[0].length",
                "{\"files\":[{\"chunkSize\":2147483648}]}|files[0].chunkSize",
                "{\"files\":[{\"name\":12}]}|files[0].name",
                "{\"files\":[{\"chunkHashes\":\"x\"}]}|files[0].chunkHashes",
                "{\"files\":[{\"chunkHashes\":[1]}]}|files[0].chunkHashes[0]",
                "{\"files\":[7]}|files[0]"
            })
    void aBatchThatCannotBeReadIsRefusedWhole(String body, String field) {
        Peer peer = newPeer(9001);

        invalid(post(peer.files(), peer, body), field);
    }

    @Test
    void batchesAreBounded() {
        Peer peer = newPeer(9001);

        invalid(
                post(peer.files(), peer, "{\"files\":[" + String.join(",", Collections.nCopies(1001, "{}")) + "]}"),
                "files");
        String hashes = "[" + String.join(",", Collections.nCopies(32_769, "\"\"")) + "]";
        String many = "{\"chunkHashes\":" + hashes + "}";
        invalid(post(peer.files(), peer, "{\"files\":[" + many + "," + many + "]}"), "files");
    }

    @Test
    void theLargestFileFitsIntoOneBatch() {
        Manifest largest = new Manifest(new ChunkLayout(1L << 40), Sha256.hash(new byte[0]), new byte[65_536 * 32]);
        Peer peer = newPeer(9001);

        JsonNode answer = share(peer, file("1 TiB", largest, ChunkSet.of(65_536, 65_535)));

        assertThat(answer.get("registered")).hasSize(1);
        assertThat(read(ApiPaths.manifest(largest.fileId())).get("chunkHashes")).hasSize(65_536);
    }

    @Test
    void chunkIndexesOutOfRangeAreRefusedWhole() {
        Peer peer = newPeer(9001, file("ten", ten, ChunkSet.of(10, 0)));
        String chunks = ApiPaths.peerFileChunks(peer.id(), ten.fileId());

        for (String indexes : new String[] {"[1,10]", "[-1]", "[2147483647]"}) {
            invalid(post(chunks, peer, "{\"chunks\":" + indexes + "}"), "chunks");
        }
        invalid(post(chunks, peer, "{\"chunks\":[1,null]}"), "chunks[1]");
        invalid(post(chunks, peer, "{\"chunks\":[1.9]}"), "chunks[0]");
        invalid(post(chunks, peer, "{\"chunks\":[\"1\"]}"), "chunks[0]");
        invalid(post(chunks, peer, "{\"chunks\":3}"), "chunks");
        invalid(post(chunks, peer, "{}"), "chunks");
        invalid(post(chunks, peer, "{\"chunks\":[" + "1,".repeat(65_536) + "1]}"), "chunks");
        assertThat(ok(post(chunks, peer, "{\"chunks\":[]}"), 200).get("held").asInt())
                .isOne();
    }

    @Test
    void chunksOfAFileThatThePeerHasNotRegisteredAreRefused() {
        newPeer(9001, file("ten", ten, ChunkSet.all(10)));
        Peer other = newPeer(9002);

        problem(
                post(ApiPaths.peerFileChunks(other.id(), ten.fileId()), other, "{\"chunks\":[1]}"),
                ProblemType.UNKNOWN_FILE);
        invalid(post(other.files() + "/xyz/chunks", other, "{\"chunks\":[1]}"), "fileId");
    }

    @Test
    void unsharingTakesOneFileOffTheList() {
        Peer peer = newPeer(9001, file("ten", ten, ChunkSet.all(10)), file("two", manifest(2, "2"), ChunkSet.all(2)));

        ok(delete(ApiPaths.peerFile(peer.id(), ten.fileId()), peer), 204);

        problem(delete(ApiPaths.peerFile(peer.id(), ten.fileId()), peer), ProblemType.UNKNOWN_FILE);
        assertThat(read(ApiPaths.FILES).get("files")).hasSize(1);
    }

    @Test
    void searchesByNameAndHash() {
        newPeer(
                9001,
                file("Ubuntu 24.iso", ten, ChunkSet.all(10)),
                file("data/été.csv", manifest(2, "2"), ChunkSet.all(2)));

        assertThat(read(ApiPaths.FILES + "?q=ubuntu").get("total").asInt()).isOne();
        assertThat(read(ApiPaths.FILES + "?q=%C3%89T%C3%89").get("total").asInt())
                .isOne();
        assertThat(read(ApiPaths.FILES + "?q=%25").get("total").asInt()).isZero();
        assertThat(read(ApiPaths.FILES + "?q=").get("total").asInt()).isEqualTo(2);
        assertThat(read(ApiPaths.FILES + "?sha256=" + ten.globalHash().hex())
                        .get("files")
                        .get(0)
                        .get("names")
                        .get(0)
                        .asString())
                .isEqualTo("Ubuntu 24.iso");
        assertThat(read(ApiPaths.FILES + "?sort=-length&size=1")
                        .get("files")
                        .get(0)
                        .get("length")
                        .asInt())
                .isEqualTo(10 << 20);
        assertThat(read(ApiPaths.FILES + "?page=2147483647&size=1000").get("files"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "page, -1",
        "page, x",
        "page, 1.5",
        "page, 2147483648",
        "size, 0",
        "size, 1001",
        "size, -5",
        "sort, colour",
        "sort, --name",
        "sha256, abc"
    })
    void namesTheParameterThatIsWrong(String name, String value) {
        invalid(get(ApiPaths.FILES + "?" + name + "=" + value), name);
    }

    @Test
    void aQueryIsBounded() {
        invalid(get(ApiPaths.FILES + "?q=" + "x".repeat(1025)), "q");
    }

    @Test
    void canonicalManifestIsWhatItsIdSays() {
        newPeer(9001, file("ten", ten, ChunkSet.all(10)));
        String path = ApiPaths.manifest(ten.fileId());

        HttpResponse<String> canonical = send(request(path, null).header("Accept", "application/octet-stream"));
        HttpResponse<String> asJson = get(path);

        assertThat(canonical.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(canonical.headers().firstValue("Content-Length"))
                .contains(String.valueOf(ManifestCodec.encode(ten).length));
        assertThat(canonical.headers().firstValue("ETag"))
                .contains("\"" + ten.fileId().hex() + "\"");
        assertThat(canonical.headers().firstValue("Cache-Control")).contains("max-age=31536000, public, immutable");
        assertThat(canonical.headers().allValues("Vary")).contains("Accept");
        assertThat(canonical.body()).startsWith("rangeswarm/1\n");
        assertThat(asJson.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(json.readTree(asJson.body()).get("chunkHashes").get(9).asString())
                .isEqualTo(ten.chunkHash(9).hex());
        assertThat(asJson.headers().firstValue("ETag"))
                .isNotEqualTo(canonical.headers().firstValue("ETag"));
        assertThat(send(request(path, null)
                                .header("Accept", "application/octet-stream")
                                .header("If-None-Match", "\"" + ten.fileId().hex() + "\""))
                        .statusCode())
                .isEqualTo(304);
        problem(send(request(path, null).header("Accept", "image/png")), ProblemType.NOT_ACCEPTABLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*|application/json",
                "application/*|application/json",
                "application/octet-stream;q=0.5, application/json|application/json",
                "application/octet-stream, */*;q=0.1|application/octet-stream",
                "text/html, application/octet-stream;q=0.1|application/octet-stream"
            })
    void manifestComesAsTheClientPrefers(String accept, String type) {
        newPeer(9001, file("ten", ten, ChunkSet.all(10)));

        assertThat(send(request(ApiPaths.manifest(ten.fileId()), null).header("Accept", accept))
                        .headers()
                        .firstValue("Content-Type"))
                .contains(type);
    }

    @Test
    void unknownFilesAreUnknownEverywhere() {
        problem(get(ApiPaths.file(UNKNOWN)), ProblemType.UNKNOWN_FILE);
        problem(get(ApiPaths.manifest(UNKNOWN)), ProblemType.UNKNOWN_FILE);
        problem(get(ApiPaths.locations(UNKNOWN)), ProblemType.UNKNOWN_FILE);
        problem(get(ApiPaths.chunks(UNKNOWN)), ProblemType.UNKNOWN_FILE);
        for (String path : new String[] {"", "/manifest", "/locations", "/chunks"}) {
            invalid(get(ApiPaths.FILES + "/xyz" + path), "fileId");
        }
    }

    @Test
    void locationsChangeTheirTagWithTheirContent() {
        Peer leech = newPeer(9001, file("ten", ten, ChunkSet.of(10, 0)));
        String path = ApiPaths.locations(ten.fileId());
        HttpResponse<String> first = get(path);
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");

        HttpResponse<String> same = send(request(path, null).header("If-None-Match", tag));
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();

        ok(post(ApiPaths.peerFileChunks(leech.id(), ten.fileId()), leech, "{\"chunks\":[1]}"), 200);
        clock.pass(SNAPSHOT_AGE);
        assertThat(send(request(path, null).header("If-None-Match", tag)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void locationsLeaveOutTheAskerAndRenewItsLease() {
        Peer asker = newPeer(9001, file("ten", ten, ChunkSet.of(10, 0)));
        Peer other = newPeer(9002, file("ten", ten, ChunkSet.of(10, 1)));
        clock.pass(LEASE.minusSeconds(1));

        JsonNode found = ok(get(ApiPaths.locations(ten.fileId()), asker), 200);

        assertThat(found.get("peers")).hasSize(1);
        assertThat(found.get("peers").get(0).get("peerId").asString()).isEqualTo(other.id());
        assertThat(read(ApiPaths.peer(asker.id())).get("leaseSecondsLeft").asInt())
                .isEqualTo(30);
        assertThat(ok(get(ApiPaths.locations(ten.fileId()), new Peer("", "nobody's")), 200)
                        .get("peers"))
                .hasSize(2);
    }

    @Test
    void whoSaysWhatItHoldsIsToldOnlyOfThoseWithMore() {
        newPeer(9001, file("ten", ten, ChunkSet.of(10, 0)));
        Peer more = newPeer(9002, file("ten", ten, ChunkSet.of(10, 0, 1)));
        String path = ApiPaths.locations(ten.fileId());

        JsonNode found = ok(send(request(path, null).header("Rangeswarm-Holds", "gAA=")), 200);

        assertThat(found.get("peers")).hasSize(1);
        assertThat(found.get("peers").get(0).get("peerId").asString()).isEqualTo(more.id());
        for (String wrong : new String[] {"***", "gA==", "gAE=", "A".repeat(6000)}) {
            invalid(send(request(path, null).header("Rangeswarm-Holds", wrong)), "Rangeswarm-Holds");
            invalid(send(request(path + "?limit=07", null).header("Rangeswarm-Holds", wrong)), "Rangeswarm-Holds");
        }
    }

    @Test
    void plainCallsAndThoseThatAreNotAnswerAlike() {
        Peer leech = newPeer(9001, file("ten", ten, ChunkSet.of(10, 0)));
        String chunks = ApiPaths.peerFileChunks(leech.id(), ten.fileId());
        String locations = ApiPaths.locations(ten.fileId());

        HttpResponse<String> plain = post(chunks, leech, "{\"chunks\":[1]}");
        HttpResponse<String> other = post(chunks, leech, "{\"more\":7,\"chunks\":[1]}");
        assertThat(ok(plain, 200)).isEqualTo(ok(other, 200));
        assertThat(plain.headers().firstValue("Content-Type"))
                .isEqualTo(other.headers().firstValue("Content-Type"));

        HttpResponse<String> poll = get(locations);
        HttpResponse<String> asked = send(request(locations, null).header("Accept", "application/*"));
        assertThat(poll.body()).isEqualTo(asked.body());
        for (String header : new String[] {"Content-Type", "ETag", "Cache-Control", "Vary", "Content-Length"}) {
            assertThat(poll.headers().firstValue(header))
                    .as(header)
                    .isPresent()
                    .isEqualTo(asked.headers().firstValue(header));
        }
    }

    @Test
    void locationsAndChunksAreBounded() {
        newPeer(9001, file("ten", ten, ChunkSet.all(10)));
        newPeer(9002, file("ten", ten, ChunkSet.all(10)));
        String locations = ApiPaths.locations(ten.fileId());
        String chunks = ApiPaths.chunks(ten.fileId());

        assertThat(read(locations + "?limit=1").get("peers")).hasSize(1);
        invalid(get(locations + "?limit=0"), "limit");
        invalid(get(locations + "?limit=201"), "limit");
        invalid(get(chunks + "?limit=1001"), "limit");
        invalid(get(chunks + "?from=-1"), "from");
        assertThat(read(chunks + "?from=2147483647").get("chunks")).isEmpty();
        assertThat(read(chunks + "?limit=1000").get("chunks")).hasSize(10);
    }

    @Test
    void namesOfEveryLanguageComeBackAsTheyWere() {
        String name = "dossier été/文件 ☃ \"quoted\" 😀.bin";
        newPeer(9001, file(name, ten, ChunkSet.all(10)));

        assertThat(read(ApiPaths.file(ten.fileId())).get("names").get(0).asString())
                .isEqualTo(name);
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThan(name.length());
    }
}

package io.rangeswarm.tracker.web;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Peers that lie to the tracker, in their own name and in others'. */
class LyingPeersTest extends TrackerCalls {

    private boolean isListed(Peer peer) {
        return get(ApiPaths.PEERS + "/" + peer.id()).statusCode() == 200;
    }

    @Test
    void aForgedLeaveCallChangesNothing() {
        Peer victim = newPeer(20_001, file("a", manifest(3, "a"), ChunkSet.all(3)));
        Peer liar = newPeer(20_002);
        for (Peer forger : new Peer[] {
            new Peer(victim.id(), liar.token()),
            new Peer(victim.id(), "x".repeat(43)),
            new Peer(victim.id(), victim.id())
        }) {
            problem(delete(ApiPaths.PEERS + "/" + victim.id(), forger), ProblemType.UNAUTHORIZED);
        }
        problem(delete(ApiPaths.PEERS + "/" + victim.id(), null), ProblemType.UNAUTHORIZED);

        assertThat(isListed(victim)).isTrue();
        assertThat(read(ApiPaths.FILES).get("total").asInt()).isOne();
    }

    /** Whoever has heard the call knows the token: without TLS it costs the peer its files until its next heartbeat. */
    @Test
    void aReplayedLeaveCallIsHealedByTheNextHeartbeat() {
        Peer victim = newPeer(20_001, file("a", manifest(3, "a"), ChunkSet.all(3)));
        assertThat(delete(ApiPaths.PEERS + "/" + victim.id(), victim).statusCode())
                .isEqualTo(204);
        problem(delete(ApiPaths.PEERS + "/" + victim.id(), victim), ProblemType.UNKNOWN_PEER);

        problem(put(ApiPaths.peerLease(victim.id()), victim, "{}"), ProblemType.UNKNOWN_PEER);
        JsonNode again = ok(post(ApiPaths.PEERS, victim, "{\"port\":20001}"), 201);
        share(
                new Peer(again.get("peerId").asString(), again.get("token").asString()),
                file("a", manifest(3, "a"), ChunkSet.all(3)));

        assertThat(read(ApiPaths.FILES).get("total").asInt()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "-1", "9223372036854775808", "1e300", "1099511627777"})
    void aSizeThatNoFileHasIsRejected(String length) {
        Peer peer = newPeer(20_001);
        String file = "{\"files\":[{\"name\":\"a\",\"length\":" + length + ",\"chunkSize\":16777216,\"sha256\":\""
                + "0".repeat(64) + "\",\"chunkHashes\":[\"" + "0".repeat(64) + "\"],\"held\":\"all\"}]}";
        var answer = post(peer.files(), peer, file);

        assertThat(answer.statusCode()).isIn(200, 400);
        assertThat(answer.body()).doesNotContain("\"fileId\"");
        assertThat(read(ApiPaths.FILES).get("total").asInt()).isZero();
    }

    /** As {@code curl --path-as-is} sends it, through a proxy and so from elsewhere. */
    private String raw(String path) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\nVia: 1.1 b\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/sbom",
                "//actuator/sbom/application",
                "/actuator/sbom;x/application",
                "/actuator;x/sbom/application",
                "/actuator/./sbom/application",
                "/actuator/%73bom/application",
                "/actuator/health/../sbom/application",
                "/actuator/health/..;/sbom",
                "/actuator%2fsbom",
                "/actuator\\sbom",
                "/files/..%2f..%2f..%2fetc/passwd",
                "/files/%2e%2e/%2e%2e/etc/passwd",
                "/files/..%5c..%5cetc%5cpasswd",
                "/ui/..%2f..%2fapplication.yml",
                "/ui/..;/..;/application.yml",
                "/ui//etc/passwd",
            })
    void noUrlLeadsToWhatIsNotForStrangers(String path) throws IOException {
        assertThat(raw(path))
                .containsPattern("^HTTP/1.1 4\\d\\d ")
                .doesNotContain("CycloneDX", "application\"]", "root:", "rangeswarm:\n");
    }
}

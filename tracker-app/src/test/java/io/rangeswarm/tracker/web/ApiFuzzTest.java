package io.rangeswarm.tracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rangeswarm.model.api.ApiPaths;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Any bytes as the bodies of a peer's calls, through the whole tracker: server, filters, JSON, rules, database. */
class ApiFuzzTest extends TrackerCalls {

    private @Nullable Peer peer;

    /** The first byte says which call. */
    @FuzzTest
    void body(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        Peer known = peer == null ? newPeer(20_001) : peer;
        peer = known;
        byte[] body = Arrays.copyOfRange(bytes, 1, bytes.length);
        switch (bytes[0] & 3) {
            case 0 -> assertAnswered("POST", ApiPaths.PEERS, known, body);
            case 1 -> assertAnswered("POST", known.files(), known, body);
            case 2 -> assertAnswered("POST", known.files() + "/" + "0".repeat(64) + "/chunks", known, body);
            default -> assertAnswered("PUT", ApiPaths.peerLease(known.id()), known, body);
        }
    }

    private void assertAnswered(String method, String path, Peer as, byte[] body) {
        HttpResponse<String> answer = send(request(path, as)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(body)));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 499);
        if (answer.statusCode() >= 400) {
            assertThat(json.readTree(answer.body()).path("type").asString()).isNotEmpty();
        }
    }
}

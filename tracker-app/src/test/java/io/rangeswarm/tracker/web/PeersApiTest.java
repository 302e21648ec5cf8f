package io.rangeswarm.tracker.web;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PeersApiTest extends TrackerCalls {

    @Test
    void registersAPeerAtTheCallersAddress() {
        HttpResponse<String> response =
                post(ApiPaths.PEERS, null, "{\"port\":9090,\"name\":\"alice\",\"zone\":\"r1\"}");

        JsonNode answer = ok(response, 201);
        assertThat(response.headers().firstValue("Location"))
                .contains(ApiPaths.peer(answer.get("peerId").asString()));
        assertThat(answer.get("leaseSeconds").asInt()).isEqualTo(30);
        assertThat(answer.get("pollAfterMillis").asInt()).isEqualTo(1000);
        JsonNode peer = read(ApiPaths.peer(answer.get("peerId").asString()));
        assertThat(peer.get("endpoint").asString()).matches("http://(127\\.0\\.0\\.1|\\[::1]):9090");
        assertThat(peer.get("name").asString()).isEqualTo("alice");
        assertThat(peer.get("zone").asString()).isEqualTo("r1");
        assertThat(peer.get("leaseSecondsLeft").asInt()).isEqualTo(30);
        assertThat(read(ApiPaths.PEERS).get("peers").get(0)).isEqualTo(peer);
        assertThat(get(ApiPaths.PEERS).body())
                .doesNotContain(answer.get("token").asString());
    }

    @Test
    void knownTokenRegistersTheSamePeerAgainWithoutItsFiles() {
        Peer peer = newPeer(9001, file("two", manifest(2, "two"), ChunkSet.all(2)));

        JsonNode answer = ok(post(ApiPaths.PEERS, peer, "{\"endpoint\":\"http://127.1.2.3:7\"}"), 200);

        assertThat(answer.get("peerId").asString()).isEqualTo(peer.id());
        assertThat(answer.get("token").asString()).isEqualTo(peer.token());
        assertThat(read(ApiPaths.peer(peer.id())).get("endpoint").asString()).isEqualTo("http://127.1.2.3:7");
        assertThat(read(ApiPaths.FILES).get("total").asInt()).isZero();
        ok(post(ApiPaths.PEERS, new Peer(peer.id(), "unknown"), "{\"port\":1}"), 201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|endpoint",
                "{\"endpoint\":null,\"port\":null}|endpoint",
                "{\"endpoint\":\"http://a:1\",\"port\":1}|endpoint",
                "{\"endpoint\":\"ftp://a:1\"}|endpoint",
                "{\"endpoint\":\"http://a:1/x?y\"}|endpoint",
                "{\"endpoint\":\"http://me@a:1\"}|endpoint",
                "{\"endpoint\":7}|endpoint",
                "{\"port\":0}|port",
                "{\"port\":65536}|port",
                "{\"port\":-1}|port",
                "{\"port\":1.9}|port",
                "{\"port\":1.0}|port",
                "{\"port\":\"12\"}|port",
                "{\"port\":9223372036854775807}|port",
                "{\"port\":true}|port",
                "{\"port\":[1]}|port",
                "{\"port\":1,\"name\":5}|name",
                "{\"port\":1,\"name\":\"\"}|name",
                "{\"port\":1,\"name\":\"a\\u0007b\"}|name",
                "{\"port\":1,\"zone\":\"a\\nb\"}|zone",
                "{\"port\":1,\"zone\":{}}|zone",
            })
    void rejectsARegistrationThatBreaksARule(String body, String field) {
        invalid(post(ApiPaths.PEERS, null, body), field);
        assertThat(read(ApiPaths.PEERS).get("total").asInt()).isZero();
    }

    @Test
    void rejectsLabelsOver100Characters() {
        invalid(post(ApiPaths.PEERS, null, "{\"port\":1,\"name\":\"" + "x".repeat(101) + "\"}"), "name");
        ok(post(ApiPaths.PEERS, null, "{\"port\":1,\"name\":\"" + "x".repeat(100) + "\"}"), 201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "7",
                "\"x\"",
                "{\"port\":1}x",
                "{\"port\":1}{}",
                "{\"port\":1,\"port\":2}",
                "{'port':1}",
                "{\"port\":01}",
                "{\"port\":NaN}"
            })
    void rejectsABodyThatIsNotOneJsonObject(String body) {
        problem(post(ApiPaths.PEERS, null, body), ProblemType.INVALID_REQUEST);
    }

    @Test
    void takesFieldsThatANewerPeerMaySend() {
        ok(post(ApiPaths.PEERS, null, "{\"port\":1,\"colour\":{\"of\":[\"sky\"]}}"), 201);
    }

    @Test
    void heartbeatRenewsTheLeaseAndTellsCounters() {
        Peer peer = newPeer(9001);
        clock.pass(LEASE.minusSeconds(1));

        ok(put(ApiPaths.peerLease(peer.id()), peer, "{\"uploadedBytes\":5,\"downloadedBytes\":7}"), 204);
        ok(put(ApiPaths.peerLease(peer.id()), peer, "{}"), 204);
        ok(send(request(ApiPaths.peerLease(peer.id()), peer).PUT(BodyPublishers.noBody())), 204);

        JsonNode view = read(ApiPaths.peer(peer.id()));
        assertThat(view.get("leaseSecondsLeft").asInt()).isEqualTo(30);
        assertThat(view.get("uploadedBytes").asInt()).isEqualTo(5);
        assertThat(view.get("downloadedBytes").asInt()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"uploadedBytes\":-1,\"downloadedBytes\":0}|uploadedBytes",
                "{\"uploadedBytes\":0,\"downloadedBytes\":-9223372036854775808}|downloadedBytes",
                "{\"uploadedBytes\":0}|downloadedBytes",
                "{\"uploadedBytes\":1.5,\"downloadedBytes\":0}|uploadedBytes",
                "{\"uploadedBytes\":\"1\",\"downloadedBytes\":0}|uploadedBytes",
                "{\"uploadedBytes\":9223372036854775808,\"downloadedBytes\":0}|uploadedBytes"
            })
    void rejectsCountersThatBreakARule(String body, String field) {
        Peer peer = newPeer(9001);

        invalid(put(ApiPaths.peerLease(peer.id()), peer, body), field);
    }

    @Test
    void everyCallOfAPeerNeedsItsToken() {
        Peer peer = newPeer(9001);
        Peer other = newPeer(9002);
        Peer liar = new Peer(peer.id(), other.token());
        Peer unknown = new Peer(UUID.randomUUID().toString(), peer.token());
        String fileId = manifest(1, "x").fileId().hex();

        for (Peer as : new Peer[] {null, liar, new Peer(peer.id(), ""), new Peer(peer.id(), "x".repeat(500))}) {
            HttpResponse<String> response = delete(ApiPaths.peer(peer.id()), as);
            problem(response, ProblemType.UNAUTHORIZED);
            assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            problem(put(ApiPaths.peerLease(peer.id()), as, "{}"), ProblemType.UNAUTHORIZED);
            problem(post(peer.files(), as, "{\"files\":[]}"), ProblemType.UNAUTHORIZED);
            problem(post(peer.files() + "/" + fileId + "/chunks", as, "{\"chunks\":[]}"), ProblemType.UNAUTHORIZED);
            problem(delete(peer.files() + "/" + fileId, as), ProblemType.UNAUTHORIZED);
        }
        problem(delete(ApiPaths.peer(unknown.id()), unknown), ProblemType.UNKNOWN_PEER);
        problem(post(unknown.files(), unknown, "{\"files\":[]}"), ProblemType.UNKNOWN_PEER);
        problem(get(ApiPaths.peer(unknown.id())), ProblemType.UNKNOWN_PEER);
        invalid(get(ApiPaths.PEERS + "/nobody"), "peerId");
        invalid(delete(ApiPaths.PEERS + "/1-1-1-1-1", peer), "peerId");
        assertThat(read(ApiPaths.PEERS).get("total").asInt()).isEqualTo(2);
    }

    @Test
    void aFloodFromOneAddressIsToldToComeBackLater() {
        for (int port = 1; port <= NEW_PEERS_AT_ONCE; port++) {
            newPeer(port);
        }

        HttpResponse<String> refused = post(ApiPaths.PEERS, null, "{\"port\":1}");

        problem(refused, ProblemType.TOO_MANY_REQUESTS);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(read(ApiPaths.PEERS).get("total").asInt()).isEqualTo(NEW_PEERS_AT_ONCE);
    }

    @Test
    void listsPeersInPages() {
        for (int number = 1; number <= 3; number++) {
            newPeer(number);
        }

        JsonNode second = read(ApiPaths.PEERS + "?page=1&size=2");

        assertThat(second.get("peers")).hasSize(1);
        assertThat(second.get("total").asInt()).isEqualTo(3);
        invalid(get(ApiPaths.PEERS + "?page=-1"), "page");
        invalid(get(ApiPaths.PEERS + "?size=1001"), "size");
    }
}

package io.rangeswarm.peer.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ChunkExchange;
import io.rangeswarm.model.api.ChunkExchanged;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OkHttpNeighboursTest {

    private static final FileId ID = TestFile.of(1, 2000).fileId();
    private static final ChunkExchange MINE =
            ChunkExchange.of(OptionalInt.of(9091), ChunkSet.of(12, 0, 11), Optional.of(ChunkSet.of(12, 3)), 4, 50);

    @StartStop
    private final MockWebServer server = new MockWebServer();

    private final OkHttpNeighbours neighbours = new OkHttpNeighbours(HttpClients.forCalls(Duration.ofMillis(500)));

    private PeerEndpoint peer() {
        return new PeerEndpoint("http://127.0.0.1:" + server.getPort());
    }

    private void answer(int status, String body) {
        server.enqueue(new MockResponse.Builder().code(status).body(body).build());
    }

    @Test
    void exchanges() throws Exception {
        answer(
                200,
                "{\"of\":12,\"self\":{\"held\":1,\"bitfield\":\"gAA=\"},\"peers\":[{\"endpoint\":\"http://10.0.0.2:80\","
                        + "\"complete\":true}],\"offers\":[3],\"queuedBytes\":17,\"news\":\"of a later version\"}");

        Reply<ChunkExchanged> reply = neighbours.exchange(peer(), ID, MINE);

        assertThat(reply.answer())
                .contains(new ChunkExchanged(
                        12,
                        Location.ofSelf(ChunkSet.of(12, 0)),
                        List.of(new Location(null, "http://10.0.0.2:80", null, true, null, null)),
                        List.of(3),
                        17L));
        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /api/v1/files/" + ID + "/exchange HTTP/1.1");
        assertThat(request.getHeaders().get("Content-Type")).startsWith("application/json");
        assertThat(request.getHeaders().get("Rangeswarm-Peer")).matches("[0-9a-f]{1,16}");
        assertThat(Objects.requireNonNull(request.getBody()).utf8())
                .isEqualTo(
                        "{\"port\":9091,\"bitfield\":\"gBA=\",\"lacks\":\"EAA=\",\"offersWanted\":4,\"peersWanted\":50}");
    }

    @Test
    void tellsAnOlderVersionFromOneThatLacksTheFile() {
        answer(404, "{\"type\":\"urn:rangeswarm:problem:unknown-file\",\"detail\":\"not here\"}");
        answer(404, "{\"type\":\"urn:rangeswarm:problem:not-found\",\"detail\":\"nothing at this path\"}");
        answer(405, "<html>");

        assertThat(neighbours.exchange(peer(), ID, MINE).isRefusedAs(ProblemType.UNKNOWN_FILE))
                .isTrue();
        assertThat(neighbours.exchange(peer(), ID, MINE).isRefusedAs(ProblemType.NOT_FOUND))
                .isTrue();
        assertThat(neighbours.exchange(peer(), ID, MINE))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(405));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"of\":12}",
                "{\"of\":12,\"self\":null}",
                "{\"self\":{\"complete\":true}}",
                "{\"of\":-1,\"self\":{\"complete\":true}}",
                "{\"of\":12,\"self\":{\"complete\":true},\"offers\":[12]}",
                "{\"of\":12,\"self\":{\"complete\":true},\"offers\":[null]}",
                "{\"of\":12,\"self\":{\"complete\":true},\"peers\":[null]}",
                "{\"of\":12,\"self\":{\"complete\":true},\"queuedBytes\":-1}",
            })
    void takesNoNonsense(String body) {
        answer(200, body);

        assertThat(neighbours.exchange(peer(), ID, MINE)).as(body).isInstanceOf(Reply.Unreachable.class);
    }

    @Test
    void survivesPeersThatHangUpSayNothingOrAreNoAddress() {
        server.enqueue(new MockResponse.Builder()
                .onRequestStart(new SocketEffect.CloseSocket())
                .build());
        server.enqueue(new MockResponse.Builder()
                .onRequestStart(SocketEffect.Stall.INSTANCE)
                .build());

        assertThat(neighbours.exchange(peer(), ID, MINE)).isInstanceOf(Reply.Unreachable.class);
        assertThat(neighbours.exchange(peer(), ID, MINE)).isInstanceOf(Reply.Unreachable.class);
        assertThat(neighbours.exchange(new PeerEndpoint("http://[fe80::1%25eth0]:80"), ID, MINE))
                .isInstanceOf(Reply.Unreachable.class);
    }
}

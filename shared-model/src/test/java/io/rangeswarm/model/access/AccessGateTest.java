package io.rangeswarm.model.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.access.AccessGate.Verdict;
import io.rangeswarm.model.content.FileId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessGateTest {

    private static final FileId FILE = FileId.parse("ab".repeat(32));

    private final AccessToken token = new AccessToken("correct-horse-battery-staple");
    private final LinkSigner signer = new LinkSigner(token, Duration.ofHours(1), () -> Instant.EPOCH);
    private final AccessGate gate = new AccessGate(token, signer);

    private Verdict withNothing(String method, String path) {
        return gate.judge(method, path, path, null, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/", "/ui/common.js", "/api/v1/files", "/actuator", "/actuator/stats", "/actuator/prometheus",
                "/actuator/health/db", "/actuator/health/", "/actuator/healthy", "/files/abc", "/signed/", ""
            })
    void refusesWhoeverShowsNothing(String path) {
        assertThat(withNothing("GET", path)).isEqualTo(Verdict.REFUSED);
        assertThat(withNothing("POST", path)).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void tellsProbesWhetherTheAppLives() {
        assertThat(withNothing("GET", "/actuator/health")).isEqualTo(Verdict.OPEN);
        assertThat(withNothing("HEAD", "/actuator/health/readiness")).isEqualTo(Verdict.OPEN);
        assertThat(withNothing("POST", "/actuator/health")).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void letsTheTokenIn() {
        assertThat(gate.judge("DELETE", "/anything", "/anything", token.value(), null))
                .isEqualTo(Verdict.TOKEN);
        assertThat(gate.judge("DELETE", "/anything", "/anything", token.value() + "x", null))
                .isEqualTo(Verdict.REFUSED);
    }

    @Test
    void aLinkOnlyReads() {
        String path = signer.path(FILE);
        assertThat(withNothing("GET", path)).isEqualTo(Verdict.LINK);
        assertThat(withNothing("HEAD", path + ".torrent")).isEqualTo(Verdict.LINK);
        assertThat(withNothing("PUT", path)).isEqualTo(Verdict.REFUSED);
    }

    /** Tomcat resolves dot segments, and Spring does not. */
    @Test
    void refusesAPathThatMeansTwoThings() {
        String health = "/actuator/health";
        assertThat(gate.judge("GET", "/files/x/../.." + health, health, null, null))
                .isEqualTo(Verdict.REFUSED);
        String signed = signer.path(FILE);
        assertThat(gate.judge("GET", signed + "/%2e%2e/%2e%2e/%2e%2e/api/v1/shares", "/api/v1/shares", null, null))
                .isEqualTo(Verdict.REFUSED);
        assertThat(gate.judge("GET", "/api/v1/shares/../.." + signed, signed, null, null))
                .isEqualTo(Verdict.REFUSED);
    }

    @Test
    void leavesOnlyTheFileOfASignedPath() {
        assertThat(AccessGate.behindGrant(signer.path(FILE) + "/a b")).isEqualTo("/" + FILE + "/a b");
        assertThat(AccessGate.behindGrant("/files/" + FILE)).isEqualTo("/files/" + FILE);
        assertThat(AccessGate.behindGrant("/signed/nothing")).isEqualTo("/signed/nothing");
    }
}

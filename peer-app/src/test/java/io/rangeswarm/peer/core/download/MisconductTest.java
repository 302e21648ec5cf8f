package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MisconductTest {

    private static final PeerEndpoint A = new PeerEndpoint("http://10.0.0.1:9090");

    private Instant now = Instant.EPOCH;
    private final Misconduct misconduct = new Misconduct(() -> now);

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static PeerEndpoint at(int port) {
        return new PeerEndpoint("http://10.0.0.9:" + port);
    }

    private void ban(PeerEndpoint source) {
        while (!misconduct.lied(source)) {
            assertThat(misconduct.isBanned(source)).isFalse();
        }
    }

    @Test
    void theThirdLieInARowIsOneTooMany() {
        assertThat(misconduct.lied(A)).isFalse();
        assertThat(misconduct.lied(A)).isFalse();
        assertThat(misconduct.isBanned(A)).isFalse();
        assertThat(misconduct.lied(A)).isTrue();
        assertThat(misconduct.isBanned(A)).isTrue();
    }

    @Test
    void strikesWearOffWithTime() {
        for (int lie = 0; lie < 1000; lie++) {
            assertThat(misconduct.lied(A)).as("lie %d", lie).isFalse();
            pass(Misconduct.STRIKE_LASTS);
        }
    }

    @Test
    void strikesAreOutweighedByRightChunks() {
        for (int lie = 0; lie < 1000; lie++) {
            assertThat(misconduct.lied(A)).as("lie %d", lie).isFalse();
            misconduct.sentRight(A, Misconduct.STRIKE_OUTWEIGHED_BY);
        }
        for (int right = 0; right < 3 * Misconduct.STRIKE_OUTWEIGHED_BY; right++) {
            misconduct.sentRight(A, 1); // nobody can save up
        }
        misconduct.lied(A);
        misconduct.lied(A);
        assertThat(misconduct.lied(A)).isTrue();
    }

    @Test
    void aBanEndsAndTheNextOneComesAtOnceAndLastsTwiceAsLong() {
        ban(A);
        pass(Misconduct.FIRST_BAN.minusMillis(1));
        assertThat(misconduct.isBanned(A)).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(misconduct.isBanned(A)).isFalse();

        assertThat(misconduct.lied(A)).as("on probation").isTrue();
        pass(Misconduct.FIRST_BAN.multipliedBy(2).minusMillis(1));
        assertThat(misconduct.isBanned(A)).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(misconduct.isBanned(A)).isFalse();
    }

    @Test
    void noBanIsForEver() {
        for (int ban = 0; ban < 100; ban++) {
            ban(A);
            pass(Misconduct.LONGEST_BAN);
            assertThat(misconduct.isBanned(A)).isFalse();
        }
    }

    @Test
    void whoHasBehavedSinceItsBanIsNoLongerOnProbation() {
        ban(A);
        pass(Misconduct.FIRST_BAN);
        misconduct.sentRight(A, 2 * Misconduct.STRIKE_OUTWEIGHED_BY);

        assertThat(misconduct.lied(A)).isFalse();
    }

    @Test
    void sybilsOfOneHostAreOnProbation() {
        for (int port = 1; port <= Misconduct.BANNED_AT_HOST_MAX; port++) {
            ban(at(port));
        }
        for (int port = 100; port < 200; port++) {
            assertThat(misconduct.isBanned(at(port)))
                    .as("an honest one beside them")
                    .isFalse();
            assertThat(misconduct.lied(at(port))).as("its first lie").isTrue();
        }
        assertThat(misconduct.lied(A)).as("at another host").isFalse();
    }

    @Test
    void whatIsRememberedIsBounded() {
        for (int host = 0; host < 30_000; host++) {
            misconduct.lied(new PeerEndpoint("http://10.1." + host / 250 + "." + host % 250 + ":9090"));
            misconduct.sentRight(at(host % 60_000 + 1), 1);
        }
        assertThat(misconduct.remembered()).isEqualTo(10_000);
    }
}

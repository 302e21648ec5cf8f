package io.rangeswarm.peer.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContactsTest {

    private static final FileId FILE = file(1);
    private static final PeerEndpoint A = PeerEndpoint.at("10.0.0.1", 9090);
    private static final PeerEndpoint B = PeerEndpoint.at("10.0.0.2", 9090);
    private static final ChunkSet NOTHING = ChunkSet.none(9);

    private final SetClock clock = new SetClock();
    private final Contacts contacts = new Contacts(clock, new Random(7));

    private static FileId file(int number) {
        return new FileId(Sha256.hash(ByteBuffer.allocate(4).putInt(number).array()));
    }

    private List<@Nullable String> endpoints(FileId fileId) {
        return contacts.sample(fileId, Contacts.PER_FILE_MAX, Optional.empty()).stream()
                .map(Location::endpoint)
                .toList();
    }

    @Test
    void tellsOfThoseItMetAsTheyLastSpoke() {
        contacts.met(FILE, A, NOTHING);
        contacts.met(FILE, B, NOTHING);
        contacts.met(FILE, A, ChunkSet.of(9, 3));

        assertThat(contacts.sample(FILE, 50, Optional.of(B)))
                .containsExactly(Location.of(null, A.url(), null, ChunkSet.of(9, 3)));
        assertThat(contacts.sample(FILE, 50, Optional.of(A)))
                .as("those that hold nothing yet are told of too")
                .containsExactly(Location.of(null, B.url(), null, NOTHING));
        assertThat(contacts.sample(FILE, 0, Optional.empty())).isEmpty();
        assertThat(contacts.sample(file(2), 50, Optional.empty())).isEmpty();
    }

    @Test
    void forgetsWhoHasNotBeenHeardOfForHalfAMinute() {
        contacts.met(FILE, A, NOTHING);
        clock.pass(Duration.ofSeconds(20));
        contacts.met(FILE, B, NOTHING);
        clock.pass(Duration.ofSeconds(10));
        assertThat(endpoints(FILE)).hasSize(2);

        clock.pass(Duration.ofMillis(1));

        assertThat(endpoints(FILE)).containsExactly(B.url());
        assertThat(contacts.know(FILE, A)).isFalse();
        assertThat(contacts.know(FILE, B)).isTrue();
        assertThat(contacts.inAll()).isEqualTo(1);
    }

    @Test
    void forgetsAtOnceWhoIsLost() {
        contacts.met(FILE, A, NOTHING);
        contacts.lost(FILE, A);
        contacts.lost(FILE, A);
        contacts.lost(file(2), A);

        assertThat(endpoints(FILE)).isEmpty();
        assertThat(contacts.inAll()).isZero();
    }

    @Test
    void aSampleIsRandomAndComesRoundToEverybody() {
        for (int host = 1; host <= 20; host++) {
            contacts.met(FILE, PeerEndpoint.at("10.0.0." + host, 9090), NOTHING);
        }

        Set<@Nullable String> told = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            List<Location> sample = contacts.sample(FILE, 5, Optional.of(A));
            assertThat(sample).hasSize(5).doesNotHaveDuplicates();
            sample.forEach(location -> told.add(location.endpoint()));
        }
        assertThat(told).hasSize(19).doesNotContain(A.url());
    }

    @Test
    void whoeverInventsPeersPutsOutItsOwn() {
        for (int host = 0; host < Contacts.PER_FILE_MAX - 10; host++) {
            contacts.met(FILE, PeerEndpoint.at("10.0.1." + host, 9090), NOTHING);
        }
        for (int port = 1; port <= 10_000; port++) {
            contacts.met(FILE, PeerEndpoint.at("10.6.6.6", port), NOTHING);
        }

        assertThat(endpoints(FILE))
                .hasSize(Contacts.PER_FILE_MAX)
                .filteredOn(url -> url != null && url.startsWith("http://10.0.1."))
                .hasSize(Contacts.PER_FILE_MAX - 10);
    }

    @Test
    void aNewcomerTakesThePlaceOfWhoWasMetLongestAgo() {
        for (int host = 0; host <= Contacts.PER_FILE_MAX; host++) {
            contacts.met(FILE, PeerEndpoint.at("10.0.1." + host, 9090), NOTHING);
        }

        assertThat(endpoints(FILE))
                .hasSize(Contacts.PER_FILE_MAX)
                .doesNotContain("http://10.0.1.0:9090")
                .contains("http://10.0.1.200:9090");
    }

    @Test
    void filesAndContactsInAllAreBounded() {
        for (int file = 0; file < 2 * Contacts.FILES_MAX; file++) {
            contacts.met(file(file), A, NOTHING);
        }
        assertThat(contacts.inAll()).isEqualTo(Contacts.FILES_MAX);
        assertThat(contacts.know(file(0), A))
                .as("the one spoken of longest ago")
                .isFalse();

        for (int file = 0; file < 20; file++) {
            for (int host = 0; host < 200; host++) {
                contacts.met(file(5000 + file), PeerEndpoint.at("10.0.2." + host, 9090), NOTHING);
            }
        }
        assertThat(contacts.inAll()).isLessThanOrEqualTo(Contacts.IN_ALL_MAX);
        assertThat(endpoints(file(5019))).hasSize(200);
    }
}

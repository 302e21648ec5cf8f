package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ChunkExchange;
import io.rangeswarm.model.api.ChunkExchanged;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.exchange.Contacts;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExchangesTest {

    private static final TestFile FILE = TestFile.of(1, 9 * TestFile.CHUNK);
    private static final PeerEndpoint SELF = new PeerEndpoint("http://10.9.9.9:9090");
    private static final PeerEndpoint A = new PeerEndpoint("http://10.0.0.1:9090");
    private static final PeerEndpoint B = new PeerEndpoint("http://10.0.0.2:9090");
    private static final ChunkSet NOTHING = ChunkSet.none(9);
    private static final Location SEED = Location.ofSelf(ChunkSet.all(9));

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final FakeSwarm swarm = new FakeSwarm();
    private final Contacts contacts = new Contacts(clock, new Random(1));
    private final Exchanges exchanges = new Exchanges(swarm, contacts, () -> OptionalInt.of(9090), SELF::equals, clock);
    private final List<ChunkExchange> asked = new ArrayList<>();

    private void answers(PeerEndpoint peer, ChunkExchanged answer) {
        swarm.exchanges(peer, (fileId, mine) -> {
            asked.add(mine);
            return Optional.of(answer);
        });
    }

    private Exchanges.Told with(PeerEndpoint peer, ChunkSet held, ChunkSet lacks, int offersWanted) {
        return exchanges.with(new ExchangeDue(peer, lacks, offersWanted), FILE.manifest(), held);
    }

    private static Location at(PeerEndpoint endpoint, ChunkSet held) {
        return Location.of(null, endpoint.url(), null, held);
    }

    @Test
    void bringsNewsOfThePeerAndOfThoseItKnowsButNotOfItself() {
        answers(
                A,
                new ChunkExchanged(
                        9, SEED, List.of(at(B, ChunkSet.of(9, 2)), at(SELF, ChunkSet.all(9))), List.of(5, 1), 1234L));

        Exchanges.Told told = with(A, NOTHING, ChunkSet.all(9), 8);

        assertThat(told.news()).contains(new SourceNews(ChunkSet.all(9), List.of(5, 1), OptionalLong.of(1234)));
        assertThat(told.others()).containsOnly(Map.entry(B, ChunkSet.of(9, 2)));
        assertThat(contacts.know(FILE.fileId(), A)).isTrue();
        assertThat(contacts.know(FILE.fileId(), B)).as("nobody has met it").isFalse();
    }

    @Test
    void tellsWhatIsHeldHereAndWhatIsWanted() {
        answers(A, new ChunkExchanged(9, SEED, null, null, null));
        ChunkSet held = ChunkSet.of(9, 0, 1);

        with(A, held, ChunkSet.all(9).minus(held), 8);
        with(A, held, ChunkSet.of(9, 7), 8);
        with(A, held, ChunkSet.of(9, 7), 0);

        assertThat(asked).extracting(mine -> mine.held(9)).containsOnly(held);
        assertThat(asked).extracting(ChunkExchange::port).containsOnly(9090);
        assertThat(asked).extracting(ChunkExchange::offersWanted).containsExactly(8, 8, 0);
        assertThat(asked.get(0).lacks()).as("goes without saying").isNull();
        assertThat(asked.get(1).wanted(9)).isEqualTo(ChunkSet.of(9, 7));
        assertThat(asked.get(2).lacks()).as("of no use").isNull();
    }

    @Test
    void asksWhomAPeerKnowsWhenItIsNewAndThenOneOfAllEverySecond() {
        answers(A, new ChunkExchanged(9, SEED, null, null, null));
        answers(B, new ChunkExchanged(9, SEED, null, null, null));

        with(A, NOTHING, NOTHING, 0);
        with(B, NOTHING, NOTHING, 0);
        with(A, NOTHING, NOTHING, 0);
        now = now.plusMillis(1000);
        with(A, NOTHING, NOTHING, 0);
        with(B, NOTHING, NOTHING, 0);

        assertThat(asked).extracting(ChunkExchange::peersWanted).containsExactly(50, 50, 0, 50, 0);
    }

    @Test
    void asksPeersOfOlderVersionsInTheirWayAndRemembersThem() {
        swarm.tells(A, ChunkSet.of(9, 1), Map.of(B, ChunkSet.all(9), A, ChunkSet.all(9)));

        Exchanges.Told told = with(A, NOTHING, NOTHING, 0);

        assertThat(told.news()).isEmpty();
        assertThat(told.others())
                .as("its own word counts most")
                .containsOnly(Map.entry(A, ChunkSet.of(9, 1)), Map.entry(B, ChunkSet.all(9)));

        answers(A, new ChunkExchanged(9, SEED, null, null, null));
        with(A, NOTHING, NOTHING, 0);
        assertThat(asked).as("not asked for an exchange again").isEmpty();
    }

    @Test
    void aPeerThatDoesNotHaveTheFileYetIsNotOfAnOlderVersion() {
        swarm.exchanges(A, (fileId, mine) -> Optional.empty());
        assertThat(with(A, NOTHING, NOTHING, 0)).isEqualTo(Exchanges.Told.NOTHING);

        answers(A, new ChunkExchanged(9, SEED, null, null, null));

        assertThat(with(A, NOTHING, NOTHING, 0).news()).isPresent();
    }

    @Test
    void aPeerThatDoesNotAnswerIsLost() {
        contacts.met(FILE.fileId(), A, NOTHING);

        assertThat(with(A, NOTHING, NOTHING, 0)).isEqualTo(Exchanges.Told.NOTHING);

        assertThat(contacts.know(FILE.fileId(), A)).isFalse();
    }

    @Test
    void takesNoAnswerAboutAnotherFile() {
        answers(A, new ChunkExchanged(8, SEED, null, null, null));
        assertThat(with(A, NOTHING, NOTHING, 0)).isEqualTo(Exchanges.Told.NOTHING);

        answers(A, new ChunkExchanged(9, Location.ofSelf(ChunkSet.of(17, 3)), null, null, null));
        assertThat(with(A, NOTHING, NOTHING, 0)).isEqualTo(Exchanges.Told.NOTHING);
    }
}

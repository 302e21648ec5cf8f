package io.rangeswarm.peer.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rangeswarm.model.api.ChunkExchange;
import io.rangeswarm.model.api.ChunkExchanged;
import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.upload.Requester;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ExchangeDeskTest {

    private static final TestFile FILE = TestFile.of(1, 9 * TestFile.CHUNK);
    private static final Requester CALLER = new Requester("10.0.0.1", "abc");
    private static final PeerEndpoint A = PeerEndpoint.at("10.0.0.1", 9090);
    private static final PeerEndpoint B = PeerEndpoint.at("10.0.0.2", 9090);
    private static final PeerEndpoint SELF = PeerEndpoint.at("10.0.0.9", 9090);

    private record Asked(PeerEndpoint asker, ChunkSet held) {}

    private record Mentioned(PeerEndpoint asker, ChunkNews news) {}

    private record OfferWish(String asker, ChunkSet held, ChunkSet wanted, int most) {}

    private final SetClock clock = new SetClock();
    private final Holdings holdings = new Holdings();
    private final Contacts contacts = new Contacts(clock, new Random(1));
    private final List<Asked> askers = new ArrayList<>();
    private final List<Mentioned> mentions = new ArrayList<>();
    private final List<OfferWish> wishes = new ArrayList<>();
    private final ExchangeDesk desk = new ExchangeDesk(
            holdings,
            contacts,
            (fileId, asker, held, wanted, most, now) -> {
                wishes.add(new OfferWish(asker, held, wanted, most));
                return wanted.stream().limit(most).boxed().toList();
            },
            new AskerListener() {
                @Override
                public void asked(FileId fileId, PeerEndpoint asker, ChunkSet held) {
                    askers.add(new Asked(asker, held));
                }

                @Override
                public void mentioned(FileId fileId, PeerEndpoint asker, ChunkNews news) {
                    mentions.add(new Mentioned(asker, news));
                }
            },
            SELF::equals,
            () -> 77,
            clock);

    private record Part(Manifest manifest, ChunkSet held) implements Holding {

        @Override
        public SortedSet<FileName> names() {
            return Collections.unmodifiableSortedSet(new TreeSet<>(Comparator.comparing(FileName::value)));
        }

        @Override
        public List<Integer> latest() {
            return List.of(8, 1);
        }

        @Override
        public Optional<Path> verifiedPath() {
            return Optional.empty();
        }
    }

    private void hold(ChunkSet held) {
        holdings.put(new Part(FILE.manifest(), held));
    }

    private static ChunkExchange asking(int port, ChunkSet held) {
        return ChunkExchange.of(OptionalInt.of(port), held, Optional.empty(), 2, 50);
    }

    private ChunkExchanged answer(Requester asker, ChunkExchange asked) {
        return desk.answer(FILE.fileId(), asker, asked).orElseThrow();
    }

    @Test
    void knowsOnlyFilesThatItHasToDoWith() {
        assertThat(desk.answer(FILE.fileId(), CALLER, asking(9090, ChunkSet.none(9))))
                .isEmpty();
        assertThat(desk.answered()).isZero();
        assertThat(askers).isEmpty();
        assertThat(contacts.inAll()).isZero();
    }

    @Test
    void aDownloadThatHoldsNothingYetAnswers() {
        hold(ChunkSet.none(9));

        ChunkExchanged answer = answer(CALLER, asking(9090, ChunkSet.of(9, 4)));

        assertThat(answer).isEqualTo(new ChunkExchanged(9, Location.ofSelf(ChunkSet.none(9)), null, null, 77L));
        assertThat(askers).containsExactly(new Asked(A, ChunkSet.of(9, 4)));
        assertThat(wishes).as("who does not hold all offers nothing").isEmpty();
        assertThat(desk.answered()).isOne();
    }

    @Test
    void aSeedIntroducesItsAskersToEachOther() {
        hold(ChunkSet.all(9));
        assertThat(answer(CALLER, asking(9090, ChunkSet.none(9))).peers()).isEmpty();

        ChunkExchanged second = answer(new Requester("10.0.0.2", ""), asking(9090, ChunkSet.of(9, 1)));
        ChunkExchanged third = answer(CALLER, asking(9090, ChunkSet.none(9)));

        assertThat(second.self().complete()).isTrue();
        assertThat(second.peers()).containsExactly(Location.of(null, A.url(), null, ChunkSet.none(9)));
        assertThat(third.peers()).containsExactly(Location.of(null, B.url(), null, ChunkSet.of(9, 1)));
    }

    @Test
    void offersWhatIsWantedAndNotWhatTheAskerHolds() {
        hold(ChunkSet.all(9));

        ChunkExchanged answer = answer(
                CALLER,
                ChunkExchange.of(
                        OptionalInt.of(9090), ChunkSet.of(9, 0, 1), Optional.of(ChunkSet.of(9, 1, 5, 6, 7)), 2, 0));

        assertThat(answer.offers()).containsExactly(5, 6);
        assertThat(wishes)
                .containsExactly(new OfferWish("10.0.0.1:9090", ChunkSet.of(9, 0, 1), ChunkSet.of(9, 5, 6, 7), 2));
    }

    @Test
    void whoDoesNotServeIsNoSourceButGetsItsOwnOffers() {
        hold(ChunkSet.all(9));
        ChunkExchange asked = ChunkExchange.of(OptionalInt.empty(), ChunkSet.none(9), Optional.empty(), 1, 50);

        answer(CALLER, asked);
        answer(new Requester("10.0.0.1", "other"), asked);
        answer(new Requester("10.0.0.1", ""), asked);

        assertThat(wishes).extracting(OfferWish::asker).doesNotHaveDuplicates().hasSize(3);
        assertThat(askers).isEmpty();
        assertThat(contacts.inAll()).isZero();
    }

    @Test
    void isNoSourceOfItself() {
        hold(ChunkSet.all(9));

        answer(new Requester("10.0.0.9", ""), asking(9090, ChunkSet.all(9)));

        assertThat(askers).isEmpty();
        assertThat(contacts.inAll()).isZero();
    }

    @Test
    void learnsNothingFromWhatDoesNotFitTheFile() {
        hold(ChunkSet.all(9));
        ChunkExchange wrong = asking(9090, ChunkSet.of(17, 3));
        ChunkExchange wrongLacks =
                ChunkExchange.of(OptionalInt.of(9090), ChunkSet.none(9), Optional.of(ChunkSet.of(17, 3)), 1, 0);

        assertThatIllegalArgumentException().isThrownBy(() -> answer(CALLER, wrong));
        assertThatIllegalArgumentException().isThrownBy(() -> answer(CALLER, wrongLacks));
        assertThat(askers).isEmpty();
        assertThat(contacts.inAll()).isZero();
    }

    private static ChunkNews inPassing(OptionalInt port, Integer... latest) {
        return new ChunkNews(port, List.of(latest), OptionalLong.empty());
    }

    private ChunkNews tell(Requester asker, ChunkNews news) {
        return desk.answerInPassing(holdings.find(FILE.fileId()).orElseThrow(), asker, news);
    }

    @Test
    void passesOnWhatThoseSayInPassingWhoHaveExchangedNewsBefore() {
        hold(ChunkSet.none(9));
        tell(CALLER, inPassing(OptionalInt.of(9090), 3));
        assertThat(mentions).as("a stranger").isEmpty();

        answer(CALLER, asking(9090, ChunkSet.none(9)));
        ChunkNews news = inPassing(OptionalInt.of(9090), 3, 4);
        tell(CALLER, news);
        tell(CALLER, inPassing(OptionalInt.empty(), 5));
        tell(new Requester("10.0.0.2", ""), inPassing(OptionalInt.of(9090), 6));

        assertThat(mentions).containsExactly(new Mentioned(A, news));
    }

    @Test
    void answersInPassingWhatCameLastAndWhatIsQueued() {
        hold(ChunkSet.none(9));

        assertThat(tell(CALLER, inPassing(OptionalInt.empty())))
                .isEqualTo(new ChunkNews(OptionalInt.empty(), List.of(8, 1), OptionalLong.of(77)));
    }

    @Test
    void offersOfManyFilesAreBounded() {
        SeedOffers offers = new SeedOffers(() -> new Random(1), () -> 0);
        for (int seed = 1; seed <= 70; seed++) {
            assertThat(offers.offer(
                            TestFile.of(seed, 100).fileId(),
                            "a",
                            ChunkSet.none(1),
                            ChunkSet.all(1),
                            1,
                            clock.instant()))
                    .containsExactly(0);
        }
    }
}

package io.rangeswarm.model.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rangeswarm.model.content.ChunkSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkExchangeTest {

    private static final Location SEED = new Location(null, null, null, true, null, null);

    @Test
    void whatIsHeldSurvivesTheWire() {
        ChunkSet held = ChunkSet.of(12, 0, 11);
        ChunkExchange some = ChunkExchange.of(OptionalInt.of(9090), held, Optional.empty(), 8, 0);
        ChunkExchange all = ChunkExchange.of(OptionalInt.empty(), ChunkSet.all(12), Optional.empty(), 0, 50);

        assertThat(some).isEqualTo(new ChunkExchange(9090, null, "gBA=", null, 8, 0));
        assertThat(some.held(12)).isEqualTo(held);
        assertThat(all).isEqualTo(new ChunkExchange(null, true, null, null, 0, 50));
        assertThat(all.held(12)).isEqualTo(ChunkSet.all(12));
    }

    @Test
    void wantsWhatItDoesNotHoldUnlessItSaysLess() {
        ChunkSet held = ChunkSet.of(4, 0);

        assertThat(ChunkExchange.of(OptionalInt.empty(), held, Optional.empty(), 1, 0)
                        .wanted(4))
                .isEqualTo(ChunkSet.of(4, 1, 2, 3));
        assertThat(ChunkExchange.of(OptionalInt.empty(), held, Optional.of(ChunkSet.of(4, 0, 2)), 1, 0)
                        .wanted(4))
                .as("never what it holds")
                .isEqualTo(ChunkSet.of(4, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536})
    void rejectsPortsThatAreNone(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkExchange(port, true, null, null, null, null))
                .withMessage("port: must be 1 to 65535, not " + port);
    }

    @Test
    void rejectsWhatIsOutOfBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkExchange(null, true, null, null, 65, null))
                .withMessage("offersWanted: must be 0 to 64, not 65");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkExchange(null, true, null, null, null, 51))
                .withMessage("peersWanted: must be 0 to 50, not 51");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkExchange(null, null, "A".repeat(10_928), null, null, null))
                .withMessage("bitfield: has at most 10924 characters, not 10928");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkExchange(null, true, null, "A".repeat(10_928), null, null))
                .withMessageStartingWith("lacks: ");
    }

    @Test
    void rejectsWhoeverHoldsBothAllAndSomeOrDoesNotSay() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkExchange(1, true, "gBA=", null, null, null))
                .withMessageStartingWith("bitfield: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkExchange(1, null, null, null, null, null))
                .withMessageStartingWith("bitfield: ");
    }

    @Test
    void rejectsBitfieldsOfAnotherFileAndNamesTheField() {
        ChunkExchange twelve = new ChunkExchange(1, null, "gBA=", "AAA=", null, null);

        assertThatIllegalArgumentException().isThrownBy(() -> twelve.held(17)).withMessageStartingWith("bitfield: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkExchange(1, null, "gBA=", "AA==", null, null).wanted(12))
                .withMessageStartingWith("lacks: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkExchange(1, null, "é", null, null, null).held(3))
                .withMessageStartingWith("bitfield: ");
    }

    @Test
    void theLongestBitfieldIsTaken() {
        ChunkSet held = ChunkSet.of(65_536, 65_535);
        ChunkExchange exchange = ChunkExchange.of(OptionalInt.of(1), held, Optional.of(held), 0, 0);

        assertThat(exchange.held(65_536)).isEqualTo(held);
    }

    @Test
    void anAnswerSaysAtLeastWhatIsHeld() {
        ChunkExchanged least = new ChunkExchanged(3, SEED, null, null, null);

        assertThat(least.peers()).isEmpty();
        assertThat(least.offers()).isEmpty();
        assertThat(least.queuedBytes()).isNull();
    }

    @Test
    void rejectsAnswersThatNobodyHonestGives() {
        List<Location> many = Collections.nCopies(51, SEED);
        List<Integer> greedy = Collections.nCopies(65, 0);

        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkExchanged(3, SEED, many, null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkExchanged(3, SEED, null, greedy, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkExchanged(3, SEED, null, List.of(3), null));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkExchanged(3, SEED, null, List.of(-1), null));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkExchanged(3, SEED, null, null, -1L));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkExchanged(-1, SEED, null, null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChunkExchanged(65_537, SEED, null, null, null));
    }
}

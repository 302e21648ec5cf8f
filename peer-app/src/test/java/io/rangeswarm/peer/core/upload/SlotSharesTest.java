package io.rangeswarm.peer.core.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.model.api.ApiHeaders;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotSharesTest {

    private static final int SLOTS = 64;

    private final SlotShares shares = new SlotShares(SLOTS);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 1000})
    void aLoneClientHasAllSlotsAndNoMore(int slots) {
        SlotShares all = new SlotShares(slots);

        for (int i = 0; i < slots; i++) {
            assertThat(all.take(client("a"))).as("slot " + i).isTrue();
        }

        assertThat(all.take(client("a"))).isFalse();
        assertThat(all.taken()).isEqualTo(slots);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 1000})
    void fullSlotsNeverStarveALoneLeech(int slots) {
        SlotShares full = new SlotShares(slots);
        takeAll(full, client("greedy"));

        assertThat(full.take(client("leech"))).isTrue();
    }

    @Test
    void whoHasManyGetsNoMoreWhenTheyAreScarce() {
        int greedy = takeAll(shares, client("greedy"));
        assertThat(shares.take(client("leech"))).isTrue();
        giveBack(client("greedy"), SLOTS / 2);

        int leech = 1 + takeAll(shares, client("leech"));
        int again = takeAll(shares, client("greedy"));

        assertThat(greedy).isEqualTo(SLOTS);
        assertThat(leech).as("a third, rounded up").isGreaterThanOrEqualTo(22);
        assertThat(again).as("it still has more than its share").isZero();
    }

    @Test
    void manyEqualsShareEqually() {
        Map<String, Integer> taken = new HashMap<>();
        Map<String, Deque<Requester>> running = new HashMap<>();
        Random random = new Random(7);
        long[] served = new long[8];
        for (int step = 0; step < 100_000; step++) {
            int who = random.nextInt(served.length);
            Requester requester = client("c" + who);
            // c0 asks twenty times as often as the others.
            for (int asks = 0; asks < (who == 0 ? 20 : 1); asks++) {
                if (shares.take(requester)) {
                    taken.merge(requester.address(), 1, Integer::sum);
                    running.computeIfAbsent(requester.address(), first -> new ArrayDeque<>())
                            .add(requester);
                    served[who]++;
                }
            }
            if (shares.taken() > SLOTS / 2) {
                endAny(random, running);
            }
        }

        for (int who = 1; who < served.length; who++) {
            assertThat(served[who]).as("client " + who + " of seed 7").isGreaterThan(100_000 / 8 * 9 / 10);
        }
    }

    @Test
    void namesDivideTheShareOfTheirAddressAndNoMore() {
        for (int i = 0; i < 16; i++) {
            assertThat(shares.take(new Requester("lab", "peer" + i))).isTrue();
        }
        int first = 1 + takeAll(shares, new Requester("lab", "peer0"));

        assertThat(first).as("no more than while there are plenty").isLessThanOrEqualTo(SLOTS - SLOTS / 4 - 15);
        assertThat(takeAll(shares, new Requester("lab", "peer1")))
                .as("a seventeenth, rounded up")
                .isEqualTo(3);
        int fakes = 0;
        while (shares.take(new Requester("lab", "fake" + fakes))) {
            fakes++;
        }
        assertThat(shares.taken())
                .as("names use half of what is there for newcomers")
                .isEqualTo(SLOTS + 4);
        assertThat(shares.take(client("elsewhere"))).isTrue();
    }

    @Test
    void aNameTooLongIsNone() {
        String name = "n".repeat(ApiHeaders.PEER_LENGTH_MAX);
        assertThat(new Requester("a", name + "n")).isEqualTo(new Requester("a", ""));
        assertThat(new Requester("a", name).name()).isEqualTo(name);
    }

    @Test
    void nothingIsRememberedOfThoseWhoHaveGone() {
        List<Requester> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(new Requester("a" + i % 7, "n" + i % 3));
        }
        all.forEach(requester -> assertThat(shares.take(requester)).isTrue());
        all.forEach(shares::giveBack);

        assertThat(shares.taken()).isZero();
        assertThat(takeAll(shares, client("a0"))).isEqualTo(SLOTS);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new SlotShares(0)).hasMessageContaining("at least 1 upload slot");
        assertThatThrownBy(() -> shares.giveBack(client("a"))).hasMessageContaining("no slot");
    }

    private void giveBack(Requester requester, int count) {
        for (int i = 0; i < count; i++) {
            shares.giveBack(requester);
        }
    }

    private void endAny(Random random, Map<String, Deque<Requester>> running) {
        List<Deque<Requester>> busy =
                running.values().stream().filter(some -> !some.isEmpty()).toList();
        shares.giveBack(busy.get(random.nextInt(busy.size())).remove());
    }

    private static int takeAll(SlotShares shares, Requester requester) {
        int count = 0;
        while (shares.take(requester)) {
            count++;
        }
        return count;
    }

    private static Requester client(String address) {
        return new Requester(address, "");
    }
}

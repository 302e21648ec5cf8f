package io.rangeswarm.model.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LongestIdleTest {

    private record Connection(int usedAt, boolean isIdle) {}

    private static List<Connection> of(List<Connection> all, int count) {
        return LongestIdle.of(all, Connection::isIdle, Connection::usedAt, count);
    }

    @Test
    void findsThoseThatNobodyHasUsedForTheLongest() {
        List<Connection> all = new ArrayList<>(IntStream.range(0, 1000)
                .mapToObj(usedAt -> new Connection(usedAt, true))
                .toList());
        Collections.shuffle(all, new Random(5));

        assertThat(of(all, 10)).extracting(Connection::usedAt).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void leavesThoseThatAreInUse() {
        List<Connection> all = List.of(new Connection(1, false), new Connection(3, true), new Connection(2, false));

        assertThat(of(all, 2)).containsExactly(new Connection(3, true));
        assertThat(of(List.of(new Connection(1, false)), 2)).isEmpty();
    }
}

package io.rangeswarm.model.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatientReadsTest {

    private final PatientReads reads = new PatientReads();
    private final AtomicInteger waits = new AtomicInteger();

    /** Each one that waits has the next one wait as well. */
    private int waitWithOthers(boolean block, int others) throws IOException {
        if (!block) {
            return 0;
        }
        waits.incrementAndGet();
        return others == 0 ? 1 : reads.read(true, next -> waitWithOthers(next, others - 1), 4);
    }

    @Test
    void aQuarterOfTheWorkersNeverWaits() {
        assertThatThrownBy(() -> reads.read(true, block -> waitWithOthers(block, 3), 4))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too many");
        assertThat(waits).hasValue(3);
    }

    @Test
    void whoHasWaitedMakesPlace() throws IOException {
        for (int time = 0; time < 10; time++) {
            assertThat(reads.read(true, block -> waitWithOthers(block, 2), 4)).isOne();
        }
    }

    @Test
    void whatHasComeNeedsNoPlace() throws IOException {
        assertThat(reads.read(true, block -> 5, 0)).isEqualTo(5);
        assertThat(reads.read(false, block -> 0, 0)).isZero();
        assertThat(reads.read(true, block -> -1, 0)).isEqualTo(-1);
    }
}

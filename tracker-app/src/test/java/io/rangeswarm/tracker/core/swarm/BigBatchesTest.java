package io.rangeswarm.tracker.core.swarm;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static io.rangeswarm.tracker.core.swarm.Samples.whole;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BigBatchesTest {

    private final BigBatches batches = new BigBatches();
    private final List<List<SharedFile>> written = new ArrayList<>();

    private static List<SharedFile> files(int count, int chunks) {
        return IntStream.range(0, count)
                .mapToObj(i -> whole("f" + i, manifest(chunks, "f" + i)))
                .toList();
    }

    private Answer<Integer> write(List<SharedFile> slice) {
        written.add(List.copyOf(slice));
        return Answer.granted(slice.size());
    }

    @Test
    void aSmallBatchGoesAsItIs() {
        batches.inSlices(files(8, 1), this::write);
        batches.inSlices(List.of(), this::write);

        assertThat(written).extracting(List::size).containsExactly(8, 0);
    }

    @Test
    void aBigBatchGoesInSlicesAndNothingIsLost() {
        List<SharedFile> files = files(1000, 1);

        assertThat(batches.inSlices(files, this::write)).isInstanceOf(Answer.Granted.class);

        assertThat(written).allSatisfy(slice -> assertThat(slice).hasSizeLessThanOrEqualTo(128));
        assertThat(written.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void filesWithManyChunksMakeSmallerSlices() {
        batches.inSlices(files(10, 3000), this::write);

        assertThat(written.stream().filter(slice -> !slice.isEmpty()))
                .extracting(List::size)
                .containsOnly(2);
    }

    @Test
    void theSameBytesUnderManyNamesStayTogether() {
        List<SharedFile> files = IntStream.range(0, 300)
                .mapToObj(i -> whole("f" + i, manifest(1, i % 2 == 0 ? "even" : "odd")))
                .toList();

        batches.inSlices(files, this::write);

        assertThat(written).hasSize(2);
    }

    @Test
    void aRefusalEndsIt() {
        Refusal refusal = new Refusal.Overloaded(Duration.ofSeconds(1));

        Answer<Integer> answer = batches.inSlices(files(300, 1), slice -> {
            written.add(slice);
            return written.size() == 2 ? Answer.refused(refusal) : Answer.granted(0);
        });

        assertThat(answer).isEqualTo(Answer.refused(refusal));
        assertThat(written).hasSize(2);
    }
}

package io.rangeswarm.tracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rangeswarm.model.content.ChunkSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Any bytes as a row of the tracker's own journal. */
class JournalEntriesFuzzTest {

    @FuzzTest
    void row(byte[] bytes) {
        Map<Held, ChunkSet> read = new HashMap<>();
        try {
            JournalEntries.apply(bytes, read);
        } catch (IllegalArgumentException refused) {
            return;
        }
        Map<Held, ChunkSet> again = new HashMap<>();
        JournalEntries.encode(List.of(), read).forEach(row -> JournalEntries.apply(row, again));
        assertThat(again).isEqualTo(read);
    }
}

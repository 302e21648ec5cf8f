package io.rangeswarm.tracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

class NamesInMemoryTest {

    private static final int NAME_BYTES = 32 + 4 + 1; // beside those of its text

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:names;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE", "sa", "");
    private final JdbcTemplate template = new JdbcTemplate(pool);

    NamesInMemoryTest() {
        template.execute("create table file_name (file_id bytea not null, name varchar(1024) not null,"
                + " folded varchar(1024) not null, primary key (file_id, name))");
    }

    @AfterEach
    void close() {
        template.execute("shutdown");
        pool.dispose();
    }

    private void insert(String... names) {
        for (String name : names) {
            template.update("insert into file_name values (?, ?, ?)", id(name), name, name);
        }
    }

    /** The name's first letters and zeros. */
    private static byte[] id(String name) {
        return Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), 32);
    }

    private NamesInMemory names(long bytesMax) {
        return new NamesInMemory(JdbcClient.create(template), bytesMax);
    }

    private static Optional<List<String>> find(NamesInMemory names, String part, int max) {
        return names.find(part, max)
                .map(ids -> ids.stream().map(HexFormat.of()::formatHex).toList());
    }

    private static Optional<List<String>> idsOf(String... names) {
        return Optional.of(Arrays.stream(names)
                .map(name -> HexFormat.of().formatHex(id(name)))
                .toList());
    }

    @Test
    void findsAFileOnceForEachOfItsNamesThatFits() {
        NamesInMemory names = names(1000);
        insert("banana", "cherry", "ananas");

        assertThat(find(names, "an", 10)).isEqualTo(idsOf("banana", "ananas"));
        assertThat(find(names, "banana", 10)).isEqualTo(idsOf("banana"));
        assertThat(find(names, "y", 10)).isEqualTo(idsOf("cherry"));
        assertThat(find(names, "bananas", 10)).isEqualTo(idsOf());
    }

    @Test
    void readsWhatIsNewAndKeepsWhatHasGone() {
        NamesInMemory names = names(1_000_000);
        insert("first");
        assertThat(find(names, "i", 10)).isEqualTo(idsOf("first"));

        template.update("delete from file_name");
        insert("second", "third");

        assertThat(find(names, "i", 10)).isEqualTo(idsOf("first", "third"));
        for (int more = 1000; more < 3000; more++) {
            insert("more of " + more);
        }
        assertThat(find(names, "f 2999", 10)).isEqualTo(idsOf("more of 2999"));
    }

    @Test
    void leavesToTheDatabaseWhatFitsTooMany() {
        NamesInMemory names = names(1000);
        insert("a1", "a2", "a3");

        assertThat(find(names, "a", 3)).isEqualTo(idsOf("a1", "a2", "a3"));
        assertThat(find(names, "a", 2)).isEmpty();
    }

    @Test
    void leavesToTheDatabaseMoreNamesThanMayBeInMemory() {
        NamesInMemory names = names(2L * (NAME_BYTES + "ab".length()));
        insert("ab", "ac");
        assertThat(find(names, "ac", 10)).isEqualTo(idsOf("ac"));

        insert("ad");

        assertThat(find(names, "ac", 10)).isEmpty();
        assertThat(find(names, "ac", 10)).isEmpty();
    }
}

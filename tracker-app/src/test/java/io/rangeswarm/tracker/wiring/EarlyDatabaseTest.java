package io.rangeswarm.tracker.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@Timeout(60)
class EarlyDatabaseTest {

    @TempDir
    private Path temp;

    private GenericApplicationContext begun(Map<String, Object> options) {
        GenericApplicationContext context = new GenericApplicationContext();
        context.setEnvironment(PackedEnvironment.with(options));
        EarlyDatabase.begin(context);
        return context;
    }

    private static EarlyDatabase early(GenericApplicationContext context) {
        return context.getBeanFactory().getBean(EarlyDatabase.class);
    }

    private static boolean isLocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            return free == null;
        } catch (OverlappingFileLockException byThisProcess) {
            return true;
        }
    }

    @Test
    void theTablesAreThereAndTheFolderIsTakenUntilItIsLeftToThePool() throws IOException {
        Path folder = temp.resolve("data");
        EarlyDatabase early = early(begun(Map.of("rangeswarm.tracker.data", folder)));

        assertThat(early.hasBroughtUpToDate(DatabaseWiring.urlIn(folder))).isTrue();
        assertThat(early.hasBroughtUpToDate("jdbc:h2:mem:other")).isFalse();
        Path file = folder.resolve("tracker.mv.db");
        assertThat(isLocked(file)).isTrue();
        JdbcTemplate template = new JdbcTemplate(new DriverManagerDataSource(
                DatabaseWiring.urlIn(folder), DatabaseWiring.H2_USER, DatabaseWiring.H2_PASSWORD));
        assertThat(template.queryForObject("SELECT count(*) FROM peer", Long.class))
                .isZero();

        early.close();

        assertThat(isLocked(file)).isFalse();
    }

    @Test
    void nothingIsOpenedWhereOptionsNameAnotherDatabase() {
        Path folder = temp.resolve("data");
        GenericApplicationContext spring =
                begun(Map.of("rangeswarm.tracker.data", folder, "spring.datasource.url", "jdbc:h2:mem:other"));
        assertThat(spring.getBeanFactory().containsSingleton("earlyDatabase")).isFalse();

        EarlyDatabase postgres = early(begun(
                Map.of("rangeswarm.tracker.data", folder, "rangeswarm.tracker.database.url", "postgresql://db/swarm")));
        assertThat(postgres.hasBroughtUpToDate("jdbc:postgresql://db/swarm")).isFalse();
        postgres.close();

        assertThat(folder).doesNotExist();
    }

    @Test
    void whatGoesWrongIsLeftToTheBeansAndNobodyWaitsForEver() throws IOException {
        Path noFolder = Files.createFile(temp.resolve("file"));
        Path folder = Files.createDirectories(temp.resolve("taken"));
        Files.writeString(folder.resolve("tracker.mv.db"), "no database");
        for (Map<String, Object> options : List.of(
                Map.<String, Object>of("rangeswarm.tracker.data", noFolder),
                Map.<String, Object>of("rangeswarm.tracker.data", folder),
                Map.<String, Object>of("rangeswarm.tracker.data", folder, "rangeswarm.tracker.lease", "nonsense"))) {
            EarlyDatabase early = early(begun(options));

            assertThat(early.hasBroughtUpToDate(DatabaseWiring.urlIn(folder))).isFalse();
            early.close();
        }
    }
}

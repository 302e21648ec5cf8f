package io.rangeswarm.tracker.wiring;

import com.zaxxer.hikari.HikariDataSource;
import io.rangeswarm.tracker.core.catalog.Catalog;
import io.rangeswarm.tracker.core.catalog.RememberingCatalog;
import io.rangeswarm.tracker.core.swarm.Census;
import io.rangeswarm.tracker.core.swarm.SwarmClock;
import io.rangeswarm.tracker.core.swarm.SwarmStore;
import io.rangeswarm.tracker.jdbc.DatabaseBackups;
import io.rangeswarm.tracker.jdbc.JdbcCatalog;
import io.rangeswarm.tracker.jdbc.JdbcCensus;
import io.rangeswarm.tracker.jdbc.JdbcSwarmStore;
import io.rangeswarm.tracker.jdbc.JdbcSwarmTime;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.config.IntervalTask;
import org.springframework.transaction.PlatformTransactionManager;

/** The database and the ports that it implements. */
@Configuration(proxyBeanMethods = false)
class DatabaseWiring {

    private static final Logger log = LoggerFactory.getLogger("io.rangeswarm.tracker.Tracker");

    /**
     * MODE, lower case names and null ordering let H2 and PostgreSQL share one SQL. With H2's default WRITE_DELAY a
     * killed process loses commits that were answered already. RETENTION_TIME is how long space that is free is not used anew, so that
     * a file torn by a loss of power has an older version whole: ten times as long as between two times that it is forced to the
     * disk. H2's own 45 s, for systems that do that by themselves, kept 40,000 versions of a busy tracker in the heap.
     */
    private static final String H2_URL =
            "jdbc:h2:file:%s;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0"
                    + ";LOCK_TIMEOUT=5000;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=%d;RETENTION_TIME=10000";

    /**
     * H2's own choice is a sixteenth of the heap. Pages live in it just long enough to be moved to the old generation, where only a
     * collection of the whole heap finds them; the file's pages are in the system's cache as well.
     */
    private static final long H2_CACHE_KB = Math.max(4096, Runtime.getRuntime().maxMemory() / (64 * 1024));

    static final String H2_USER = "sa";
    static final String H2_PASSWORD = "";

    /** The named database, or else the one in the data folder, unless Spring's own options name one. */
    @Bean
    @ConditionalOnProperty(name = "spring.datasource.url", matchIfMissing = true, havingValue = "data-folder")
    JdbcConnectionDetails database(TrackerProperties properties) {
        String url = properties.database().url();
        return url == null
                ? new Connection(urlOf(properties), H2_USER, H2_PASSWORD)
                : new Connection(
                        url, properties.database().user(), properties.database().secret());
    }

    /** The data folder's database. The folder is there after that. @throws UnusableDatabase when it cannot be */
    static String urlOf(TrackerProperties properties) {
        return urlIn(usable(properties.dataFolder()));
    }

    static String urlIn(Path dataFolder) {
        return H2_URL.formatted(dataFolder.resolve("tracker"), H2_CACHE_KB);
    }

    /** Where the database is and how to get in. */
    private record Connection(
            String url, @Nullable String user, @Nullable String secret) implements JdbcConnectionDetails {

        @Override
        public @Nullable String getUsername() {
            return user;
        }

        @Override
        public @Nullable String getPassword() {
            return secret;
        }

        @Override
        public String getJdbcUrl() {
            return url;
        }

        /** Leaves out the password. */
        @Override
        public String toString() {
            return url;
        }
    }

    /** Nobody gets the pool before waiting for PostgreSQL is bounded, however it was named, and the tables are up to date. */
    @Bean
    static BeanPostProcessor readyDatabase(ObjectProvider<EarlyDatabase> early) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool && Tables.isPostgres(String.valueOf(pool.getJdbcUrl()))) {
                    PostgresConnections.bound(pool);
                }
                return bean;
            }

            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool) {
                    makeReady(pool, early);
                }
                return bean;
            }
        };
    }

    private static void makeReady(HikariDataSource pool, ObjectProvider<EarlyDatabase> early) {
        String url = String.valueOf(pool.getJdbcUrl());
        boolean done = early.stream().anyMatch(database -> database.hasBroughtUpToDate(url));
        if (!done) {
            Tables.bringUpToDate(pool, url); // or it says why that cannot be
        }
        try {
            java.sql.Connection keepsItOpen = pool.getConnection();
            early.ifAvailable(EarlyDatabase::close);
            JdbcUtils.closeConnection(keepsItOpen);
        } catch (SQLException unusable) {
            throw new DataAccessResourceFailureException("the pool gets no connection", unusable);
        }
    }

    private static Path usable(Path folder) {
        if (folder.toString().indexOf(';') >= 0) {
            throw UnusableDatabase.folder(folder, "its path has a semicolon, which ends a path in the database's URL");
        }
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException notAFolder) {
            throw UnusableDatabase.folder(folder, "it is not a folder");
        } catch (IOException failed) {
            throw UnusableDatabase.folder(folder, "it cannot be created (" + failed + ")");
        }
        if (!Files.isWritable(folder)) {
            throw UnusableDatabase.folder(folder, "it cannot be written to");
        }
        return folder;
    }

    @Bean
    SwarmStore swarmStore(JdbcTemplate template, PlatformTransactionManager transactions) {
        return new JdbcSwarmStore(template, transactions, new SecureRandom());
    }

    @Bean
    SwarmClock swarmClock(JdbcTemplate template) {
        return new SwarmClock(new JdbcSwarmTime(template), Clock.systemUTC(), System::nanoTime);
    }

    /** Copies of the data folder's database, where they are wanted. */
    @Bean
    Chores backups(
            TaskScheduler scheduler,
            JdbcTemplate template,
            TrackerProperties properties,
            JdbcConnectionDetails database) {
        return new Chores(
                scheduler,
                properties.backup().target().stream()
                        .map(folder -> backup(folder, template, properties, database.getJdbcUrl()))
                        .toList());
    }

    private static IntervalTask backup(
            Path folder, JdbcTemplate template, TrackerProperties properties, String jdbcUrl) {
        if (!jdbcUrl.startsWith("jdbc:h2:")) {
            throw new UnusableDatabase("rangeswarm.tracker.backup is for the data folder; use pg_dump");
        }
        DatabaseBackups backups =
                new DatabaseBackups(template, folder, properties.backup().kept(), Clock.systemUTC());
        return new IntervalTask(
                () -> copy(backups),
                properties.backup().every(),
                properties.backup().every());
    }

    private static void copy(DatabaseBackups backups) {
        try {
            log.info("backup written to {}", backups.copy());
        } catch (IOException | RuntimeException failed) {
            log.error("no backup could be made, and it will be tried again: {}", failed.toString());
        }
    }

    @Bean
    JdbcCatalog jdbcCatalog(JdbcTemplate template) {
        return new JdbcCatalog(template);
    }

    @Bean
    @Primary
    Catalog catalog(JdbcCatalog catalog) {
        return new RememberingCatalog(catalog, ManifestCache.create());
    }

    @Bean
    Census census(JdbcTemplate template) {
        return new JdbcCensus(template);
    }
}

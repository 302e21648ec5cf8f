package io.rangeswarm.tracker.wiring;

import io.rangeswarm.tracker.core.catalog.Catalog;
import io.rangeswarm.tracker.core.swarm.Census;
import io.rangeswarm.tracker.core.swarm.SwarmStore;
import io.rangeswarm.tracker.jdbc.JdbcCatalog;
import io.rangeswarm.tracker.jdbc.JdbcCensus;
import io.rangeswarm.tracker.jdbc.JdbcSwarmStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The database and the ports that it implements. */
@Configuration(proxyBeanMethods = false)
class DatabaseWiring {

    /**
     * MODE, lower case names and null ordering let H2 and PostgreSQL share one SQL. With H2's default WRITE_DELAY a
     * killed process loses commits that were answered already.
     */
    private static final String H2_URL =
            "jdbc:h2:file:%s;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0"
                    + ";LOCK_TIMEOUT=5000;DB_CLOSE_ON_EXIT=FALSE";

    /** The database in the data folder, unless another one is configured. */
    @Bean
    @ConditionalOnProperty(name = "spring.datasource.url", matchIfMissing = true, havingValue = "data-folder")
    JdbcConnectionDetails dataFolder(TrackerProperties properties) {
        String url = H2_URL.formatted(usable(properties.dataFolder()).resolve("tracker"));
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return "sa";
            }

            @Override
            public String getPassword() {
                return "";
            }

            @Override
            public String getJdbcUrl() {
                return url;
            }
        };
    }

    private static Path usable(Path folder) {
        if (folder.toString().indexOf(';') >= 0) {
            throw new UnusableDataFolder(folder, "its path has a semicolon, which ends a path in the database's URL");
        }
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException notAFolder) {
            throw new UnusableDataFolder(folder, "it is not a folder");
        } catch (IOException failed) {
            throw new UnusableDataFolder(folder, "it cannot be created (" + failed + ")");
        }
        if (!Files.isWritable(folder)) {
            throw new UnusableDataFolder(folder, "it cannot be written to");
        }
        return folder;
    }

    @Bean
    SwarmStore swarmStore(JdbcTemplate template, PlatformTransactionManager transactions) {
        return new JdbcSwarmStore(template, new TransactionTemplate(transactions), new SecureRandom());
    }

    @Bean
    Catalog catalog(JdbcTemplate template) {
        return new JdbcCatalog(template);
    }

    @Bean
    Census census(JdbcTemplate template) {
        return new JdbcCensus(template);
    }
}

package io.rangeswarm.tracker.wiring;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcUtils;

/**
 * Opens the data folder's database and brings its tables up to date while Spring is still making beans: a fifth of a start, which
 * need not wait in line. Whatever goes wrong here is left to the beans, which come the same way a moment later and say what it is.
 *
 * <p>What the thread has done is seen by whoever waited for it.
 */
public final class EarlyDatabase {

    private static final Logger log = LoggerFactory.getLogger(EarlyDatabase.class);

    private final CountDownLatch ended = new CountDownLatch(1);

    /** Keeps the database open until the pool has it. */
    private volatile @Nullable Connection opened;

    /** The database whose tables are as they should be. */
    private volatile @Nullable String upToDate;

    private EarlyDatabase() {}

    /** Begins, where the database is the data folder's, and leaves word for the beans. */
    public static void begin(ConfigurableApplicationContext context) {
        Environment environment = context.getEnvironment();
        if (environment.containsProperty("spring.datasource.url")) {
            return;
        }
        EarlyDatabase early = new EarlyDatabase();
        context.getBeanFactory().registerSingleton("earlyDatabase", early);
        Thread opener = new Thread(() -> early.open(environment), "database");
        opener.setDaemon(true);
        opener.start();
    }

    private void open(Environment environment) {
        try {
            TrackerProperties properties = Binder.get(environment)
                    .bind("rangeswarm.tracker", TrackerProperties.class)
                    .get();
            if (properties.database().url() == null) {
                String url = DatabaseWiring.urlOf(properties);
                DataSource database =
                        new DriverManagerDataSource(url, DatabaseWiring.H2_USER, DatabaseWiring.H2_PASSWORD);
                opened = database.getConnection();
                Tables.bringUpToDate(database, url);
                upToDate = url;
            }
        } catch (SQLException | RuntimeException failed) {
            log.debug("the beans will say it again", failed);
        } finally {
            ended.countDown();
        }
    }

    /** Waits for the end, and tells whether this database's tables are as they should be; or else somebody has to see to it. */
    boolean hasBroughtUpToDate(String jdbcUrl) {
        try {
            ended.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return jdbcUrl.equals(upToDate);
    }

    /** Leaves the database to whoever has opened it meanwhile. */
    void close() {
        @Nullable Connection open = opened;
        opened = null;
        JdbcUtils.closeConnection(open);
    }
}

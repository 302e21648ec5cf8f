package io.rangeswarm.tracker.wiring;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The database's tables, brought up to date by the scripts that are packed. */
final class Tables {

    private static final String ANY_DATABASE = "classpath:db/migration";
    private static final String POSTGRESQL = "classpath:db/postgresql";

    private Tables() {}

    /**
     * Runs what the database has not seen yet.
     *
     * @param jdbcUrl says which database it is
     * @throws org.flywaydb.core.api.FlywayException when it cannot be reached or is not ours; its cause tells
     */
    static void bringUpToDate(DataSource database, String jdbcUrl) {
        String[] scripts = isPostgres(jdbcUrl) ? new String[] {ANY_DATABASE, POSTGRESQL} : new String[] {ANY_DATABASE};
        Flyway.configure(Tables.class.getClassLoader())
                .dataSource(database)
                .locations(scripts)
                .load()
                .migrate();
    }

    static boolean isPostgres(String jdbcUrl) {
        return jdbcUrl.startsWith("jdbc:postgresql:");
    }
}

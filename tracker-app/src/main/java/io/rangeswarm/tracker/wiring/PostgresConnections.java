package io.rangeswarm.tracker.wiring;

import com.zaxxer.hikari.HikariDataSource;

/** How connections to PostgreSQL are set up, so that nothing waits for ever for a server, a network or a neighbour. */
final class PostgresConnections {

    /** To connect, seconds; less than the pool waits. */
    private static final int CONNECT_SECONDS = 2;

    /** For an answer, seconds: longer than the server lets a statement run, which is the better end. */
    private static final int ANSWER_SECONDS = 40;

    /**
     * A statement that waits so long for another's locks has met something broken; and whoever vanished in the middle of a
     * transaction, with its machine, gives its locks back. Nothing is compiled: PostgreSQL overrates what a search costs and
     * would compile it for 200 ms, each time, to save a few.
     */
    private static final String SERVER_SETTINGS =
            "set statement_timeout = '30s'; set idle_in_transaction_session_timeout = '30s'; set jit = off";

    private PostgresConnections() {}

    static void bound(HikariDataSource pool) {
        pool.addDataSourceProperty("ApplicationName", "rangeswarm-tracker");
        pool.addDataSourceProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        pool.addDataSourceProperty("socketTimeout", Integer.toString(ANSWER_SECONDS));
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        if (pool.getConnectionInitSql() == null) {
            pool.setConnectionInitSql(SERVER_SETTINGS);
        }
    }
}

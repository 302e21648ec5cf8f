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
     * transaction, with its machine, gives its locks back.
     */
    private static final String SERVER_LIMITS =
            "set statement_timeout = '30s'; set idle_in_transaction_session_timeout = '30s'";

    private PostgresConnections() {}

    static void bound(HikariDataSource pool) {
        pool.addDataSourceProperty("ApplicationName", "rangeswarm-tracker");
        pool.addDataSourceProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        pool.addDataSourceProperty("socketTimeout", Integer.toString(ANSWER_SECONDS));
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        if (pool.getConnectionInitSql() == null) {
            pool.setConnectionInitSql(SERVER_LIMITS);
        }
    }
}

package io.rangeswarm.tracker.jdbc;

import java.util.Objects;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the two databases do not have in common. */
enum Dialect {

    /** Locks its file, so whoever has it open is the only one who writes it. */
    H2,

    /** Several trackers may share the database; has row locks that many can hold at once. */
    POSTGRESQL;

    /** @throws org.springframework.dao.DataAccessException when the database cannot be asked */
    static Dialect of(JdbcTemplate template) {
        ConnectionCallback<String> productName =
                connection -> connection.getMetaData().getDatabaseProductName();
        return Objects.equals(template.execute(productName), "PostgreSQL") ? POSTGRESQL : H2;
    }
}

package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.tracker.core.swarm.SwarmTime;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The shared time in its table of one row. Has no state. */
public final class JdbcSwarmTime implements SwarmTime {

    private static final String SELECT = "select millis from swarm_time where id = 1";

    private final JdbcClient client;

    public JdbcSwarmTime(JdbcTemplate template) {
        this.client = JdbcClient.create(template);
    }

    @Override
    public Optional<Instant> last() {
        return Optional.of(read()).filter(Instant.EPOCH::isBefore);
    }

    @Override
    public Instant advance(Instant atLeast) {
        client.sql("update swarm_time set millis = :millis where id = 1 and millis < :millis")
                .param("millis", atLeast.toEpochMilli())
                .update();
        return read();
    }

    private Instant read() {
        return Instant.ofEpochMilli(client.sql(SELECT).query(Long.class).single());
    }
}

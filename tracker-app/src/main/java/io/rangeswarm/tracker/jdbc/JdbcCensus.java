package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.tracker.core.swarm.Census;
import io.rangeswarm.tracker.core.swarm.SwarmNumbers;
import java.time.Instant;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts in SQL. Has no state. */
public final class JdbcCensus implements Census {

    private static final String COUNT = """
            select p.peers, p.uploaded, p.downloaded, h.seeds, h.holdings, h.copies, f.files, f.bytes
            from (select count(*) as peers, coalesce(sum(uploaded_bytes), 0) as uploaded,
                         coalesce(sum(downloaded_bytes), 0) as downloaded
                  from peer where lease_until > :now) p,
                 (select count(*) as holdings, count(case when h.part = 2 then 1 end) as seeds,
                         coalesce(sum(h.held_count), 0) as copies
                  from holding h join peer p on p.id = h.peer_id where p.lease_until > :now) h,
                 (select count(*) as files, coalesce(sum(f.length), 0) as bytes from file f
                  where exists (select 1 from holding h join peer p on p.id = h.peer_id
                                where h.file_id = f.id and p.lease_until > :now)) f
            """;

    private final JdbcClient client;

    public JdbcCensus(JdbcTemplate template) {
        this.client = JdbcClient.create(template);
    }

    @Override
    public SwarmNumbers count(Instant now) {
        return client.sql(COUNT)
                .param("now", now.toEpochMilli())
                .query((row, number) -> new SwarmNumbers(
                        row.getLong("peers"),
                        row.getLong("files"),
                        row.getLong("seeds"),
                        row.getLong("holdings") - row.getLong("seeds"),
                        row.getLong("bytes"),
                        row.getLong("copies"),
                        row.getLong("uploaded"),
                        row.getLong("downloaded")))
                .single();
    }
}

package io.rangeswarm.tracker.jdbc;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many files are listed. To ask each of very many whether a live peer shares it takes long. Nearly all are listed: a file
 * that is not goes with the next clean-up. So where there are many, the files are counted, and those among them that are not
 * listed are counted only now and then. Safe for many threads.
 */
final class FileTotal {

    /** Up to so many files the total is always as of now. */
    private static final int EXACT_MAX = 5000;

    private final JdbcClient client;
    private final AtomicBoolean isWanted = new AtomicBoolean();
    private volatile Counted last = new Counted(0, 0);

    FileTotal(JdbcClient client) {
        this.client = client;
    }

    /** As it was once: so many files, and so many of them on no list. */
    private record Counted(long files, long unlisted) {

        /** When there are fewer files than then, it is those that have gone. */
        long listedOf(long now) {
            return now - Math.max(0, unlisted - Math.max(0, files - now));
        }
    }

    long at(Instant now) {
        long files = count();
        if (files <= EXACT_MAX) {
            return countListed(now);
        }
        isWanted.set(true);
        return last.listedOf(files);
    }

    /** Looks at all files, if anybody has asked for their total since it did so last. */
    void recount(Instant now) {
        if (isWanted.getAndSet(false)) {
            long files = count();
            last = new Counted(files, Math.max(0, files - countListed(now)));
        }
    }

    private long count() {
        return client.sql("select count(*) from file").query(Long.class).single();
    }

    private long countListed(Instant now) {
        return client.sql("""
                        select count(*) from file f
                        where exists (select 1 from holding h join peer p on p.id = h.peer_id
                                      where h.file_id = f.id and p.lease_until > :now)
                        """)
                .param("now", now.toEpochMilli())
                .query(Long.class)
                .single();
    }
}

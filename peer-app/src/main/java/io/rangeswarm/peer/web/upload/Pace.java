package io.rangeswarm.peer.web.upload;

import io.rangeswarm.peer.core.upload.UploadTurns;
import io.rangeswarm.peer.core.upload.UploadTurns.Grant;
import io.rangeswarm.peer.core.upload.UploadTurns.Place;
import java.util.Optional;

/** Lets the limited transfers of one loop send when it is their turn. Used by that loop's thread alone. */
final class Pace {

    /** How many grants are carried out before the loop looks for other events. */
    private static final int GRANTS_AT_ONCE = 16;

    private final UploadLimit limit;
    private final UploadTurns<UploadConnection> turns;
    private long bytesPerSecond;

    Pace(UploadLimit limit) {
        this.limit = limit;
        this.bytesPerSecond = limit.bytesPerSecond().orElse(Long.MAX_VALUE);
        this.turns = new UploadTurns<>(bytesPerSecond, System.nanoTime());
    }

    Place<UploadConnection> join(UploadConnection connection, long bytes) {
        return turns.join(connection, bytes);
    }

    void leave(Place<UploadConnection> place) {
        turns.leave(place);
    }

    void writable(Place<UploadConnection> place) {
        turns.writable(place);
    }

    /**
     * Sends what may be sent now.
     *
     * @return how many nanoseconds to wait until more may be sent; 0 or less if some may be already
     */
    long sendDue() {
        heedLimit();
        for (int granted = 0; granted < GRANTS_AT_ONCE; granted++) {
            Optional<Grant<UploadConnection>> grant = turns.next(System.nanoTime());
            if (grant.isEmpty()) {
                break;
            }
            long sent = grant.get().place().owner().sendGranted(grant.get().bytes());
            if (turns.sent(grant.get(), sent)) {
                grant.get().place().owner().sentAll();
            }
        }
        limit.setWaiting(turns.waiting());
        return turns.nextAtNanos().isEmpty()
                ? Long.MAX_VALUE
                : turns.nextAtNanos().getAsLong() - System.nanoTime();
    }

    private void heedLimit() {
        long now = limit.bytesPerSecond().orElse(Long.MAX_VALUE);
        if (now != bytesPerSecond) {
            bytesPerSecond = now;
            turns.changeLimit(now, System.nanoTime());
        }
    }
}

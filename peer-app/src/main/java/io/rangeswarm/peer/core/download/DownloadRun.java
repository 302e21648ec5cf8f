package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.download.DownloadTarget.Placed;
import io.rangeswarm.peer.core.store.PartFile;
import io.rangeswarm.peer.core.swarm.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The work of one run of a {@link Download}, on its thread: finds the manifest, fetches into the part file, checks the
 * whole and gives it its name. What others may see of it it tells the download, which also says when to stop.
 */
final class DownloadRun {

    private static final Duration MANIFEST_RETRY_FIRST = Duration.ofMillis(250);
    private static final Duration MANIFEST_RETRY_LONGEST = Duration.ofSeconds(10);

    private final Download download;
    private final DownloadContext context;
    private final LocationPolling polling;
    private final Exchanges exchanges;
    private final RateMeter rate;
    private final DownloadTarget target;
    private final DownloadFiles files;

    DownloadRun(
            Download download,
            DownloadContext context,
            LocationPolling polling,
            Exchanges exchanges,
            RateMeter rate,
            DownloadTarget target,
            DownloadFiles files) {
        this.download = download;
        this.context = context;
        this.polling = polling;
        this.exchanges = exchanges;
        this.rate = rate;
        this.target = target;
        this.files = files;
    }

    /** Does the work; empty when it was stopped. */
    Optional<DownloadState> bring() throws IOException, InterruptedException {
        if (!download.moveTo(DownloadState.LOCATING)) {
            return Optional.empty();
        }
        Optional<PartFile> left = files.reopen();
        if (left.isPresent()) {
            return goOn(left.get());
        }
        Optional<Placed> held = target.alreadyShared();
        if (held.isPresent()) {
            return download.complete(held.get());
        }
        Optional<Manifest> found = awaitManifest();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        FileName wanted = target.nameFor(found.get());
        Optional<Placed> there = target.alreadyThere(wanted, found.get());
        return there.isPresent() ? download.complete(there.get()) : fetchInto(files.create(wanted, found.get()));
    }

    private Optional<DownloadState> goOn(PartFile left) throws IOException, InterruptedException {
        // A process may have died between the file's renaming and the end of its records.
        Optional<Placed> there =
                left.held().isEmpty() ? target.alreadyThere(left.name(), left.manifest()) : Optional.empty();
        if (there.isPresent()) {
            files.discard();
            return download.complete(there.get());
        }
        return fetchInto(left);
    }

    private Optional<Manifest> awaitManifest() throws InterruptedException {
        Duration pause = MANIFEST_RETRY_FIRST;
        while (true) {
            Reply<Manifest> reply = polling.manifest(download.fileId(), List.of());
            if (reply.answer().isPresent()) {
                download.found(reply.answer().get());
                return reply.answer();
            }
            if (!download.waitFor("no manifest yet: " + reply.why(), pause)) {
                return Optional.empty();
            }
            pause = pause.multipliedBy(2).compareTo(MANIFEST_RETRY_LONGEST) < 0
                    ? pause.multipliedBy(2)
                    : MANIFEST_RETRY_LONGEST;
        }
    }

    private Optional<DownloadState> fetchInto(PartFile open) throws IOException, InterruptedException {
        PartHolding holding = new PartHolding(open);
        if (target.wholeHolding().isEmpty()) { // what is held in part must not hide what is held whole
            context.holdings().put(holding);
        }
        FetchLoop running = new FetchLoop(open, holding, context, polling, exchanges, index -> {
            holding.verified(index);
            countVerified(open, index);
        });
        if (!download.fetching(open, running)) {
            return Optional.empty();
        }
        if (running.run()) {
            return finish(open);
        }
        download.shutDown(); // changes nothing where another wish stopped the loop
        return Optional.empty();
    }

    private void countVerified(PartFile open, int index) {
        rate.count(open.manifest().layout().lengthOf(index), context.clock().instant());
        context.holdings().find(download.fileId()).ifPresent(context.holdings()::grew);
    }

    private Optional<DownloadState> finish(PartFile open) throws IOException {
        if (!download.moveTo(DownloadState.CHECKING)) {
            return Optional.empty();
        }
        Sha256 actual = open.globalHash();
        if (!actual.equals(open.manifest().globalHash())) {
            download.discardPart();
            return Optional.of(download.failed(new DownloadFailure(
                    DownloadFailure.Kind.HASH_MISMATCH,
                    "every chunk is right, but the whole file's SHA-256 is " + actual + " and the manifest says "
                            + open.manifest().globalHash() + "; whoever registered this file made a false manifest")));
        }
        if (!download.moveTo(DownloadState.CHECKING)) { // hashing may have taken long
            return Optional.empty();
        }
        Placed placed = target.publish(open);
        download.discardPart();
        return download.complete(placed);
    }
}

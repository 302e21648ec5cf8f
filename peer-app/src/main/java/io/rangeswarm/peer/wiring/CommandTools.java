package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.api.DownloadView;
import io.rangeswarm.model.api.LimitsChange;
import io.rangeswarm.model.api.LimitsView;
import io.rangeswarm.peer.cli.Toolbox;
import io.rangeswarm.peer.core.download.DownloadContext;
import io.rangeswarm.peer.core.download.Downloads;
import io.rangeswarm.peer.core.exchange.Contacts;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.limit.Bandwidth;
import io.rangeswarm.peer.core.limit.DownloadLimit;
import io.rangeswarm.peer.core.limit.Limits;
import io.rangeswarm.peer.core.limit.TransferLimits;
import io.rangeswarm.peer.core.swarm.FirstWorkingTracker;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import io.rangeswarm.peer.core.swarm.Tracker;
import io.rangeswarm.peer.okhttp.HttpClients;
import io.rangeswarm.peer.okhttp.OkHttpChunkSource;
import io.rangeswarm.peer.okhttp.OkHttpNeighbours;
import io.rangeswarm.peer.okhttp.OkHttpTracker;
import io.rangeswarm.peer.okhttp.PeerControl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** What the one-shot commands work with, put together by hand: they are to answer before Spring would have started. */
public final class CommandTools implements Toolbox {

    private final LongAdder receivedBytes = new LongAdder();
    private @Nullable PlainFolder library;
    private @Nullable PeerOptions options; // read when first needed: --help needs none

    @Override
    public String defaultTracker() {
        return String.join(",", options().tracker());
    }

    @Override
    public Tracker tracker(List<PeerEndpoint> endpoints) {
        OkHttpClient client = HttpClients.forCalls(options().stallTimeout());
        return FirstWorkingTracker.of(endpoints, endpoint -> new OkHttpTracker(endpoint, client));
    }

    @Override
    public Downloads downloadsInto(Path folder, Tracker tracker, Optional<Bandwidth> downloadLimit) throws IOException {
        Limits configured = options().limits();
        DownloadLimit limit = new DownloadLimit(
                new TransferLimits(downloadLimit.map(configured::withDownload).orElse(configured)), System::nanoTime);
        PlainFolder opened = new PlainFolder(folder);
        library = opened;
        MonotonicClock clock = new MonotonicClock();
        return new Downloads(new DownloadContext(
                tracker,
                new OkHttpNeighbours(HttpClients.forCalls(options().stallTimeout())),
                new OkHttpChunkSource(HttpClients.forChunks(options().stallTimeout()), receivedBytes::add, limit),
                limit,
                opened,
                new Holdings(),
                new Contacts(clock, new SplittableRandom()),
                options().downloadSettings(),
                Optional::empty,
                endpoint -> false,
                OptionalInt::empty,
                clock,
                DownloadThreads.create(),
                SplittableRandom::new));
    }

    @Override
    public long receivedBytes() {
        return receivedBytes.sum();
    }

    @Override
    public void close() {
        PlainFolder opened = library;
        if (opened != null) {
            opened.close();
        }
    }

    @Override
    public Reply<List<DownloadView>> downloadsOf(PeerEndpoint peer) {
        return control().downloads(peer);
    }

    @Override
    public Reply<LimitsView> limitsOf(PeerEndpoint peer) {
        return control().limits(peer);
    }

    @Override
    public Reply<LimitsView> changeLimits(PeerEndpoint peer, LimitsChange change) {
        return control().changeLimits(peer, change);
    }

    private PeerControl control() {
        return new PeerControl(HttpClients.forCalls(options().stallTimeout()));
    }

    @Override
    public String json(Object value) {
        return PeerControl.json(value);
    }

    private synchronized PeerOptions options() {
        PeerOptions known = options;
        if (known == null) {
            known = OptionsFile.read();
            options = known;
        }
        return known;
    }
}

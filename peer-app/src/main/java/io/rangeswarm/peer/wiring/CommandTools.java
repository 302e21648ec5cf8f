package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.access.AccessOptions;
import io.rangeswarm.model.access.AccessToken;
import io.rangeswarm.model.access.TlsOptions;
import io.rangeswarm.model.access.UnusableOption;
import io.rangeswarm.model.api.DamagedFiles;
import io.rangeswarm.model.api.DownloadView;
import io.rangeswarm.model.api.LimitsChange;
import io.rangeswarm.model.api.LimitsView;
import io.rangeswarm.model.api.PeerPage;
import io.rangeswarm.model.api.PeerStatus;
import io.rangeswarm.model.api.PeerView;
import io.rangeswarm.model.api.SharePage;
import io.rangeswarm.model.api.ShareView;
import io.rangeswarm.peer.cli.CommandFailure;
import io.rangeswarm.peer.cli.ConfiguredOption;
import io.rangeswarm.peer.cli.ExitCode;
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
import io.rangeswarm.peer.okhttp.ClientSetup;
import io.rangeswarm.peer.okhttp.HttpClients;
import io.rangeswarm.peer.okhttp.OkHttpChunkSource;
import io.rangeswarm.peer.okhttp.OkHttpNeighbours;
import io.rangeswarm.peer.okhttp.OkHttpTracker;
import io.rangeswarm.peer.okhttp.PeerControl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** What the one-shot commands work with, put together by hand: they are to answer before Spring would have started. */
public final class CommandTools implements Toolbox {

    /** One line of what Prometheus is told; NaN and the like are left out. */
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_][a-z0-9_]*)(?:\\{(.*)})? (-?[0-9][-+0-9.eE]*)$");

    private final LongAdder receivedBytes = new LongAdder();
    private @Nullable PlainFolder library;
    private OptionsFile.@Nullable Read read; // when first needed: --help needs none
    private Typed typed = Typed.nothing();
    private @Nullable ClientSetup setup;

    @Override
    public String defaultTracker() {
        return String.join(",", options().tracker());
    }

    @Override
    public Tracker tracker(List<PeerEndpoint> endpoints) {
        OkHttpClient client = HttpClients.forCalls(setup(endpoints));
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
                new OkHttpNeighbours(HttpClients.forPeers(setup(List.of()))),
                new OkHttpChunkSource(HttpClients.forChunks(setup(List.of())), receivedBytes::add, limit),
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
        return control(peer).downloads(peer);
    }

    @Override
    public Reply<LimitsView> limitsOf(PeerEndpoint peer) {
        return control(peer).limits(peer);
    }

    @Override
    public Reply<LimitsView> changeLimits(PeerEndpoint peer, LimitsChange change) {
        return control(peer).changeLimits(peer, change);
    }

    @Override
    public Reply<DamagedFiles> damagedOf(PeerEndpoint peer) {
        return control(peer).damaged(peer);
    }

    @Override
    public Reply<PeerStatus> statusOf(PeerEndpoint peer) {
        return control(peer).status(peer);
    }

    @Override
    public Reply<Boolean> rescan(PeerEndpoint peer) {
        return control(peer).rescan(peer);
    }

    @Override
    public Reply<Optional<ShareView>> shareNamed(PeerEndpoint peer, String name) {
        PeerControl control = control(peer);
        for (int page = 0; ; page++) {
            Reply<SharePage> reply = control.shares(peer, page);
            Optional<ShareView> found = reply.answer().stream()
                    .flatMap(shares -> shares.shares().stream())
                    .filter(share -> share.complete() && share.names().contains(name))
                    .findFirst();
            boolean last = reply.answer()
                    .filter(shares -> shares.shares().size() == shares.size())
                    .isEmpty();
            if (found.isPresent() || last) {
                return reply.map(ignored -> found);
            }
        }
    }

    @Override
    public Reply<Greeting> greet(PeerEndpoint app) {
        long start = System.nanoTime();
        Instant here = Instant.now();
        return control(app)
                .date(app)
                .map(date -> new Greeting(
                        (System.nanoTime() - start) / 1_000_000, date.map(there -> Duration.between(here, there))));
    }

    @Override
    public Reply<List<PeerView>> peersOf(PeerEndpoint tracker) {
        return control(tracker).peers(tracker).map(PeerPage::peers);
    }

    @Override
    public Reply<Map<String, Double>> metricsOf(PeerEndpoint app) {
        return control(app).metrics(app).map(CommandTools::metrics);
    }

    /** Of the memory's only the heap, which is what {@code -Xmx} bounds. */
    private static Map<String, Double> metrics(String text) {
        Map<String, Double> metrics = new HashMap<>();
        for (Matcher sample = SAMPLE.matcher(text); sample.find(); ) {
            double value = Double.parseDouble(sample.group(3));
            if (value >= 0 && !String.valueOf(sample.group(2)).contains("nonheap")) {
                metrics.merge(sample.group(1), value, Double::sum);
            }
        }
        return metrics;
    }

    @Override
    public boolean isOnThisMachine(PeerEndpoint endpoint) {
        return address(endpoint)
                .filter(address -> {
                    try {
                        return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
                    } catch (SocketException unknown) {
                        return false;
                    }
                })
                .isPresent();
    }

    @Override
    public boolean isLoopback(PeerEndpoint endpoint) {
        return address(endpoint).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    private static Optional<InetAddress> address(PeerEndpoint endpoint) {
        String host = URI.create(endpoint.url()).getHost();
        try {
            return host.equals("localhost") || host.matches("[0-9.]+|\\[.*]")
                    ? Optional.of(InetAddress.getByName(host))
                    : Optional.empty();
        } catch (UnknownHostException noAddress) {
            return Optional.empty();
        }
    }

    @Override
    public List<ConfiguredOption> configuration(Map<String, String> given) {
        return Configuration.read(given);
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }

    private PeerControl control(PeerEndpoint called) {
        return new PeerControl(HttpClients.forCalls(setup(List.of(called))));
    }

    @Override
    public String json(Object value) {
        return PeerControl.json(value);
    }

    @Override
    public void typed(Typed options) {
        typed = options;
    }

    /** By TLS as soon as anybody is called so. */
    private synchronized ClientSetup setup(List<PeerEndpoint> called) {
        ClientSetup known = setup;
        boolean isTls = called.stream().anyMatch(PeerEndpoint::isEncrypted);
        if (known == null || (isTls && known.tls().isEmpty())) {
            try {
                TlsOptions tls = read().tls().with(typed.tlsCert(), typed.tlsKey(), typed.tlsCa());
                known = new ClientSetup(options().stallTimeout(), token(), ClientTls.ifNeeded(tls, called));
            } catch (UnusableOption | IllegalArgumentException unusable) {
                throw new CommandFailure(ExitCode.USAGE, String.valueOf(unusable.getMessage()));
            }
            setup = known;
        }
        return known;
    }

    private Optional<AccessToken> token() {
        AccessOptions configured = read().access();
        AccessOptions meant = typed.accessToken().map(configured::withToken).orElse(configured);
        meant = typed.accessTokenFile()
                .map(Path::toString)
                .map(meant::withTokenFile)
                .orElse(meant);
        return meant.read();
    }

    private PeerOptions options() {
        return read().peer();
    }

    private synchronized OptionsFile.Read read() {
        OptionsFile.Read known = read;
        if (known == null) {
            known = OptionsFile.read();
            read = known;
        }
        return known;
    }
}

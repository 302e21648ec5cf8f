package io.rangeswarm.peer.web;

import io.rangeswarm.model.access.Access;
import io.rangeswarm.model.api.AccessView;
import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.exchange.AskerListener;
import io.rangeswarm.peer.core.exchange.Contacts;
import io.rangeswarm.peer.core.exchange.ExchangeDesk;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.holding.KnownPeers;
import io.rangeswarm.peer.core.limit.Bandwidth;
import io.rangeswarm.peer.core.limit.LimitExemption;
import io.rangeswarm.peer.core.limit.Limits;
import io.rangeswarm.peer.core.limit.TransferLimits;
import io.rangeswarm.peer.core.share.IncomingFiles;
import io.rangeswarm.peer.core.share.Recheck;
import io.rangeswarm.peer.core.share.Rescan;
import io.rangeswarm.peer.core.share.ShareFolder;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.torrent.PieceDesk;
import io.rangeswarm.peer.web.content.ChunkContentServlet;
import io.rangeswarm.peer.web.content.FileContentServlet;
import io.rangeswarm.peer.web.content.TorrentResponder;
import io.rangeswarm.peer.web.page.PageController;
import io.rangeswarm.peer.web.problem.ErrorPage;
import io.rangeswarm.peer.web.problem.ProblemAdvice;
import io.rangeswarm.peer.web.upload.OpenFiles;
import io.rangeswarm.peer.web.upload.UploadDrain;
import io.rangeswarm.peer.web.upload.UploadLimit;
import io.rangeswarm.peer.web.upload.UploadSlots;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

/** The serving half of a peer on a real Tomcat and a free port, without the rest of the peer. */
final class ServingPeer implements AutoCloseable {

    static final int OPEN_FILES_MAX = 2;

    final Holdings holdings = new Holdings();
    final AtomicInteger rescans = new AtomicInteger();
    final List<String> sentByKernel = java.util.Collections.synchronizedList(new ArrayList<>());
    final Contacts contacts = new Contacts(Clock.systemUTC(), new Random(1));
    final List<List<Integer>> mentions = java.util.Collections.synchronizedList(new ArrayList<>());
    final List<PeerEndpoint> askers = java.util.Collections.synchronizedList(new ArrayList<>());
    final UploadSlots slots;
    final Set<InetAddress> exempt = ConcurrentHashMap.newKeySet();
    final UploadLimit limit = new UploadLimit(exempt::contains);
    final TransferLimits limits =
            new TransferLimits(new Limits(Bandwidth.UNLIMITED, Bandwidth.UNLIMITED, LimitExemption.NONE));
    final OpenFiles files = new OpenFiles(OPEN_FILES_MAX);
    final ShareFolder folder;
    final Access access;
    final ConfigurableApplicationContext context;
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final ExecutorService torrentThread = Executors.newSingleThreadExecutor();
    final PieceDesk pieces;
    private final HttpClient client = HttpClient.newHttpClient();

    ServingPeer(Path share, int uploadSlots, String... properties) throws IOException {
        this(share, uploadSlots, Access.open(), properties);
    }

    ServingPeer(Path share, int uploadSlots, Access access, String... properties) throws IOException {
        this.access = access;
        slots = new UploadSlots(uploadSlots);
        holdings.addListener(files);
        folder = ShareFolder.open(new ShareFolder.Settings(
                Files.createDirectories(share), holdings, executor, 2, Clock.systemUTC(), rescans::incrementAndGet));
        pieces = new PieceDesk(folder.root().resolve(".rangeswarm/torrents"), torrentThread);
        context = new SpringApplicationBuilder(Beans.class)
                .initializers(application -> application.getBeanFactory().registerSingleton("peerUnderTest", this))
                .run(Stream.concat(Stream.of("server.port=0"), Stream.of(properties))
                        .map(property -> "--" + property) // stronger than application.yml
                        .toArray(String[]::new));
    }

    int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, headers);
    }

    /** As whoever means to control the peer. */
    HttpResponse<byte[]> send(String method, String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
                .header(ApiHeaders.CONTROL, ApiHeaders.CONTROL_VALUE)
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> post(String path, byte[] body, String... headers) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
                .headers(Stream.concat(Stream.of(ApiHeaders.CONTROL, ApiHeaders.CONTROL_VALUE), Stream.of(headers))
                        .toArray(String[]::new))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .expectContinue(true)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    @Override
    public void close() throws IOException {
        context.close();
        folder.close();
        executor.shutdownNow();
        torrentThread.shutdownNow();
    }

    /** A download under way. */
    record Part(Manifest manifest, ChunkSet held, Path path, String name) implements Holding {

        @Override
        public SortedSet<FileName> names() {
            SortedSet<FileName> names = new TreeSet<>(Comparator.comparing(FileName::value));
            names.add(new FileName(name));
            return names;
        }

        @Override
        public Optional<Path> verifiedPath() {
            return Optional.of(path);
        }
    }

    // Not a @Configuration: the application's own scan must not find it.
    @EnableAutoConfiguration
    @Import({ProblemAdvice.class, ErrorPage.class})
    static final class Beans {

        @Bean
        PeerTomcat peerTomcat(ServingPeer peer) {
            return new PeerTomcat(1, peer.limit, peer.slots, peer.files);
        }

        @Bean
        FilesController files(ServingPeer peer) {
            Location other = new Location("p2", "http://10.0.0.2:9090", null, true, null, null);
            KnownPeers known = fileId -> List.of(other);
            return new FilesController(peer.holdings, known);
        }

        @Bean
        FilterRegistrationBean<ExchangeFilter> exchange(ServingPeer peer) {
            FilterRegistrationBean<ExchangeFilter> filter =
                    new FilterRegistrationBean<>(new ExchangeFilter(desk(peer)));
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
            return filter;
        }

        @Bean
        FilterRegistrationBean<AccessFilter> access(ServingPeer peer) {
            FilterRegistrationBean<AccessFilter> filter = new FilterRegistrationBean<>(new AccessFilter(peer.access));
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return filter;
        }

        @Bean
        AccessController accessController(ServingPeer peer) {
            return new AccessController(new AccessView(true, false, false), peer.access);
        }

        private static ExchangeDesk desk(ServingPeer peer) {
            return new ExchangeDesk(
                    peer.holdings,
                    peer.contacts,
                    (fileId, asker, held, wanted, most, now) ->
                            wanted.stream().limit(most).boxed().toList(),
                    new AskerListener() {
                        @Override
                        public void asked(FileId fileId, PeerEndpoint asker, ChunkSet held) {
                            peer.askers.add(asker);
                        }

                        @Override
                        public void mentioned(FileId fileId, PeerEndpoint asker, ChunkNews news) {
                            peer.mentions.add(news.latest());
                        }
                    },
                    endpoint -> false,
                    () -> 4711,
                    Clock.systemUTC());
        }

        @Bean
        IncomingController incoming(ServingPeer peer) throws IOException {
            return new IncomingController(IncomingFiles.into(peer.folder), peer.holdings, peer.slots);
        }

        @Bean
        LimitsController limits(ServingPeer peer) {
            return new LimitsController(peer.limits);
        }

        @Bean
        PageController page() {
            return new PageController();
        }

        @Bean
        SharesController shares(ServingPeer peer) {
            Rescan rescan = peer.rescans::incrementAndGet;
            return new SharesController(peer.holdings, peer.folder, peer.slots, rescan);
        }

        @Bean
        DamageController damage(ServingPeer peer) throws IOException {
            Recheck never =
                    new Recheck(peer.folder, new Recheck.Settings(Duration.ZERO, 1), Clock.systemUTC(), new Random(1));
            return new DamageController(peer.folder, never);
        }

        @Bean
        ServletRegistrationBean<FileContentServlet> fileContent(ServingPeer peer) {
            Location other = new Location("p2", "http://10.0.0.2:9090", null, true, null, null);
            TorrentResponder torrents = new TorrentResponder(
                    peer.pieces, fileId -> List.of(other), peer.access.links(), List.of("http://10.0.0.1:8080"), null);
            return new ServletRegistrationBean<>(
                    new FileContentServlet(peer.holdings, desk(peer), torrents, peer.slots, peer.files, peer.limit),
                    "/files/*",
                    "/signed/*");
        }

        @Bean
        ServletRegistrationBean<ChunkContentServlet> chunkContent(ServingPeer peer) {
            return new ServletRegistrationBean<>(
                    new ChunkContentServlet(peer.holdings, peer.slots, peer.files, peer.limit), "/chunks/*");
        }

        @Bean
        UploadDrain drain(ServingPeer peer) {
            return new UploadDrain(peer.slots, Duration.ofSeconds(20));
        }

        @Bean
        FilterRegistrationBean<LocalCallersOnly> localCallers() {
            FilterRegistrationBean<LocalCallersOnly> filter = new FilterRegistrationBean<>(new LocalCallersOnly());
            filter.setOrder(-100);
            return filter;
        }

        @Bean
        FilterRegistrationBean<BodySizeLimit> bodies() {
            return new FilterRegistrationBean<>(new BodySizeLimit(BodySizeLimit.DEFAULT_BYTES_MAX));
        }

        /** Sees which file, if any, Tomcat was told to send. */
        @Bean
        FilterRegistrationBean<Filter> witness(ServingPeer peer) {
            return new FilterRegistrationBean<>((request, response, chain) -> {
                chain.doFilter(request, response);
                if (request.getAttribute("org.apache.tomcat.sendfile.filename") instanceof String file) {
                    peer.sentByKernel.add(file);
                }
            });
        }
    }
}

package io.rangeswarm.peer.wiring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rangeswarm.model.access.Access;
import io.rangeswarm.model.access.TlsOptions;
import io.rangeswarm.model.api.LeaseRenewal;
import io.rangeswarm.model.api.PeerRegistration;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.download.DownloadContext;
import io.rangeswarm.peer.core.download.Downloads;
import io.rangeswarm.peer.core.download.FileFinder;
import io.rangeswarm.peer.core.download.LocalCopies;
import io.rangeswarm.peer.core.download.Mirror;
import io.rangeswarm.peer.core.exchange.Contacts;
import io.rangeswarm.peer.core.exchange.ExchangeDesk;
import io.rangeswarm.peer.core.exchange.SeedOffers;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.limit.DownloadLimit;
import io.rangeswarm.peer.core.limit.TransferLimits;
import io.rangeswarm.peer.core.registration.IdentityFile;
import io.rangeswarm.peer.core.registration.TrackerMembership;
import io.rangeswarm.peer.core.share.ShareFolder;
import io.rangeswarm.peer.core.swarm.FirstWorkingTracker;
import io.rangeswarm.peer.core.swarm.Tracker;
import io.rangeswarm.peer.okhttp.ClientSetup;
import io.rangeswarm.peer.okhttp.HttpClients;
import io.rangeswarm.peer.okhttp.OkHttpChunkSource;
import io.rangeswarm.peer.okhttp.OkHttpNeighbours;
import io.rangeswarm.peer.okhttp.OkHttpTracker;
import io.rangeswarm.peer.web.upload.UploadSlots;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.OkHttpClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The fetching side: the tracker, membership of the swarm, downloads. */
@Configuration(proxyBeanMethods = false)
class FetchingWiring {

    @Bean
    InstantSource monotonicClock() {
        return new MonotonicClock();
    }

    @Bean
    ClientSetup clientSetup(PeerOptions options, Access access, TlsOptions tls) {
        return new ClientSetup(
                options.stallTimeout(), access.token(), ClientTls.ifNeeded(tls, options.trackerEndpoints()));
    }

    @Bean
    Tracker tracker(PeerOptions options, ClientSetup setup) {
        OkHttpClient client = HttpClients.forCalls(setup);
        return FirstWorkingTracker.of(options.trackerEndpoints(), endpoint -> new OkHttpTracker(endpoint, client));
    }

    @Bean(destroyMethod = "shutdown")
    ExecutorService downloadThreads() {
        return DownloadThreads.create();
    }

    @Bean
    DownloadLimit downloadLimit(TransferLimits limits) {
        return new DownloadLimit(limits, System::nanoTime);
    }

    @Bean
    LongAdder downloadedBytes() {
        return new LongAdder();
    }

    @Bean
    TrackerMembership trackerMembership(
            Tracker tracker,
            PeerOptions options,
            ServedPort port,
            UploadSlots slots,
            LongAdder downloadedBytes,
            Holdings holdings,
            ShareFolder share,
            InstantSource clock) {
        TrackerMembership membership = new TrackerMembership(
                tracker,
                () -> self(options, port),
                () -> new LeaseRenewal(slots.uploadedBytes(), downloadedBytes.sum()),
                holdings,
                new IdentityFile(share.root().resolve(FileName.RESERVED_SEGMENT).resolve("identity")),
                clock);
        holdings.addListener(membership);
        return membership;
    }

    private static PeerRegistration self(PeerOptions options, ServedPort port) {
        return options.endpoint() == null
                ? new PeerRegistration(null, port.number(), options.name(), options.zone(), port.scheme(), port.proof())
                : new PeerRegistration(options.endpoint(), null, options.name(), options.zone(), null, port.proof());
    }

    /** The peers that this one was lately in touch with. */
    @Bean
    Contacts contacts(InstantSource clock) {
        return new Contacts(clock, new SplittableRandom());
    }

    @Bean
    OwnEndpoint ownEndpoint(PeerOptions options, ServedPort port) {
        return new OwnEndpoint(options, port);
    }

    @Bean
    ExchangeDesk exchangeDesk(
            Holdings holdings,
            Contacts contacts,
            Downloads downloads,
            OwnEndpoint self,
            UploadSlots slots,
            ServedPort port,
            InstantSource clock) {
        return new ExchangeDesk(
                holdings,
                contacts,
                new SeedOffers(SplittableRandom::new, slots::unsentBytes),
                downloads,
                self,
                slots::unsentBytes,
                clock,
                port.scheme());
    }

    @Bean
    MeterBinder exchangeMetrics(ExchangeDesk desk) {
        return registry -> FunctionCounter.builder("rangeswarm.peer.exchanges", desk, ExchangeDesk::answered)
                .description("Exchanges of news that other peers asked for and got")
                .register(registry);
    }

    @Bean
    Downloads downloads(
            Tracker tracker,
            PeerOptions options,
            ClientSetup setup,
            LongAdder downloadedBytes,
            DownloadLimit downloadLimit,
            SharedLibrary library,
            Holdings holdings,
            Contacts contacts,
            OwnEndpoint self,
            TrackerMembership membership,
            InstantSource clock,
            ExecutorService downloadThreads) {
        return new Downloads(new DownloadContext(
                tracker,
                new OkHttpNeighbours(HttpClients.forPeers(setup)),
                new OkHttpChunkSource(HttpClients.forChunks(setup), downloadedBytes::add, downloadLimit),
                downloadLimit,
                library,
                holdings,
                contacts,
                options.downloadSettings(),
                membership::credentials,
                self,
                self::servedPort,
                clock,
                downloadThreads,
                SplittableRandom::new));
    }

    @Bean
    SharedLibrary library(ShareFolder share) {
        return new SharedLibrary(share);
    }

    @Bean
    FileFinder fileFinder(Tracker tracker) {
        return new FileFinder(tracker);
    }

    @Bean
    Mirror mirror(Tracker tracker, Holdings holdings, Downloads downloads, SharedLibrary library, ShareFolder share) {
        return new Mirror(tracker, holdings, downloads, new LocalCopies(library), share::isUnshared);
    }

    @Bean
    FetchRequests fetchRequests(PeerOptions options, FileFinder finder, Downloads downloads, Holdings holdings) {
        return new FetchRequests(options.filesToFetch(), finder, downloads, holdings);
    }
}

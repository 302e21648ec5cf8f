package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.access.Access;
import io.rangeswarm.model.access.TlsOptions;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.download.Downloads;
import io.rangeswarm.peer.core.download.FileFinder;
import io.rangeswarm.peer.core.exchange.Contacts;
import io.rangeswarm.peer.core.exchange.ExchangeDesk;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.limit.TransferLimits;
import io.rangeswarm.peer.core.registration.TrackerMembership;
import io.rangeswarm.peer.core.share.IncomingFiles;
import io.rangeswarm.peer.core.share.Recheck;
import io.rangeswarm.peer.core.share.Rescan;
import io.rangeswarm.peer.core.share.ShareFolder;
import io.rangeswarm.peer.core.swarm.Tracker;
import io.rangeswarm.peer.core.torrent.PieceDesk;
import io.rangeswarm.peer.web.BodySizeLimit;
import io.rangeswarm.peer.web.DamageController;
import io.rangeswarm.peer.web.DownloadsController;
import io.rangeswarm.peer.web.ExchangeFilter;
import io.rangeswarm.peer.web.FilesController;
import io.rangeswarm.peer.web.IncomingController;
import io.rangeswarm.peer.web.LimitsController;
import io.rangeswarm.peer.web.LocalCallersOnly;
import io.rangeswarm.peer.web.PeerTomcat;
import io.rangeswarm.peer.web.ProgressEvents;
import io.rangeswarm.peer.web.ProofController;
import io.rangeswarm.peer.web.SharesController;
import io.rangeswarm.peer.web.StatusController;
import io.rangeswarm.peer.web.TrackerFilesController;
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
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The serving side: the share folder and what is answered about it. */
@Configuration(proxyBeanMethods = false)
class ServingWiring {

    /** Below spring.lifecycle.timeout-per-shutdown-phase. */
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(8);

    /** Files kept open for the next request: more than a peer usually serves at a time, few of what a process may. */
    private static final int OPEN_FILES_MAX = 128;

    @Bean
    Holdings holdings() {
        return new Holdings();
    }

    @Bean(destroyMethod = "shutdownNow")
    ExecutorService hashingThreads() {
        return Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
            Thread thread = new Thread(task, "hashing");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Bean
    FolderLock folderLock(PeerOptions options) throws IOException {
        return FolderLock.take(options.share());
    }

    /** @param lock is taken before the folder's records are opened */
    @Bean
    ShareFolder shareFolder(
            PeerOptions options, Holdings holdings, ExecutorService hashingThreads, RescanWish wish, FolderLock lock)
            throws IOException {
        return ShareFolder.open(new ShareFolder.Settings(
                options.share(),
                holdings,
                hashingThreads,
                Runtime.getRuntime().availableProcessors(),
                Clock.systemUTC(),
                wish));
    }

    @Bean
    Recheck recheck(ShareFolder share, PeerOptions options) throws IOException {
        return new Recheck(share, options.recheckSettings(), Clock.systemUTC(), new Random());
    }

    @Bean
    RescanWish rescanWish() {
        return new RescanWish();
    }

    @Bean
    TransferLimits transferLimits(PeerOptions options) {
        return new TransferLimits(options.limits());
    }

    @Bean
    LimitsController limitsController(TransferLimits limits) {
        return new LimitsController(limits);
    }

    @Bean
    UploadSlots uploadSlots(PeerOptions options) {
        return new UploadSlots(options.uploadSlots());
    }

    @Bean
    UploadDrain uploadDrain(UploadSlots slots) {
        return new UploadDrain(slots, DRAIN_TIMEOUT);
    }

    @Bean
    UploadLimit uploadLimit(TransferLimits limits) {
        UploadLimit limit = new UploadLimit(limits::isExempt);
        limits.onChange(now -> limit.change(now.upload().bytesPerSecond()));
        return limit;
    }

    @Bean
    OpenFiles openFiles(Holdings holdings) {
        OpenFiles files = new OpenFiles(OPEN_FILES_MAX);
        holdings.addListener(files);
        return files;
    }

    @Bean
    PeerTomcat peerTomcat(PeerOptions options, UploadLimit limit, UploadSlots slots, OpenFiles files) {
        return new PeerTomcat(options.portsTried(), limit, slots, files);
    }

    @Bean
    ServedPort servedPort(TlsOptions tls) {
        return new ServedPort(tls.isServer() ? "https" : "http");
    }

    @Bean
    ServletRegistrationBean<FileContentServlet> fileContent(
            Holdings holdings,
            ExchangeDesk desk,
            TorrentResponder torrents,
            UploadSlots slots,
            OpenFiles files,
            UploadLimit limit) {
        return new ServletRegistrationBean<>(
                new FileContentServlet(holdings, desk, torrents, slots, files, limit),
                ApiPaths.CONTENT + "*",
                ApiPaths.SIGNED + "*");
    }

    /** One, because nobody is in a hurry for a torrent, and interrupted when the peer stops. */
    @Bean(destroyMethod = "shutdownNow")
    ExecutorService torrentThread() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "torrents");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Bean
    PieceDesk pieceDesk(ShareFolder share, ExecutorService torrentThread, Holdings holdings) {
        PieceDesk desk =
                new PieceDesk(share.root().resolve(FileName.RESERVED_SEGMENT).resolve("torrents"), torrentThread);
        holdings.addListener(desk);
        return desk;
    }

    @Bean
    TorrentResponder torrentResponder(
            PieceDesk pieces, Contacts contacts, Downloads downloads, PeerOptions options, Access access) {
        return new TorrentResponder(
                pieces, new KnownLocations(contacts, downloads), access.links(), options.tracker(), options.endpoint());
    }

    @Bean
    ServletRegistrationBean<ChunkContentServlet> chunkContent(
            Holdings holdings, UploadSlots slots, OpenFiles files, UploadLimit limit) {
        return new ServletRegistrationBean<>(
                new ChunkContentServlet(holdings, slots, files, limit), ApiPaths.CHUNK + "*");
    }

    @Bean
    FilterRegistrationBean<LocalCallersOnly> localCallersOnly() {
        FilterRegistrationBean<LocalCallersOnly> first = new FilterRegistrationBean<>(new LocalCallersOnly());
        first.setOrder(0);
        return first;
    }

    @Bean
    FilterRegistrationBean<BodySizeLimit> bodySizeLimit() {
        FilterRegistrationBean<BodySizeLimit> second =
                new FilterRegistrationBean<>(new BodySizeLimit(BodySizeLimit.DEFAULT_BYTES_MAX));
        second.setOrder(1);
        return second;
    }

    @Bean
    ErrorPage errorPage() {
        return new ErrorPage();
    }

    @Bean
    ProblemAdvice problemAdvice() {
        return new ProblemAdvice();
    }

    @Bean
    FilesController filesController(Holdings holdings, Contacts contacts, Downloads downloads) {
        return new FilesController(holdings, new KnownLocations(contacts, downloads));
    }

    @Bean
    FilterRegistrationBean<ExchangeFilter> exchangeFilter(ExchangeDesk desk) {
        FilterRegistrationBean<ExchangeFilter> beforeAll = new FilterRegistrationBean<>(new ExchangeFilter(desk));
        beforeAll.addUrlPatterns(ApiPaths.FILES + "/*");
        beforeAll.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return beforeAll;
    }

    @Bean
    SharesController sharesController(Holdings holdings, ShareFolder share, UploadSlots slots, Rescan rescan) {
        return new SharesController(holdings, share, slots, rescan);
    }

    @Bean
    DamageController damageController(ShareFolder share, Recheck recheck) {
        return new DamageController(share, recheck);
    }

    @Bean
    IncomingController incomingController(ShareFolder share, Holdings holdings, UploadSlots slots) throws IOException {
        return new IncomingController(IncomingFiles.into(share), holdings, slots);
    }

    @Bean
    ProofController proofController(ServedPort port) {
        return new ProofController(port.proof());
    }

    @Bean
    PageController pageController() {
        return new PageController();
    }

    @Bean
    TrackerFilesController trackerFilesController(Tracker tracker, Holdings holdings) {
        return new TrackerFilesController(tracker, holdings);
    }

    @Bean
    StatusController statusController(
            PeerOptions options,
            ShareFolder share,
            Tracker tracker,
            TrackerMembership membership,
            Holdings holdings,
            Downloads downloads,
            UploadSlots slots,
            LongAdder downloadedBytes) {
        PeerReports reports =
                new PeerReports(options, share, tracker, membership, holdings, downloads, slots, downloadedBytes);
        return new StatusController(reports::status, reports::optionViews);
    }

    /** Its executor is no bean: Spring would run everything that is scheduled on its one thread. */
    @Bean(destroyMethod = "close")
    ProgressEvents progressEvents() {
        return new ProgressEvents(Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress-events");
            thread.setDaemon(true);
            return thread;
        }));
    }

    @Bean
    DownloadsController downloadsController(Downloads downloads, FileFinder finder, ProgressEvents events) {
        return new DownloadsController(downloads, finder, events);
    }
}

package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.store.PartFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where one download's file goes: its name, whether it is there already, and how it gets there. Stateless. */
final class DownloadTarget {

    /** The file where it belongs, and shared. */
    record Placed(FileName name, Manifest manifest, Path path) {}

    private static final Logger log = LoggerFactory.getLogger("p2s");

    private final FileId fileId;
    private final Optional<FileName> wantedName;
    private final DownloadContext context;

    /** @param wantedName what to call the file; empty to take the tracker's name */
    DownloadTarget(FileId fileId, Optional<FileName> wantedName, DownloadContext context) {
        this.fileId = fileId;
        this.wantedName = wantedName;
        this.context = context;
    }

    FileName nameFor(Manifest known) {
        return wantedName
                .or(this::trackersName)
                .orElseGet(() -> new FileName(known.fileId().hex()));
    }

    private Optional<FileName> trackersName() {
        try {
            return context.tracker()
                    .file(fileId)
                    .answer()
                    .flatMap(file -> file.names().stream().findFirst().map(FileName::new));
        } catch (IllegalArgumentException cannotBe) {
            log.debug("the tracker's name for {} cannot be: {}", fileId.abbreviated(), cannotBe.getMessage());
            return Optional.empty();
        }
    }

    /** The same bytes may be shared here already, under this or another name: then a copy will do. */
    Optional<Placed> alreadyShared() throws IOException {
        Optional<Holding> whole = wholeHolding();
        if (whole.isEmpty()) {
            return Optional.empty();
        }
        FileName wanted = wantedName.orElse(whole.get().names().first());
        boolean there =
                whole.get().names().contains(wanted) || new LocalCopies(context.library()).copy(whole.get(), wanted);
        return there ? Optional.of(placed(wanted, whole.get().manifest())) : Optional.empty();
    }

    /** What is shared here of the file, if it is all of it and no download's. */
    Optional<Holding> wholeHolding() {
        return context.holdings()
                .find(fileId)
                .filter(holding -> !(holding instanceof PartHolding)
                        && holding.held().isComplete()
                        && holding.verifiedPath().isPresent());
    }

    /** The very file may lie there from before this program: then there is nothing to fetch. */
    Optional<Placed> alreadyThere(FileName wanted, Manifest known) throws IOException {
        return FinalName.isSameFile(context.library().pathOf(wanted), known)
                ? Optional.of(adopt(wanted, known))
                : Optional.empty();
    }

    /** Gives a complete and checked part file its name, and shares it. */
    Placed publish(PartFile part) throws IOException {
        FileName given = FinalName.publish(part, context.library());
        if (!given.equals(part.name())) {
            log.warn("'{}' exists with other content; the download is now '{}'", part.name(), given);
        }
        return adopt(given, part.manifest());
    }

    private Placed adopt(FileName given, Manifest known) throws IOException {
        context.library().adopt(given, known);
        log.info("complete: {} ({} bytes, {})", given, known.layout().length(), fileId.abbreviated());
        return placed(given, known);
    }

    private Placed placed(FileName name, Manifest manifest) {
        return new Placed(name, manifest, context.library().pathOf(name));
    }
}

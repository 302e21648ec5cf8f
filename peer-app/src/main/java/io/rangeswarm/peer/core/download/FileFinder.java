package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.api.FilePage;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.swarm.Reply;
import io.rangeswarm.peer.core.swarm.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns what a person calls a file (its id, its SHA-256 or its name) into the one file that is meant. */
public final class FileFinder {

    private static final int PAGE_SIZE = 500;

    /** So many pages are searched for a name that others contain ("data"); a person would say more of it. */
    private static final int PAGES_MAX = 20;

    private static final int SHOWN_MAX = 10;

    private final Tracker tracker;

    public FileFinder(Tracker tracker) {
        this.tracker = tracker;
    }

    /** What was found. */
    public sealed interface Finding {

        /** Exactly one file fits; {@code name} is what to call it here. */
        record Found(FileId fileId, FileName name, FileView file) implements Finding {}

        /** No file fits. */
        record NotFound(String detail) implements Finding {}

        /** Several fit; the detail lists them. */
        record Ambiguous(String detail) implements Finding {}

        /** The tracker could not be asked. */
        record TrackerUnreachable(String detail) implements Finding {}
    }

    /** Looks for {@code reference}: 64 hex digits are an id or else a SHA-256, anything else is a name or its end. */
    public Finding find(String reference) {
        return Sha256.isHex(reference) ? findByHash(reference) : findByName(reference);
    }

    private Finding findByHash(String hex) {
        Reply<FileView> byId = tracker.file(FileId.parse(hex));
        if (byId.answer().isPresent()) {
            return found(byId.answer().get(), Optional.empty());
        }
        if (byId instanceof Reply.Unreachable<FileView> unreachable) {
            return new Finding.TrackerUnreachable(unreachable.reason());
        }
        Reply<FilePage> reply = tracker.filesWithSha256(hex);
        return reply.answer().isPresent()
                ? choose(hex, reply.answer().get().files(), false)
                : new Finding.TrackerUnreachable(reply.why());
    }

    private Finding findByName(String name) {
        List<FileView> candidates = new ArrayList<>();
        for (int page = 0; page < PAGES_MAX; page++) {
            Reply<FilePage> reply = tracker.files(name, page, PAGE_SIZE);
            if (reply.answer().isEmpty()) {
                return new Finding.TrackerUnreachable(reply.why());
            }
            FilePage files = reply.answer().get();
            candidates.addAll(files.files());
            if (files.files().isEmpty() || (long) (page + 1) * PAGE_SIZE >= files.total()) {
                break;
            }
        }
        return choose(name, candidates, true);
    }

    private Finding choose(String reference, List<FileView> candidates, boolean byName) {
        List<FileView> exact = candidates.stream()
                .filter(file -> !byName || file.names().contains(reference))
                .toList();
        List<FileView> fitting = exact.isEmpty()
                ? candidates.stream()
                        .filter(file -> file.names().stream().anyMatch(name -> name.endsWith("/" + reference)))
                        .toList()
                : exact;
        if (fitting.isEmpty()) {
            return new Finding.NotFound(notFound(reference, candidates));
        }
        if (fitting.size() > 1) {
            return new Finding.Ambiguous("'" + reference + "' is the name of several files; say which by its id: "
                    + fitting.stream()
                            .limit(SHOWN_MAX)
                            .map(file -> file.fileId() + " (" + file.length() + " bytes)")
                            .collect(Collectors.joining(", ")));
        }
        return found(fitting.get(0), byName ? Optional.of(reference) : Optional.empty());
    }

    private String notFound(String reference, List<FileView> similar) {
        String hint = similar.isEmpty()
                ? ""
                : "; similar: "
                        + similar.stream()
                                .limit(3)
                                .map(file -> file.names().isEmpty()
                                        ? file.fileId()
                                        : file.names().get(0))
                                .collect(Collectors.joining(", "));
        return "the tracker " + tracker.endpoint() + " lists no file '" + reference + "'" + hint;
    }

    private Finding found(FileView file, Optional<String> reference) {
        String name = reference
                .flatMap(text -> file.names().stream()
                        .filter(candidate -> candidate.equals(text) || candidate.endsWith("/" + text))
                        .findFirst())
                .orElseGet(() ->
                        file.names().isEmpty() ? file.fileId() : file.names().get(0));
        try {
            return new Finding.Found(FileId.parse(file.fileId()), new FileName(name), file);
        } catch (IllegalArgumentException nonsense) {
            return new Finding.TrackerUnreachable(
                    "the tracker " + tracker.endpoint() + " sent a file that cannot be: " + nonsense.getMessage());
        }
    }
}

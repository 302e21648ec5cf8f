package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.share.FolderWalk.Candidate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** One look at the folder: which of the files found are known already, which must be hashed, which names are gone. */
final class FolderScan {

    private final RememberedShares remembered;
    private final Map<Object, List<Candidate>> files = new LinkedHashMap<>(); // the names of each, at least one
    private final TakenBack takenBack;
    private final Set<FileName> gone;

    FolderScan(
            RememberedShares remembered,
            TakenBack takenBack,
            Predicate<Candidate> isDamaged,
            List<Candidate> candidates) {
        this.remembered = remembered;
        this.takenBack = takenBack;
        this.gone = new HashSet<>(remembered.index().names());
        for (Candidate candidate : candidates) {
            gone.remove(candidate.name());
            if (takenBack.contains(candidate.name()) || isDamaged.test(candidate)) {
                continue; // what it is stays remembered, for the day it is shared again
            }
            files.computeIfAbsent(candidate.identity(), first -> new ArrayList<>())
                    .add(candidate);
        }
    }

    /** Names that are remembered and were not found. */
    Set<FileName> gone() {
        return Set.copyOf(gone);
    }

    /** Shares what is known; returns the files that must be hashed, which are not shared until then. */
    Collection<List<Candidate>> shareKnown() {
        Map<Fingerprint, Manifest> renamed = remembered.index().byFingerprint(gone);
        List<List<Candidate>> unknown = new ArrayList<>();
        for (List<Candidate> names : files.values()) {
            Optional<Manifest> manifest = known(names, renamed);
            if (manifest.isPresent()) {
                names.forEach(candidate -> share(candidate, manifest.get()));
            } else {
                names.forEach(candidate -> remembered.shares().unshare(candidate.name()));
                unknown.add(names);
            }
        }
        return unknown;
    }

    void share(Candidate candidate, Manifest manifest) {
        Place place = new Place(candidate.name(), candidate.path(), candidate.fingerprint(), manifest);
        takenBack.unlessTakenBack(candidate.name(), () -> remembered.share(place));
    }

    private Optional<Manifest> known(List<Candidate> names, Map<Fingerprint, Manifest> renamed) {
        for (Candidate candidate : names) {
            Optional<Manifest> manifest = remembered.index().find(candidate.name(), candidate.fingerprint());
            if (manifest.isPresent()) {
                return manifest;
            }
        }
        return Optional.ofNullable(renamed.get(names.get(0).fingerprint()));
    }
}

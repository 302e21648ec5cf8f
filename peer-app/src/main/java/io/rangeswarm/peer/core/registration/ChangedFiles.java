package io.rangeswarm.peer.core.registration;

import io.rangeswarm.model.content.FileId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which files the tracker has to be told about, each once, in the order in which they changed. Guarded by this. */
final class ChangedFiles {

    private final Set<FileId> waiting = new LinkedHashSet<>();

    synchronized void add(FileId fileId) {
        waiting.add(fileId);
    }

    synchronized void addAll(Collection<FileId> fileIds) {
        waiting.addAll(fileIds);
    }

    /** The first ones, at most so many; they wait no longer. */
    synchronized List<FileId> take(int most) {
        List<FileId> taken = new ArrayList<>(Math.min(most, waiting.size()));
        for (Iterator<FileId> next = waiting.iterator(); taken.size() < most && next.hasNext(); ) {
            taken.add(next.next());
            next.remove();
        }
        return taken;
    }
}

package io.rangeswarm.peer.cli;

import io.rangeswarm.peer.core.download.FileFinder;
import io.rangeswarm.peer.core.download.FileFinder.Finding;
import io.rangeswarm.peer.core.swarm.Tracker;

/** Finds the one file a command is about, or ends the command with the exit code that tells why not. */
final class Found {

    private Found() {}

    static Finding.Found orFail(Tracker tracker, String reference) {
        Finding finding = new FileFinder(tracker).find(reference);
        if (finding instanceof Finding.Found found) {
            return found;
        }
        if (finding instanceof Finding.NotFound missing) {
            throw new CommandFailure(ExitCode.NOT_FOUND, missing.detail());
        }
        if (finding instanceof Finding.Ambiguous several) {
            throw new CommandFailure(ExitCode.USAGE, several.detail());
        }
        throw new CommandFailure(
                ExitCode.TRACKER_UNREACHABLE, "the tracker " + ((Finding.TrackerUnreachable) finding).detail());
    }
}

package io.rangeswarm.tracker.wiring;

import java.nio.file.Path;

/** The database that was asked for cannot be used, for a reason that the user can change. */
final class UnusableDatabase extends RuntimeException {

    /** @param why is shown as it is, and says what to do */
    UnusableDatabase(String why) {
        super(why);
    }

    static UnusableDatabase folder(Path folder, String why) {
        return new UnusableDatabase(
                "the data folder " + folder + " cannot be used: " + why + "; choose another with --data=DIR");
    }
}

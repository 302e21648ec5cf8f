package io.rangeswarm.tracker.wiring;

import java.nio.file.Path;

/** The folder that was given for the database cannot be used. */
final class UnusableDataFolder extends RuntimeException {

    UnusableDataFolder(Path folder, String why) {
        super("the data folder " + folder + " cannot be used: " + why + "; choose another with --data=DIR");
    }
}

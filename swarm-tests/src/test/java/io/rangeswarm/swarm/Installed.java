package io.rangeswarm.swarm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The apps as they are installed: taken apart, and started from archives of their classes, which takes a third of the
 * processor time that {@code java -jar peer-app.jar} takes; these tests start hundreds. Where nobody has made archives they
 * start without, and where there is no distribution from the jars.
 */
final class Installed {

    private static final Optional<Path> HOME =
            Optional.ofNullable(System.getProperty("installed")).map(Path::of).filter(Files::isDirectory);
    private static final Optional<Path> ARCHIVES =
            Optional.ofNullable(System.getProperty("archives")).map(Path::of).filter(Files::isDirectory);

    private Installed() {}

    /**
     * The command that starts an app.
     *
     * @param app tracker or peer
     * @param archive tracker, peer or command: whose classes it will need
     */
    static List<String> app(String app, String archive, List<String> arguments) {
        List<String> command = new ArrayList<>(Swarm.java());
        // As the installed command does: the serial collector costs least where the heap is small.
        command.addAll(List.of("-XX:+UseSerialGC", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
        archive(archive).ifPresent(file -> command.add("-XX:SharedArchiveFile=" + file));
        Path jar = HOME.map(home -> home.resolve("lib/" + app + "-app.jar"))
                .filter(Files::isRegularFile)
                .orElseGet(() -> Swarm.jar(app));
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        return command;
    }

    private static Optional<Path> archive(String name) {
        if (ARCHIVES.isEmpty()) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(ARCHIVES.get(), 2)) {
            return files.filter(file -> file.endsWith(name + ".jsa")).findFirst();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

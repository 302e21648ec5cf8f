package io.rangeswarm.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * The processes of one test class and the temporary folder they live in. What {@code @BeforeAll} starts lives until the
 * class ends, what a test starts ends with it. Prints all logs when a test fails, and fails the class when a process
 * wrote an ERROR line or a stack trace that no test expected.
 */
final class Swarm implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, TestWatcher {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private final List<AppProcess> processes = Collections.synchronizedList(new ArrayList<>());
    private final Thread lastResort = new Thread(() -> processes.forEach(AppProcess::destroy));
    private Path root = Path.of("");
    private int startedForAllTests;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        root = Files.createTempDirectory(
                "rangeswarm-" + context.getRequiredTestClass().getSimpleName());
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        startedForAllTests = processes.size();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<AppProcess> ofThisTest = processes.subList(startedForAllTests, processes.size());
        ofThisTest.forEach(AppProcess::terminate);
        ofThisTest.forEach(AppProcess::awaitExit);
    }

    @Override
    public void testFailed(ExtensionContext context, @SuppressWarnings("NullAway") Throwable cause) {
        printLogs();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        context.getExecutionException().ifPresent(failure -> printLogs());
        processes.forEach(AppProcess::destroy);
        processes.forEach(AppProcess::awaitExit);
        Runtime.getRuntime().removeShutdownHook(lastResort);
        List<String> troubles = processes.stream()
                .flatMap(process -> process.troubles().stream().map(line -> process.name() + ": " + line))
                .toList();
        delete(root);
        assertThat(troubles).as("lines that no user should see").isEmpty();
    }

    private void printLogs() {
        for (AppProcess process : processes) {
            System.err.println("---- " + process.name() + "\n" + process.log());
        }
    }

    /** A folder of this name; made if it is not there. */
    Path folder(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A tracker with its data in the folder {@code name-data}, on any free port unless the arguments say another. */
    AppProcess tracker(String name, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--data=" + name + "-data");
        if (all.stream().noneMatch(argument -> argument.startsWith("--port="))) {
            all.add("--port=0");
        }
        return start(name, root, Map.of(), Installed.app("tracker", "tracker", all));
    }

    /** A peer that shares the folder {@code name}, which is made if it is not there, on any free port. */
    AppProcess peer(String name, AppProcess tracker, String... arguments) {
        return peer(name, tracker.url(), arguments);
    }

    /** The same with a tracker, or several, by URL. */
    AppProcess peer(String name, String trackers, String... arguments) {
        folder(name);
        List<String> all = new ArrayList<>(List.of("--share=" + name, "--port=0", "--tracker=" + trackers));
        all.addAll(List.of(arguments));
        return start(name, root, Map.of(), Installed.app("peer", "peer", all));
    }

    /** A command line of peer-app, typed in the temporary folder. */
    AppProcess command(String... arguments) {
        return start("command", root, Map.of(), Installed.app("peer", "command", List.of(arguments)));
    }

    /** A process of one of the two jars; the name is made unique with a number. */
    AppProcess start(String name, Path folder, Map<String, String> environment, Path jar, List<String> arguments) {
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        return start(name, folder, environment, command);
    }

    /** The program that runs the apps here, with as much memory as each of them gets. */
    static List<String> java() {
        return List.of(JAVA.toString(), "-Xmx64m");
    }

    /** A process of any command. */
    AppProcess start(String name, Path folder, Map<String, String> environment, List<String> command) {
        String unique = (processes.size() + 1) + "-" + name;
        AppProcess process = AppProcess.start(unique, command, folder, environment, folder("logs"));
        processes.add(process);
        return process;
    }

    /** The built jar of {@code tracker} or {@code peer}. */
    static Path jar(String app) {
        Path jar = Path.of(Optional.ofNullable(System.getProperty(app + ".jar"))
                        .orElse("../" + app + "-app/target/" + app + "-app.jar"))
                .toAbsolutePath()
                .normalize();
        assertThat(jar).as("mvn package makes it").isRegularFile();
        return jar;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}

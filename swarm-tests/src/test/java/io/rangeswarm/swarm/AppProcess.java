package io.rangeswarm.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process started from a built jar. What it says goes to two files, because a pipe that nobody reads would stop it.
 * Not safe for many threads.
 */
final class AppProcess {

    /** A start costs seconds, and many of them on a machine that does other work as well. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Pattern START_LINE = Pattern.compile(" on (https?://localhost:\\d+)");

    /** What no user should ever see: a line at level ERROR, a stack trace, a death. */
    private static final Pattern TROUBLE =
            Pattern.compile("^[0-9:.]{12} ERROR .*|^\\s+at .*\\(.*\\)$|^Exception in thread .*|^\\s*Caused by: .*");

    private final String name;
    private final Process process;
    private final Path output;
    private final Path errors;
    private final List<Pattern> expectedTroubles = new ArrayList<>();

    private AppProcess(String name, Process process, Path output, Path errors) {
        this.name = name;
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /** @param logs the folder of the two files */
    static AppProcess start(
            String name, List<String> command, Path folder, Map<String, String> environment, Path logs) {
        Path output = logs.resolve(name + ".out");
        Path errors = logs.resolve(name + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        try {
            return new AppProcess(name, builder.start(), output, errors);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Where it says it is, once it has said so. */
    String url() {
        await(name + " says where it is")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> startLine().find() || !process.isAlive());
        Matcher line = startLine();
        if (!line.find()) {
            throw new AssertionError(name + " did not start:\n" + log());
        }
        return line.group(1);
    }

    int port() {
        String url = url();
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    private Matcher startLine() {
        return START_LINE.matcher(output());
    }

    /** What it has written to stdout; an app's log goes there. */
    String output() {
        return read(output);
    }

    /** What it has written to stderr. */
    String errors() {
        return read(errors);
    }

    /** All it has written. */
    String log() {
        return output() + errors();
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** SIGKILL, and waits for the end. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGTERM; returns at once. */
    void terminate() {
        process.destroy();
    }

    /** What Ctrl-C sends; returns at once. */
    void interrupt() {
        signal("INT");
    }

    /** SIGSTOP: alive, and does nothing until {@link #resume}. */
    void suspend() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Waits for the end; returns the exit code. */
    int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(name + " did not end within " + PATIENCE + ":\n" + log());
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return process.exitValue();
    }

    /** Whatever happens. */
    void destroy() {
        process.destroyForcibly();
    }

    /** Lets the process write lines of trouble in which this is found. */
    AppProcess mayLog(String regex) {
        expectedTroubles.add(Pattern.compile(regex));
        return this;
    }

    /** The lines that no user should see and that no test expects. */
    List<String> troubles() {
        return log().lines()
                .filter(line -> TROUBLE.matcher(line).matches())
                .filter(line -> expectedTroubles.stream()
                        .noneMatch(expected -> expected.matcher(line).find()))
                .toList();
    }
}

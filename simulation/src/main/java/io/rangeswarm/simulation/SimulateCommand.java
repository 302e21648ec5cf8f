package io.rangeswarm.simulation;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command: simulates one swarm, prints how it went and draws it. */
@Command(
        name = "simulate",
        description = {
            "Simulates a swarm in virtual time, with the peer's own decisions, and says how near its last machine",
            "comes to what the uplinks allow. The same --seed gives the same swarm."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SimulateCommand implements Callable<Integer> {

    private static final int PEERS_MAX = 60_000;
    private static final int EXIT_UNFINISHED = 1;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--peers", defaultValue = "100", description = "Leeches, 1 to 60000 (${DEFAULT-VALUE}).")
    int peers;

    @Option(
            names = "--chunks",
            defaultValue = "256",
            description = "Chunks of 1 MiB in the file, 1 to 4096 (${DEFAULT-VALUE}).")
    int chunks;

    @Option(names = "--seed", defaultValue = "7", description = "All chance comes from this number (${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--seeds",
            defaultValue = "1",
            description = "Peers that hold the file from the beginning, 1 to 1000 (${DEFAULT-VALUE}).")
    int seeds;

    @Option(
            names = "--uplink",
            defaultValue = "8MB",
            converter = ByteRate.class,
            description = "Bytes per second that each peer can send, as 8MB or 8388608 (${DEFAULT-VALUE}).")
    double uplink;

    @Option(
            names = "--rtt-millis",
            defaultValue = "0.5",
            description = "From one peer to another and back, 0 to 10000 (${DEFAULT-VALUE}).")
    double rttMillis;

    @Option(
            names = "--reaction-millis",
            arity = "2",
            paramLabel = "MILLIS",
            description =
                    "Peers take so long, at least and at most, to react to anything, as where many share a processor.")
    long[] reactionMillis = {0, 0};

    @Option(
            names = "--arrive-seconds",
            defaultValue = "0",
            description = "The leeches come within this time, at random (${DEFAULT-VALUE}: all at once).")
    double arriveSeconds;

    @Option(
            names = "--slow",
            defaultValue = "0",
            description = "Share of the leeches with a tenth of the uplink, 0 to 1 (${DEFAULT-VALUE}).")
    double slow;

    @Option(
            names = "--liars",
            defaultValue = "0",
            description = "Share that says it has everything and sends wrong bytes, 0 to 0.5 (${DEFAULT-VALUE}).")
    double liars;

    @Option(
            names = "--vanishing",
            defaultValue = "0",
            description = "Share that is gone before its end, 0 to 0.5 (${DEFAULT-VALUE}).")
    double vanishing;

    @Option(names = "--plot", paramLabel = "FILE.svg", description = "Draw the peers done over time, beside the bound.")
    @Nullable
    Path plot;

    public static void main(String[] args) {
        System.exit(new CommandLine(new SimulateCommand()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        check(peers >= 1 && peers <= PEERS_MAX, "--peers must be 1 to " + PEERS_MAX + ", not " + peers);
        check(chunks >= 1 && chunks <= 4096, "--chunks must be 1 to 4096, not " + chunks);
        check(seeds >= 1 && seeds <= 1000, "--seeds must be 1 to 1000, not " + seeds);
        check(rttMillis >= 0 && rttMillis <= 10_000, "--rtt-millis must be 0 to 10000, not " + rttMillis);
        check(
                arriveSeconds >= 0 && arriveSeconds <= 1e6,
                "--arrive-seconds must be 0 to 1000000, not " + arriveSeconds);
        check(
                reactionMillis[0] >= 0 && reactionMillis[0] <= reactionMillis[1] && reactionMillis[1] <= 10_000,
                "--reaction-millis must be two numbers of 0 to 10000, the lesser first, not " + reactionMillis[0] + " "
                        + reactionMillis[1]);
        check(slow >= 0 && slow <= 1, "--slow must be 0 to 1, not " + slow);
        check(liars >= 0 && liars <= 0.5, "--liars must be 0 to 0.5, not " + liars);
        check(vanishing >= 0 && vanishing <= 0.5, "--vanishing must be 0 to 0.5, not " + vanishing);
        check(slow + liars + vanishing <= 1, "--slow, --liars and --vanishing are more than all together");
        Scenario scenario = new Scenario(
                seeds,
                kinds(),
                chunks,
                uplink,
                (long) (rttMillis * 1e6),
                (long) (arriveSeconds * 1e9),
                new Reaction(reactionMillis[0] * 1_000_000, reactionMillis[1] * 1_000_000),
                seed);
        check(scenario.leeches().stream().anyMatch(Kind::shouldEnd), "nobody is left who should end with the file");
        if (plot != null) {
            Path folder = plot.toAbsolutePath().getParent();
            check(folder != null && Files.isDirectory(folder), "--plot: there is no folder " + folder);
        }
        long started = System.nanoTime();
        Outcome outcome = new SwarmSimulation(scenario, this::printProgress).run();
        print(scenario, outcome, (System.nanoTime() - started) / 1e9);
        if (plot != null) {
            Files.writeString(plot, DonePlot.svg(scenario, outcome));
            out().println("drawn in " + plot);
        }
        return Double.isInfinite(outcome.last()) ? EXIT_UNFINISHED : 0;
    }

    private List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>(Collections.nCopies((int) Math.round(peers * slow), Kind.SLOW));
        kinds.addAll(Collections.nCopies((int) Math.round(peers * liars), Kind.LIAR));
        kinds.addAll(Collections.nCopies((int) Math.round(peers * vanishing), Kind.VANISHING));
        kinds.addAll(Collections.nCopies(Math.max(0, peers - kinds.size()), Kind.HONEST));
        Collections.shuffle(kinds, new Random(seed));
        return kinds.subList(0, peers);
    }

    /** On standard error, so that what is kept of a run is its result; thousands of peers take half an hour. */
    private void printProgress(double seconds, double busyShare, int awaited) {
        PrintWriter err = commandLine().getErr();
        err.printf(
                Locale.ROOT,
                "at %.1f s: uplinks %.0f %% busy, %d peers not done yet%n",
                seconds,
                100 * busyShare,
                awaited);
        err.flush();
    }

    private void print(Scenario scenario, Outcome outcome, double wall) {
        PrintWriter out = out();
        out.printf(Locale.ROOT, "%d peers, %d chunks of 1 MiB, %d seeds, seed number %d%n", peers, chunks, seeds, seed);
        out.printf(Locale.ROOT, "fluid bound   %9.2f s%n", outcome.boundSeconds());
        out.printf(Locale.ROOT, "first done    %9.2f s%n", outcome.first());
        out.printf(Locale.ROOT, "median done   %9.2f s%n", outcome.median());
        out.printf(Locale.ROOT, "last done     %9.2f s = %.3f x the bound%n", outcome.last(), outcome.ratio());
        out.printf(Locale.ROOT, "seeds sent    %9.3f x the file%n", outcome.seedsSentFiles());
        out.printf(
                Locale.ROOT,
                "exchanges     %9.2f per peer and second%n",
                (double) outcome.exchanges()
                        / outcome.last()
                        / scenario.leeches().size());
        out.printf(
                Locale.ROOT,
                "requests      %9.2f chunks each%n",
                (double) scenario.leeches().size() * chunks / outcome.requests());
        out.print("uplinks busy %");
        outcome.busyShares().forEach(share -> out.printf(Locale.ROOT, " %.0f", 100 * share));
        out.println(" (in each twentieth of the bound)");
        out.printf(
                Locale.ROOT,
                "simulated in  %9.1f s: %.1f million events, %.0f per second%n",
                wall,
                outcome.events() / 1e6,
                outcome.events() / wall);
        out.flush();
    }

    private PrintWriter out() {
        return commandLine().getOut();
    }

    private void check(boolean holds, String rule) {
        if (!holds) {
            throw new ParameterException(commandLine(), rule);
        }
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("not called from a command line");
        }
        return spec.commandLine();
    }
}

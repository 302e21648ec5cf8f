package io.rangeswarm.tracker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a user typed, as Spring takes it: the short forms become the options they stand for, and what nobody would read
 * is refused instead of ignored.
 */
record CommandLine(Action action, List<String> springArguments) {

    /** What to do. */
    enum Action {
        RUN,
        HELP,
        VERSION
    }

    /** Something that is no option of the tracker; the message is for the user. */
    static final class UsageException extends Exception {
        UsageException(String message) {
            super(message);
        }
    }

    static final String HELP = """
            Usage: java -jar tracker-app.jar [--port=N] [--data=DIR] [--OPTION=VALUE]...

            The tracker knows which peers share which files, and who holds which chunks.

              --port=N           port to listen on (default 8080; 0 takes any free one)
              --data=DIR         folder of its database (default ./tracker-data)
              --help, -h         this text
              --version          the version
              --OPTION=VALUE     any option of application.yml, such as --rangeswarm.tracker.lease=60s
                                 or --logging.level.c2ms=debug (one line per call)

            Exit codes: 0 stopped, 1 could not start, 2 wrong usage.
            """;

    private static final Map<String, String> SHORT_FORMS =
            Map.of("port", "server.port", "data", "rangeswarm.tracker.data");

    private static final List<String> OWN_OPTIONS = List.of(
            "rangeswarm.tracker.data",
            "rangeswarm.tracker.lease",
            "rangeswarm.tracker.sweep-every",
            "rangeswarm.tracker.clean-every",
            "rangeswarm.tracker.poll-after",
            "rangeswarm.tracker.request-body-max");

    /** Spring's own groups, whose many options are not listed here. */
    private static final List<String> SPRING_GROUPS = List.of("server.", "spring.", "logging.", "management.");

    private static final int PORT_MAX = 65_535;

    /** How many letters may be wrong in an option that is taken for another one. */
    private static final int TYPING_ERRORS_MAX = 3;

    CommandLine {
        springArguments = List.copyOf(springArguments);
    }

    /** Reads the arguments. @throws UsageException that names the argument, and the nearest right one if there is one */
    static CommandLine parse(String... arguments) throws UsageException {
        List<String> forSpring = new ArrayList<>();
        Set<String> given = new HashSet<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--help") || argument.equals("-h")) {
                return new CommandLine(Action.HELP, List.of());
            }
            if (argument.equals("--version")) {
                return new CommandLine(Action.VERSION, List.of());
            }
            if (!argument.startsWith("--")) {
                throw new UsageException("'" + argument + "' is not an option; options begin with --, see --help");
            }
            int equals = argument.indexOf('=');
            String name = argument.substring(2, equals < 0 ? argument.length() : equals);
            String option = known(name);
            if (!given.add(option)) {
                throw new UsageException("--" + name + " is given twice; say which one you mean");
            }
            if (equals < 0 && i + 1 < arguments.length && !arguments[i + 1].startsWith("--")) {
                forSpring.add(spring(name, option, arguments[++i]));
            } else if (equals < 0) {
                throw new UsageException("--" + name + " needs a value: --" + name + "=VALUE");
            } else {
                forSpring.add(spring(name, option, argument.substring(equals + 1)));
            }
        }
        return new CommandLine(Action.RUN, forSpring);
    }

    private static String known(String name) throws UsageException {
        String option = SHORT_FORMS.getOrDefault(name, name);
        boolean known = OWN_OPTIONS.contains(option) || SPRING_GROUPS.stream().anyMatch(option::startsWith);
        if (!known) {
            throw new UsageException("there is no option --" + name + nearest(name) + "; see --help");
        }
        return option;
    }

    private static String spring(String name, String option, String value) throws UsageException {
        if (value.isBlank()) {
            throw new UsageException("--" + name + " needs a value: --" + name + "=VALUE");
        }
        if (option.equals("server.port") && !isPort(value)) {
            throw new UsageException(
                    "--" + name + " must be a whole number from 0 to " + PORT_MAX + ", not '" + value + "'");
        }
        return "--" + option + "=" + value;
    }

    private static boolean isPort(String value) {
        return value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= PORT_MAX;
    }

    private static String nearest(String name) {
        TreeMap<Integer, String> byDistance = new TreeMap<>(Comparator.naturalOrder());
        Stream.concat(Stream.of("port", "data", "help", "version"), OWN_OPTIONS.stream())
                .forEach(option -> byDistance.putIfAbsent(
                        Math.min(distance(name, option), distance("rangeswarm.tracker." + name, option)), option));
        Map.Entry<Integer, String> best = byDistance.firstEntry();
        return best != null && best.getKey() <= TYPING_ERRORS_MAX ? "; did you mean --" + best.getValue() + "?" : "";
    }

    /** Levenshtein's: the fewest letters to insert, leave out or replace. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}

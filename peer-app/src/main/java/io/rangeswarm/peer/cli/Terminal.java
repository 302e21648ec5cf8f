package io.rangeswarm.peer.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** What is known of the terminal, if there is one. */
final class Terminal {

    private static final int COLUMNS_UNKNOWN = 80;

    private Terminal() {}

    /** Whether a person watches: from Java 22 on a console exists even without a terminal and has to be asked. */
    @SuppressWarnings("SystemConsoleNull") // both worlds are handled
    static boolean isInteractive() {
        Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException olderJava) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException unexpected) {
            return false;
        }
    }

    /** Width in characters, as the shell tells it. */
    static int columns() {
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : COLUMNS_UNKNOWN;
    }
}

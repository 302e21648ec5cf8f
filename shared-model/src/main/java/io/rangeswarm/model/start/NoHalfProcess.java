package io.rangeswarm.model.start;

import java.io.PrintStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.function.IntConsumer;

/**
 * Ends the process when one of its threads dies because the JVM can do no more, for want of memory or threads: without that
 * thread the others might be deaf, and whatever watches the process would see it alive. Ended, it is started anew.
 */
public final class NoHalfProcess implements UncaughtExceptionHandler {

    /** The same as {@code -XX:+ExitOnOutOfMemoryError} ends with. */
    static final int EXIT_CODE = 3;

    private final PrintStream errors;
    private final IntConsumer halt;

    NoHalfProcess(PrintStream errors, IntConsumer halt) {
        this.errors = errors;
        this.halt = halt;
    }

    /** From now on, for all threads that have no handler of their own. */
    public static void watch() {
        // Not exit(): that would start threads.
        Thread.setDefaultUncaughtExceptionHandler(new NoHalfProcess(System.err, Runtime.getRuntime()::halt));
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        if (thrown instanceof VirtualMachineError) {
            errors.println(thread.getName() + " ended, and so does this process, to be started anew: " + thrown);
            halt.accept(EXIT_CODE);
        } else {
            errors.print("Exception in thread \"" + thread.getName() + "\" "); // as without this handler
            thrown.printStackTrace(errors);
        }
    }
}

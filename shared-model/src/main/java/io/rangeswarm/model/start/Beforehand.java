package io.rangeswarm.model.start;

import java.util.List;

/** Readies what an app will need a moment later, by a thread of its own, while the first one is busy with something else. */
public final class Beforehand {

    private Beforehand() {}

    /** Begins to initialize these classes, one after the other; those that are not there are nobody's need. */
    public static void initialize(String... classNames) {
        List<String> names = List.of(classNames);
        Thread thread = new Thread(() -> names.forEach(Beforehand::initializeOne), "beforehand");
        thread.setDaemon(true);
        thread.start();
    }

    private static void initializeOne(String className) {
        try {
            Class.forName(className, true, Beforehand.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError unusable) {
            return; // whoever needs it will say so
        }
    }
}

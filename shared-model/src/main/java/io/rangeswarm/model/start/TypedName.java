package io.rangeswarm.model.start;

/** What somebody types to start this app, as the installed command tells it. */
public final class TypedName {

    private static final String TOLD = "rangeswarm.command";

    private TypedName() {}

    /**
     * Such as {@code rangeswarm peer}.
     *
     * @param otherwise where nobody has told it, as from a jar
     */
    public static String or(String otherwise) {
        return System.getProperty(TOLD, otherwise);
    }
}

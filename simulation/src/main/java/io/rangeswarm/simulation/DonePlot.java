package io.rangeswarm.simulation;

import java.util.List;
import java.util.Locale;

/** Draws how many peers are done over time, beside the bound, as an SVG. */
final class DonePlot {

    private static final int WIDTH = 800;
    private static final int HEIGHT = 450;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final int TICKS = 8;
    private static final int POINTS_MAX = 1000;

    private final Scenario scenario;
    private final Outcome outcome;
    private final List<Double> ends;
    private final double endSeconds;

    private DonePlot(Scenario scenario, Outcome outcome) {
        this.scenario = scenario;
        this.outcome = outcome;
        this.ends = outcome.endsSeconds().stream()
                .filter(end -> !Double.isInfinite(end))
                .toList();
        double last = ends.isEmpty() ? 0 : ends.get(ends.size() - 1);
        this.endSeconds = 1.05 * Math.max(last, outcome.boundSeconds());
    }

    static String svg(Scenario scenario, Outcome outcome) {
        return new DonePlot(scenario, outcome).draw();
    }

    private String draw() {
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH, HEIGHT));
        svg.append(text(
                WIDTH / 2.0,
                22,
                "middle",
                format(
                        "%d peers, %d chunks, %d seed(s), seed number %d: last at %.3f x the bound",
                        scenario.leeches().size(),
                        scenario.chunks(),
                        scenario.seeds(),
                        scenario.randomSeed(),
                        outcome.ratio())));
        for (int tick = 0; tick <= TICKS; tick++) {
            double seconds = endSeconds * tick / TICKS;
            double count = (double) outcome.endsSeconds().size() * tick / TICKS;
            svg.append(line(x(seconds), y(0), x(seconds), y(0) + 5, "black"));
            svg.append(text(x(seconds), y(0) + 20, "middle", format("%.0f s", seconds)));
            svg.append(line(LEFT - 5.0, y(count), LEFT, y(count), "black"));
            svg.append(text(LEFT - 8.0, y(count) + 4, "end", format("%.0f", count)));
        }
        svg.append(line(LEFT, y(0), WIDTH - (double) RIGHT, y(0), "black"));
        svg.append(line(LEFT, TOP, LEFT, y(0), "black"));
        svg.append(text(WIDTH / 2.0, HEIGHT - 8.0, "middle", "peers done over time"));
        double bound = x(outcome.boundSeconds());
        svg.append(line(bound, TOP, bound, y(0), "crimson"));
        svg.append(text(bound - 6, TOP + 14.0, "end", format("bound %.1f s", outcome.boundSeconds())));
        svg.append(steps());
        return svg.append("</svg>\n").toString();
    }

    private String steps() {
        StringBuilder points = new StringBuilder(format("%.1f,%.1f", x(0), y(0)));
        int stride = Math.max(1, ends.size() / POINTS_MAX);
        int before = 0;
        for (int done = 1; done <= ends.size(); done++) {
            if (done % stride == 0 || done == ends.size()) {
                double at = x(ends.get(done - 1));
                points.append(format(" %.1f,%.1f %.1f,%.1f", at, y(before), at, y(done)));
                before = done;
            }
        }
        return format("<polyline fill=\"none\" stroke=\"steelblue\" stroke-width=\"2\" points=\"%s\"/>%n", points);
    }

    private double x(double seconds) {
        return LEFT + (WIDTH - LEFT - RIGHT) * seconds / endSeconds;
    }

    private double y(double count) {
        return HEIGHT
                - BOTTOM
                - (HEIGHT - TOP - BOTTOM) * count / outcome.endsSeconds().size();
    }

    private static String line(double x1, double y1, double x2, double y2, String colour) {
        return format(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n", x1, y1, x2, y2, colour);
    }

    private static String text(double x, double y, String anchor, String words) {
        return format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, words);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}

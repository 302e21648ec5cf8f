package io.rangeswarm.peer.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Text in columns. A heading that ends in {@code >} aligns its column to the right. */
final class Table {

    private static final String GAP = "  ";

    private final List<String> headings;
    private final boolean[] right;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = new ArrayList<>();
        this.right = new boolean[headings.length];
        for (int column = 0; column < headings.length; column++) {
            right[column] = headings[column].endsWith(">");
            this.headings.add(headings[column].replace(">", ""));
        }
    }

    void row(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException("a row has " + headings.size() + " cells, not " + cells.length);
        }
        rows.add(List.of(cells));
    }

    void print(PrintWriter out) {
        lines().forEach(out::println);
    }

    List<String> lines() {
        int[] widths = new int[headings.size()];
        widen(widths, headings);
        rows.forEach(row -> widen(widths, row));
        List<String> lines = new ArrayList<>(List.of(line(widths, headings)));
        rows.forEach(row -> lines.add(line(widths, row)));
        return lines;
    }

    private static void widen(int[] widths, List<String> row) {
        for (int column = 0; column < widths.length; column++) {
            widths[column] = Math.max(widths[column], row.get(column).length());
        }
    }

    private String line(int[] widths, List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - row.get(column).length());
            line.append(right[column] ? padding + row.get(column) : row.get(column) + padding)
                    .append(GAP);
        }
        return line.toString().stripTrailing();
    }
}

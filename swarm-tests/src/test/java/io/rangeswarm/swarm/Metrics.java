package io.rangeswarm.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What processes tell Prometheus: the names of metrics, and the labels that each has. */
final class Metrics {

    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_][a-z0-9_]*)(?:\\{(.*)})? [-+0-9.eEINnaf]+(?: [0-9]+)?");
    private static final Pattern LABEL = Pattern.compile("([a-z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Map<String, Set<String>> labels = new TreeMap<>();
    private final List<String> labelValues = new ArrayList<>();

    static Metrics of(AppProcess... processes) {
        Metrics metrics = new Metrics();
        for (AppProcess process : processes) {
            Http.ok(Http.get(process.url() + "/actuator/prometheus"))
                    .text()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(metrics::add);
        }
        return metrics;
    }

    private void add(String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new AssertionError("not a sample: " + line);
        }
        Set<String> known = labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
        if (sample.group(2) != null) {
            Matcher label = LABEL.matcher(sample.group(2));
            while (label.find()) {
                known.add(label.group(1));
                labelValues.add(label.group(2));
            }
        }
    }

    Set<String> names() {
        return labels.keySet();
    }

    /** The labels of any sample of this name. */
    Set<String> labels(String name) {
        return labels.getOrDefault(name, Set.of());
    }

    List<String> labelValues() {
        return labelValues;
    }
}

package io.rangeswarm.tracker.stats;

import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;

/** What {@code /actuator/stats} can be: numbers for programs, and the page that shows them to a browser. */
enum StatsForm implements Producible<StatsForm> {
    HTML("text/html;charset=UTF-8"),
    JSON("application/json");

    private final String type;

    StatsForm(String type) {
        this.type = type;
    }

    @Override
    public MimeType getProducedMimeType() {
        return MimeType.valueOf(type);
    }

    /** Also curl's, which takes anything. */
    @Override
    public boolean isDefault() {
        return this == JSON;
    }
}

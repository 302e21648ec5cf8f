package io.rangeswarm.tracker.stats;

import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;

/**
 * What {@code /actuator/stats} can be: numbers for programs, and the page that shows them to a browser. Of two that are accepted
 * Boot takes the later one, so a browser, which accepts anything too, gets the page.
 */
enum StatsForm implements Producible<StatsForm> {
    JSON("application/json"),
    HTML("text/html;charset=UTF-8");

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

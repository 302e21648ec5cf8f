package io.rangeswarm.tracker;

import org.springframework.boot.SpringApplication;

/**
 * The tracker as the build looks at it to find out which beans there are, so that a start need not. What it makes of this is
 * named after this class.
 */
final class TrackerBeans {

    private TrackerBeans() {}

    /** For the build alone. */
    public static void main(String[] none) {
        application().run(none);
    }

    static SpringApplication application() {
        SpringApplication application = new SpringApplication(TrackerMain.class);
        application.setMainApplicationClass(TrackerBeans.class);
        application.setAdditionalProfiles("tracker");
        return application;
    }
}

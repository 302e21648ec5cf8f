package io.rangeswarm.peer;

import org.springframework.boot.SpringApplication;

/**
 * The peer as the build looks at it to find out which beans there are, so that a start need not. What it makes of this is
 * named after this class.
 */
final class PeerBeans {

    private PeerBeans() {}

    /** For the build alone. */
    public static void main(String[] none) {
        application().run(none);
    }

    static SpringApplication application() {
        SpringApplication application = new SpringApplication(PeerMain.class);
        application.setMainApplicationClass(PeerBeans.class);
        application.setAdditionalProfiles("peer");
        application.setLogStartupInfo(false);
        return application;
    }
}

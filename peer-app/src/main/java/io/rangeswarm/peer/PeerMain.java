package io.rangeswarm.peer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts a peer. */
@SpringBootApplication
public class PeerMain {

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(PeerMain.class);
        application.setAdditionalProfiles("peer");
        application.run(args);
    }
}

package io.rangeswarm.peer;

import io.rangeswarm.peer.cli.PeerCli;
import io.rangeswarm.peer.wiring.CommandTools;
import io.rangeswarm.peer.wiring.PeerWiring;
import io.rangeswarm.peer.wiring.QuietLogging;
import io.rangeswarm.peer.wiring.SpringPeer;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ScheduledTasksObservationAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.metrics.TomcatMetricsAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Starts a peer, or runs one command. Spring's error page is left out, because every error is a problem of our own, and what
 * looks at each bean whether it is to have a proxy, because none is; and what counts sessions, of which there are none, or observes
 * each call.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        exclude = {
            ErrorMvcAutoConfiguration.class,
            AopAutoConfiguration.class,
            ScheduledTasksObservationAutoConfiguration.class,
            TomcatMetricsAutoConfiguration.class,
            WebMvcObservationAutoConfiguration.class
        })
@Import(PeerWiring.class)
public class PeerMain {

    public static void main(String[] arguments) {
        QuietLogging.untilSpringTakesOver();
        SpringPeer peer = new SpringPeer(PeerBeans::application);
        int exitCode = new PeerCli(peer, new CommandTools()).run(arguments);
        if (!peer.isRunning()) {
            System.exit(exitCode);
        }
    }
}

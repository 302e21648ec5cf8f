package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LocationReaderTest {

    private static final TestFile FILE = TestFile.of(1, 2000);

    private final LocationReader reader = new LocationReader(endpoint -> false);

    private static List<Location> at(String... urls) {
        int chunks = FILE.manifest().layout().chunkCount();
        return Stream.of(urls)
                .map(url -> Location.of("p", url, null, ChunkSet.all(chunks)))
                .toList();
    }

    @Test
    void leavesOutWhereNoPeerCanBe() {
        List<Location> told = at(
                "http://169.254.169.254:80",
                "http://[fd00:ec2::254]:80",
                "http://224.0.0.1:9090",
                "http://0.0.0.0:9090",
                "http://10.0.0.7:9090",
                "http://node-7.lab:9090");
        assertThat(reader.sources(told, FILE.manifest()).keySet())
                .containsExactlyInAnyOrder(
                        new PeerEndpoint("http://10.0.0.7:9090"), new PeerEndpoint("http://node-7.lab:9090"));
    }

    @Test
    void aPeerOnTheInternetNamesNoPrivateAddresses() {
        List<Location> told = at("http://10.0.0.7:9090", "http://127.0.0.1:80", "http://9.9.9.9:9090");
        assertThat(reader.sourcesToldBy(new PeerEndpoint("http://8.8.8.8:9090"), told, FILE.manifest())
                        .keySet())
                .containsExactly(new PeerEndpoint("http://9.9.9.9:9090"));
        assertThat(reader.sourcesToldBy(new PeerEndpoint("http://10.0.0.8:9090"), told, FILE.manifest()))
                .hasSize(3);
    }
}

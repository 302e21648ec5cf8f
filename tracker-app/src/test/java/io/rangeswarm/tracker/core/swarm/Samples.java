package io.rangeswarm.tracker.core.swarm;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Things to test with. */
public final class Samples {

    private Samples() {}

    /** A made-up file of {@code chunks} full chunks of 1 MiB; another {@code seed} is another file. */
    public static Manifest manifest(int chunks, String seed) {
        List<Sha256> hashes =
                IntStream.range(0, chunks).mapToObj(i -> hash(seed + i)).toList();
        return Manifest.of(new ChunkLayout((long) chunks * ChunkLayout.CHUNK_SIZE_MIN), hash(seed), hashes);
    }

    public static Sha256 hash(String text) {
        return Sha256.hash(text.getBytes(StandardCharsets.UTF_8));
    }

    public static SharedFile shared(String name, Manifest manifest, int... held) {
        return new SharedFile(
                new FileName(name), manifest, ChunkSet.of(manifest.layout().chunkCount(), held));
    }

    public static SharedFile whole(String name, Manifest manifest) {
        return new SharedFile(
                new FileName(name), manifest, ChunkSet.all(manifest.layout().chunkCount()));
    }

    public static PeerId peer(int number) {
        return new PeerId(new UUID(0, number));
    }

    public static PeerToken token(int number) {
        return new PeerToken("token-" + number);
    }

    public static PeerProfile profile(int port) {
        return new PeerProfile(new Endpoint("http://10.0.0.1:" + port), null, null);
    }
}

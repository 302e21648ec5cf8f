package io.rangeswarm.peer.web.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.holding.Holding;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentPlannerTest {

    private static final int MIB = 1 << 20;
    private static final Manifest MANIFEST = Manifest.of(
            new ChunkLayout(3L * MIB + 7), Sha256.hash(new byte[] {9}), List.of(hash(0), hash(1), hash(2), hash(3)));
    private static final Representation FILE = file(ChunkSet.all(4));
    private static final String TAG = '"' + MANIFEST.fileId().hex() + '"';
    private static final ContentRequest GET = ContentRequest.get();

    @Test
    void sendsAllWhenNothingElseIsAsked() {
        assertThat(plan(GET)).isEqualTo(new ContentPlan.Whole());
    }

    @Test
    void sendsTheRange() {
        assertThat(plan(GET.withRange("bytes=5-9"))).isEqualTo(part(5, 10));
    }

    @Test
    void ignoresTheRangeOfAHead() {
        assertThat(plan(GET.asHead().withRange("bytes=5-9"))).isEqualTo(new ContentPlan.Whole());
        assertThat(plan(GET.asHead().withRange("bytes=999999999-"))).isEqualTo(new ContentPlan.Whole());
    }

    @Test
    void heedsTheRangeWhenIfRangeHasTheTag() {
        assertThat(plan(GET.withRange("bytes=5-9").withIfRange(TAG))).isEqualTo(part(5, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"other\"", "Wed, 21 Oct 2015 07:28:00 GMT", "", "*", "untagged"})
    void sendsAllWhenIfRangeIsStale(String stale) {
        assertThat(plan(GET.withRange("bytes=5-9").withIfRange(stale))).isEqualTo(new ContentPlan.Whole());
        assertThat(plan(GET.withRange("bytes=99999999-").withIfRange(stale))).isEqualTo(new ContentPlan.Whole());
    }

    @Test
    void aWeakTagNeverMatchesIfRange() {
        assertThat(plan(GET.withRange("bytes=5-9").withIfRange("W/" + TAG))).isEqualTo(new ContentPlan.Whole());
    }

    @Test
    void sendsNothingToWhoHasIt() {
        for (String tags : List.of(TAG, "W/" + TAG, "*", "\"a,b\", " + TAG, "\"x\",W/" + TAG)) {
            assertThat(plan(GET.withIfNoneMatch(tags))).as(tags).isEqualTo(new ContentPlan.NotModified());
            assertThat(plan(GET.withIfNoneMatch(tags).withRange("bytes=99999999-")))
                    .as("before the range is looked at")
                    .isEqualTo(new ContentPlan.NotModified());
        }
        assertThat(plan(GET.withIfNoneMatch("\"other\""))).isEqualTo(new ContentPlan.Whole());
    }

    @Test
    void refusesWhenIfMatchInsistsOnSomethingElse() {
        assertThat(plan(GET.withIfMatch("\"other\""))).isEqualTo(new ContentPlan.PreconditionFailed());
        assertThat(plan(GET.withIfMatch("W/" + TAG))).isEqualTo(new ContentPlan.PreconditionFailed());
        assertThat(plan(GET.withIfMatch("\"other\", " + TAG))).isEqualTo(new ContentPlan.Whole());
        assertThat(plan(GET.withIfMatch("*"))).isEqualTo(new ContentPlan.Whole());
    }

    @Test
    void saysWhenTheRangeIsPastTheEnd() {
        assertThat(plan(GET.withRange("bytes=3145735-"))).isEqualTo(new ContentPlan.RangeNotSatisfiable());
    }

    @Test
    void aPartialHoldingServesOnlyRangesWhoseChunksAreAllHeld() {
        Representation partial = file(ChunkSet.of(4, 1, 2));

        assertThat(ContentPlanner.plan(GET.withRange("bytes=1048576-3145727"), partial))
                .isEqualTo(part(MIB, 3 * MIB));
        for (String range : List.of("bytes=1048575-1048576", "bytes=3145727-3145728", "bytes=0-0", "bytes=-1")) {
            assertThat(ContentPlanner.plan(GET.withRange(range), partial))
                    .as(range)
                    .isEqualTo(new ContentPlan.NotHeld());
        }
        assertThat(ContentPlanner.plan(GET, partial)).isEqualTo(new ContentPlan.NotHeld());
        assertThat(ContentPlanner.plan(GET.withRange("bytes=99999999-"), partial))
                .isEqualTo(new ContentPlan.RangeNotSatisfiable());
    }

    @Test
    void theEmptyFileIsSentWhole() {
        Manifest empty = Manifest.of(new ChunkLayout(0), Sha256.hash(new byte[0]), List.of());
        Representation content = Representation.ofFile(new Fake(empty, ChunkSet.none(0)), "empty");

        assertThat(ContentPlanner.plan(GET, content)).isEqualTo(new ContentPlan.Whole());
        assertThat(ContentPlanner.plan(GET.withRange("bytes=0-"), content))
                .isEqualTo(new ContentPlan.RangeNotSatisfiable());
    }

    @Test
    void aChunkIsARepresentationOfItsOwn() {
        Representation chunk = Representation.ofChunk(new Fake(MANIFEST, ChunkSet.of(4, 1)), 1);

        assertThat(chunk.length()).isEqualTo(MIB);
        assertThat(ContentPlanner.plan(GET, chunk)).isEqualTo(new ContentPlan.Whole());
        assertThat(ContentPlanner.plan(GET.withRange("bytes=-2"), chunk)).isEqualTo(part(MIB - 2, MIB));
        assertThat(chunk.inFile(new ByteRange(MIB - 2, MIB))).isEqualTo(new ByteRange(2 * MIB - 2, 2 * MIB));
        assertThat(ContentPlanner.plan(GET.withRange("bytes=1048576-"), chunk))
                .isEqualTo(new ContentPlan.RangeNotSatisfiable());
        assertThat(ContentPlanner.plan(GET.withIfNoneMatch('"' + hash(1).hex() + '"'), chunk))
                .isEqualTo(new ContentPlan.NotModified());
    }

    @Test
    void aRangeThatIsOneChunkCarriesItsDigest() {
        String digest = "Content-Digest";
        assertThat(ContentHeaders.ofPart(FILE, new ByteRange(MIB, 2 * MIB)))
                .containsEntry(digest, "sha-256=:" + base64(hash(1)) + ":")
                .containsEntry("Content-Range", "bytes 1048576-2097151/3145735");
        assertThat(ContentHeaders.ofPart(FILE, new ByteRange(3 * MIB, 3 * MIB + 7)))
                .containsEntry(digest, "sha-256=:" + base64(hash(3)) + ":");
        assertThat(ContentHeaders.ofPart(FILE, new ByteRange(MIB, 2 * MIB - 1))).doesNotContainKey(digest);
        assertThat(ContentHeaders.ofPart(FILE, new ByteRange(0, 2 * MIB))).doesNotContainKey(digest);
        assertThat(ContentHeaders.ofWhole(FILE)).doesNotContainKeys(digest, "Content-Range");
        assertThat(ContentHeaders.ofWhole(FILE))
                .containsEntry("Repr-Digest", "sha-256=:" + base64(MANIFEST.globalHash()) + ":")
                .containsEntry("Digest", "SHA-256=" + base64(MANIFEST.globalHash()));
    }

    @Test
    void aNameIsWrittenSoThatEveryBrowserReadsIt() {
        Representation content = Representation.ofFile(new Fake(MANIFEST, ChunkSet.all(4)), "a \"ü\" 100%;é.txt");

        assertThat(ContentHeaders.ofWhole(content))
                .containsEntry(
                        "Content-Disposition",
                        "attachment; filename=\"a ___ 100_;_.txt\";"
                                + " filename*=UTF-8''a%20%22%C3%BC%22%20100%25%3B%C3%A9.txt");
    }

    private static ContentPlan plan(ContentRequest request) {
        return ContentPlanner.plan(request, FILE);
    }

    private static ContentPlan part(long start, long end) {
        return new ContentPlan.Part(new ByteRange(start, end));
    }

    private static Representation file(ChunkSet held) {
        return Representation.ofFile(new Fake(MANIFEST, held), "name");
    }

    private static Sha256 hash(int index) {
        return Sha256.hash(new byte[] {(byte) index});
    }

    private static String base64(Sha256 hash) {
        return java.util.Base64.getEncoder().encodeToString(hash.bytes());
    }

    private record Fake(Manifest manifest, ChunkSet held) implements Holding {

        @Override
        public SortedSet<FileName> names() {
            SortedSet<FileName> names = new TreeSet<>(Comparator.comparing(FileName::value));
            names.add(new FileName("name"));
            return names;
        }

        @Override
        public Optional<Path> verifiedPath() {
            return Optional.empty();
        }
    }
}

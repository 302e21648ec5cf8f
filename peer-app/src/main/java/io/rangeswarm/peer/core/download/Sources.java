package io.rangeswarm.peer.core.download;

import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.peer.core.pick.ChunkBits;
import io.rangeswarm.peer.core.pick.RarestFirst;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The sources of one file, bounded, and what each holds. Keeps the picker's counts of copies, and which sources may have
 * a chunk that is still open. Not safe for many threads: {@link ChunkScheduler} guards it.
 */
final class Sources {

    /** The most sources that are remembered of one file. */
    static final int SOURCES_MAX = 100;

    /** Where all places are taken one source may take the place of another after so many chunks came... */
    private static final int CHUNKS_PER_CHANGE = 4;

    /** ...that of the one with the longest queue of so many drawn at random. */
    private static final int CHANGE_DRAWS = 8;

    /** With fewer leeches to each seed all uplinks together are what is scarce, whoever has what. */
    private static final int LEECHES_PER_SEED = 3;

    /**
     * A leech that has got nothing while so many chunks came here does not fetch in earnest: it is paused, or far slower,
     * or gone, and nobody knows it yet...
     */
    private static final int COMPANY_CHUNKS = 64;

    /** ...and one that holds nothing at all has less time to prove itself. */
    private static final int COMPANY_CHUNKS_EMPTY = 16;

    private final int chunkCount;
    private final int requestsPerSourceMax;
    private final RarestFirst picker;
    private final RandomGenerator random;
    private final Map<PeerEndpoint, Source> byEndpoint = new HashMap<>();
    private final Misconduct misconduct;
    private final List<Source> useful = new ArrayList<>();
    private final List<Source> seeds = new ArrayList<>();
    private final Set<Source> failing = new LinkedHashSet<>(); // those whose last request failed
    private final ChunkBits.OnNew addCopies;
    private Consumer<Source> onForgotten = source -> {};
    private boolean exchanging;
    private int leeches; // not banned
    private int chunksCame;
    private int nextChange = CHUNKS_PER_CHANGE; // by the count of chunks that came
    private int companyUntil; // by the count of chunks that came

    Sources(
            int chunkCount,
            int requestsPerSourceMax,
            RarestFirst picker,
            Misconduct misconduct,
            RandomGenerator random) {
        this.chunkCount = chunkCount;
        this.requestsPerSourceMax = requestsPerSourceMax;
        this.picker = picker;
        this.misconduct = misconduct;
        this.random = random;
        this.addCopies = picker::addCopies;
    }

    /** From now on every source will be asked for an exchange at some time. */
    void exchangesTakePlace() {
        if (!exchanging) {
            exchanging = true;
            byEndpoint.values().forEach(source -> source.exchangePlanned = true);
        }
    }

    /** Who else remembers sources is told when one is banned or forgotten. */
    void whenForgotten(Consumer<Source> onForgotten) {
        this.onForgotten = onForgotten;
    }

    @Nullable
    Source find(PeerEndpoint endpoint) {
        return byEndpoint.get(endpoint);
    }

    Collection<Source> all() {
        return byEndpoint.values();
    }

    /** Those that may have an open chunk; some may turn out not to. */
    List<Source> useful() {
        return useful;
    }

    /** Those that are not banned and hold every chunk. */
    List<Source> seeds() {
        return seeds;
    }

    /** A chunk has come here. */
    void progressed() {
        chunksCame++;
    }

    /** Whether there is anybody to swap with: somebody who lacks chunks and gets some. */
    boolean hasCompany() {
        return leeches > 0 && chunksCame < companyUntil;
    }

    private void isCompany(int chunks) {
        companyUntil = Math.max(companyUntil, chunksCame + chunks);
    }

    /**
     * Whether seeds are so few that what they send must be what nobody else can: always of a single one, since nobody can
     * end before it has sent every chunk.
     */
    boolean areSeedsScarce() {
        return seeds.size() <= 1 || seeds.size() * LEECHES_PER_SEED <= leeches;
    }

    /**
     * Takes in what a source holds. Its chunks add to those known of it before: peers do not lose chunks, and one that
     * did says so when it is asked.
     *
     * @return the source; null when it cannot be remembered
     */
    @Nullable
    Source heard(PeerEndpoint endpoint, ChunkSet held) {
        Source known = afterBans(endpoint);
        if (known == null) {
            if (misconduct.isBanned(endpoint) || !makeRoomForOneMore()) {
                return null;
            }
            known = new Source(endpoint, new SourceHealth(requestsPerSourceMax), chunkCount, !held.isComplete());
            known.exchangePlanned = exchanging;
            byEndpoint.put(endpoint, known);
            leeches++;
            isCompany(held.isComplete() ? 0 : COMPANY_CHUNKS_EMPTY);
        } else if (known.health.isBanned() || (known.isSeed() && !known.held.isEmpty())) {
            return known; // there is nothing to learn
        }
        int before = known.held.size();
        known.held.addAll(held, known.counted ? addCopies : (w, fresh) -> {});
        grown(known, before);
        return known;
    }

    /**
     * Takes in single chunks that a source, not banned, holds; those outside the file are passed over.
     *
     * @return whether any was news
     */
    boolean holdsToo(Source source, List<Integer> indexes) {
        int before = source.held.size();
        for (int index : indexes) {
            if (index < chunkCount && source.held.add(index) && source.counted) {
                picker.addCopy(index);
            }
        }
        grown(source, before);
        return source.held.size() > before;
    }

    private void grown(Source source, int before) {
        if (source.held.size() > before) {
            maybeUseful(source);
            isCompany(source.isSeed() ? 0 : COMPANY_CHUNKS);
        }
        if (source.isSeed() && !source.countsAsSeed) {
            source.countsAsSeed = true;
            leeches--;
            seeds.add(source);
        }
    }

    /** Forgets the source that has failed most in a row, or now and then the one most in demand, if all places are taken. */
    private boolean makeRoomForOneMore() {
        if (byEndpoint.size() < SOURCES_MAX) {
            return true;
        }
        Optional<Source> leaving = failing.stream()
                .filter(Source::isIdle)
                .max(Comparator.comparingInt(source -> source.health.failuresInARow()))
                .or(this::mostInDemand);
        leaving.ifPresent(this::forget);
        return leaving.isPresent();
    }

    /**
     * Who was early is known to everybody, and whoever only knows such waits longer than the rest, to the end. So places
     * change hands: long queues get shorter because fewer know of them.
     */
    private Optional<Source> mostInDemand() {
        if (chunksCame < nextChange || useful.isEmpty()) {
            return Optional.empty();
        }
        nextChange = chunksCame + CHUNKS_PER_CHANGE;
        return random.ints(CHANGE_DRAWS, 0, useful.size())
                .mapToObj(useful::get)
                .filter(source -> source.isIdle() && !source.countsAsSeed)
                .max(Comparator.comparingLong(source -> source.queue.bytesAhead()));
    }

    /** What is known of it: nothing when a ban has ended, and it is banned here too when it was banned by another download. */
    private @Nullable Source afterBans(PeerEndpoint endpoint) {
        Source known = byEndpoint.get(endpoint);
        if (known == null) {
            return null;
        }
        banIfDue(known);
        if (known.health.isBanned() && !misconduct.isBanned(endpoint) && known.isIdle()) {
            forget(known);
            return null;
        }
        return known;
    }

    private void forget(Source source) {
        byEndpoint.remove(source.endpoint);
        failing.remove(source);
        if (source.health.isBanned()) {
            onForgotten.accept(source); // it may have asked for news meanwhile
        } else {
            ban(source);
        }
    }

    /** Takes in that a source has failed or succeeded. */
    void healthChanged(Source source) {
        if (source.health.failuresInARow() == 0) {
            failing.remove(source);
        } else {
            failing.add(source);
        }
    }

    /** Bans a source that has lied too often, here or to another download. */
    void banIfDue(Source source) {
        if (!source.health.isBanned() && misconduct.isBanned(source.endpoint)) {
            ban(source);
        }
    }

    /** Nothing that it holds counts any more, nor is it asked for news. */
    private void ban(Source source) {
        onForgotten.accept(source);
        source.health.ban();
        if (!isSeedNoMore(source)) {
            leeches--;
        }
        useless(source);
        if (source.counted) {
            for (int index = source.held.next(0); index >= 0; index = source.held.next(index + 1)) {
                picker.removeCopy(index);
            }
        }
    }

    /** The source does not hold these chunks after all. */
    void lost(Source source, ChunkRun run) {
        if (isSeedNoMore(source)) {
            leeches++;
        }
        run.indexes().forEach(index -> {
            if (source.held.remove(index) && source.counted && !source.health.isBanned()) {
                picker.removeCopy(index);
            }
        });
    }

    private boolean isSeedNoMore(Source source) {
        boolean was = source.countsAsSeed;
        source.countsAsSeed = false;
        return was && seeds.remove(source);
    }

    /** A chunk is open again: whoever holds it is of use. */
    void reopened(int index) {
        for (Source source : byEndpoint.values()) {
            if (source.held.contains(index) && !source.health.isBanned()) {
                maybeUseful(source);
            }
        }
    }

    private void maybeUseful(Source source) {
        if (source.usefulAt < 0) {
            source.usefulAt = useful.size();
            useful.add(source);
        }
    }

    /** The source has no open chunk. */
    void useless(Source source) {
        if (source.usefulAt >= 0) {
            int last = useful.size() - 1;
            Collections.swap(useful, source.usefulAt, last);
            useful.get(source.usefulAt).usefulAt = source.usefulAt;
            useful.remove(last);
            source.usefulAt = -1;
        }
    }
}

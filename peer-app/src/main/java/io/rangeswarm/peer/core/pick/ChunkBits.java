package io.rangeswarm.peer.core.pick;

import io.rangeswarm.model.content.ChunkSet;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** A set of one file's chunks that changes, compared word by word. Not safe for many threads: its owner guards it. */
public final class ChunkBits {

    private final int count;
    final long[] words;
    private int size;

    /** No chunk of {@code count}. */
    public ChunkBits(int count) {
        this.count = count;
        this.words = new long[ChunkSet.wordCount(count)];
    }

    /** How many chunks are members. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Whether every chunk is a member. */
    public boolean isComplete() {
        return size == count;
    }

    public boolean contains(int index) {
        return index < count && (words[index >> 6] & (1L << index)) != 0;
    }

    /** Adds a chunk; false when it was a member. */
    public boolean add(int index) {
        if (contains(index)) {
            return false;
        }
        words[index >> 6] |= 1L << index;
        size++;
        return true;
    }

    /** Takes a chunk out; false when it was no member. */
    public boolean remove(int index) {
        if (!contains(index)) {
            return false;
        }
        words[index >> 6] &= ~(1L << index);
        size--;
        return true;
    }

    /** Adds all of {@code news} and hands those that are new to {@code onNew}. */
    public void addAll(ChunkSet news, IntConsumer onNew) {
        for (int w = 0; w < words.length; w++) {
            long fresh = news.word(w) & ~words[w];
            if (fresh != 0) {
                words[w] |= fresh;
                size += Long.bitCount(fresh);
                for (; fresh != 0; fresh &= fresh - 1) {
                    onNew.accept((w << 6) + Long.numberOfTrailingZeros(fresh));
                }
            }
        }
    }

    /** Adds all members of {@code other}. */
    public void addAll(ChunkBits other) {
        int joined = 0;
        for (int w = 0; w < words.length; w++) {
            words[w] |= other.words[w];
            joined += Long.bitCount(words[w]);
        }
        size = joined;
    }

    /** Takes out all members of {@code other}. */
    public void removeAll(ChunkBits other) {
        int left = 0;
        for (int w = 0; w < words.length; w++) {
            words[w] &= ~other.words[w];
            left += Long.bitCount(words[w]);
        }
        size = left;
    }

    /** Takes every chunk out. */
    public void clear() {
        Arrays.fill(words, 0);
        size = 0;
    }

    /** Whether the two have a chunk in common. */
    public boolean meets(ChunkBits other) {
        for (int w = 0; w < words.length; w++) {
            if ((words[w] & other.words[w]) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The first member from {@code index} on, else -1. */
    public int next(int index) {
        int w = index >> 6;
        if (index >= count) {
            return -1;
        }
        long word = words[w] & (-1L << index);
        while (word == 0) {
            if (++w == words.length) {
                return -1;
            }
            word = words[w];
        }
        return (w << 6) + Long.numberOfTrailingZeros(word);
    }

    /** What it is now. */
    public ChunkSet snapshot() {
        return ChunkSet.ofWords(count, words);
    }
}

package io.rangeswarm.peer.core.pick;

import io.rangeswarm.model.content.ChunkSet;
import java.util.Arrays;

/** A set of one file's chunks that changes, compared word by word. Not safe for many threads: its owner guards it. */
public final class ChunkBits {

    /** Is told what was added: bit {@code b} of {@code fresh} is chunk 64 w + b. */
    public interface OnNew {
        void added(int w, long fresh);
    }

    private final int count;
    final long[] words;
    private int size;

    /** No chunk of {@code count}. */
    public ChunkBits(int count) {
        this.count = count;
        this.words = new long[ChunkSet.wordCount(count)];
    }

    /** How many chunks the file has, whether members or not. */
    public int count() {
        return count;
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

    /** Adds all of {@code news} and hands those that are new to {@code onNew}, word by word. */
    public void addAll(ChunkSet news, OnNew onNew) {
        for (int w = 0; w < words.length; w++) {
            long fresh = news.word(w) & ~words[w];
            if (fresh != 0) {
                addAll(w, fresh);
                onNew.added(w, fresh);
            }
        }
    }

    /** Adds members of one word, none of which is one already. */
    void addAll(int w, long fresh) {
        words[w] |= fresh;
        size += Long.bitCount(fresh);
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

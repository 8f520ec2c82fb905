package dev.shootdown.explore.search;

import dev.shootdown.machine.Fingerprint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Writes snapshots as records of a few bytes and reads them. A record is a function of the state, so a hash over the record
 * is a fingerprint of the state, and need not be sent along with it. What was written or read last gives the fingerprint's two
 * halves.
 */
final class Records {
    /** How far behind its end a buffer is touched. */
    static final int SLACK = 8;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FIRST_KEY = 0x9E3779B97F4A7C15L; // the golden ratio, and digits of pi
    private static final long SECOND_KEY = 0x243F6A8885A308D3L;
    private static final int IN_FULL = 1;

    private final int[] least;

    /** Of each word: in which of the record's longs it is, how far it is shifted, and how many bits it has. */
    private final int[] longOf;

    private final int[] shift;
    private final int[] bits;

    /** The words that have bits, and before which of them each long ends. */
    private final int[] varying;

    private final int[] endOfLong;
    private final int[] constant;

    private final long[] packed;
    private final int lastBytes;
    private final int packedBytes;

    /** The snapshot that the next ones are like, and how it is packed; in full if it cannot be. */
    private int[] base;

    private final long[] packedBase;
    private boolean isBaseInFull;

    long first;
    long second;

    Records(Codec codec) {
        least = codec.least;
        int words = least.length;
        bits = new int[words];
        longOf = new int[words];
        shift = new int[words];
        int[] ends = new int[words + 1];
        int longs = 0;
        int used = 1; // the first bit says whether the record is in full
        int vary = 0;
        for (int k = 0; k < words; k++) {
            bits[k] = codec.bits[k];
            if (used + bits[k] > Long.SIZE) {
                ends[longs++] = vary;
                used = 0;
            }
            longOf[k] = longs;
            shift[k] = used;
            used += bits[k];
            vary += bits[k] > 0 ? 1 : 0;
        }
        ends[longs++] = vary;
        endOfLong = Arrays.copyOf(ends, longs);
        varying = IntStream.range(0, words).filter(k -> bits[k] > 0).toArray();
        constant = IntStream.range(0, words).filter(k -> bits[k] == 0).toArray();
        packed = new long[longs];
        packedBase = new long[longs];
        lastBytes = (used + 7) / 8;
        packedBytes = (longs - 1) * Long.BYTES + lastBytes;
    }

    /** More bytes than any record takes, with the slack. */
    int most() {
        return Math.max(packedBytes, 1 + 5 * least.length) + SLACK;
    }

    /** Bytes of a record that is not in full. */
    int usual() {
        return packedBytes;
    }

    /** Writes a snapshot and returns where its record ends. */
    int write(int[] words, byte[] to, int at) {
        return pack(words, packed) ? writePacked(to, at) : writeInFull(words, to, at);
    }

    /** The snapshots that are written next are like this one, which must not change until then. */
    void base(int[] words) {
        base = words;
        isBaseInFull = !pack(words, packedBase);
    }

    /** The same as {@link #write}, sooner: only the words are packed that the base has otherwise. */
    int writeLikeBase(int[] words, byte[] to, int at) {
        if (isBaseInFull) {
            return write(words, to, at);
        }
        System.arraycopy(packedBase, 0, packed, 0, packed.length);
        int end = words.length;
        for (int from = 0; ; from++) {
            int same = Arrays.mismatch(words, from, end, base, from, end);
            if (same < 0) {
                return writePacked(to, at);
            }
            from += same;
            long value = (long) words[from] - least[from];
            if (value >>> bits[from] != 0) {
                return writeInFull(words, to, at);
            }
            packed[longOf[from]] += (long) words[from] - base[from] << shift[from];
        }
    }

    /** Whether the snapshot's words have the bits that they need. */
    private boolean pack(int[] words, long[] into) {
        long strange = 0;
        for (int k : constant) {
            strange |= words[k] ^ least[k];
        }
        int next = 0;
        for (int n = 0; n < into.length; n++) {
            long all = 0;
            for (; next < endOfLong[n]; next++) {
                int k = varying[next];
                long value = (long) words[k] - least[k];
                strange |= value >>> bits[k];
                all |= value << shift[k];
            }
            into[n] = all;
        }
        return strange == 0;
    }

    private int writePacked(byte[] to, int at) {
        for (int n = 0; n < packed.length; n++) {
            LONGS.set(to, at + n * Long.BYTES, packed[n]);
        }
        hashPacked();
        return at + packedBytes;
    }

    /** Reads the fingerprint of the record that begins there. */
    void hash(byte[] from, int at) {
        if ((from[at] & IN_FULL) != 0) {
            readInFull(from, at, null);
        } else {
            load(from, at);
            hashPacked();
        }
    }

    /** Returns where the record ends that begins there. */
    int skip(byte[] from, int at) {
        if ((from[at] & IN_FULL) == 0) {
            return at + packedBytes;
        }
        int end = at + 1;
        for (int words = least.length; words > 0; end++) {
            words -= from[end] >= 0 ? 1 : 0;
        }
        return end;
    }

    /** Reads the snapshot of the record that begins there. */
    void read(byte[] from, int at, int[] words) {
        if ((from[at] & IN_FULL) != 0) {
            readInFull(from, at, words);
            return;
        }
        load(from, at);
        System.arraycopy(least, 0, words, 0, least.length);
        int next = 0;
        for (int n = 0; n < packed.length; n++) {
            long all = packed[n];
            for (; next < endOfLong[n]; next++) {
                int k = varying[next];
                words[k] += (int) (all >>> shift[k] & (1L << bits[k]) - 1);
            }
        }
    }

    private void load(byte[] from, int at) {
        for (int n = 0; n < packed.length; n++) {
            packed[n] = (long) LONGS.get(from, at + n * Long.BYTES);
        }
        if (lastBytes < Long.BYTES) {
            packed[packed.length - 1] &= (1L << lastBytes * 8) - 1;
        }
    }

    private void hashPacked() {
        long a = 0;
        long b = 1;
        for (long one : packed) {
            a = Fingerprint.mix(a + one * FIRST_KEY);
            b = Fingerprint.mix((b ^ one) * SECOND_KEY);
        }
        first = a;
        second = b;
    }

    private int writeInFull(int[] words, byte[] to, int at) {
        to[at++] = IN_FULL;
        for (int word : words) {
            at = Varints.write(to, at, Varints.zigzag(word));
        }
        hashInFull(words);
        return at;
    }

    private void readInFull(byte[] from, int at, int[] words) {
        int[] into = words == null ? new int[least.length] : words;
        Varints.Cursor cursor = new Varints.Cursor(from, at + 1);
        for (int k = 0; k < into.length; k++) {
            into[k] = Varints.unzigzag(cursor.next());
        }
        hashInFull(into);
    }

    private void hashInFull(int[] words) {
        long a = 2;
        long b = 3;
        for (int word : words) {
            a = Fingerprint.mix(a + word * FIRST_KEY);
            b = Fingerprint.mix((b ^ word) * SECOND_KEY);
        }
        first = a;
        second = b;
    }
}

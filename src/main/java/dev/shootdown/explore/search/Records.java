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
 *
 * <p>Words that do not have the bits that they need come behind the others, each with its number.
 */
final class Records {
    /** How far behind its end a buffer is touched. */
    static final int SLACK = 8;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FIRST_KEY = 0x9E3779B97F4A7C15L; // the golden ratio, and digits of pi
    private static final long SECOND_KEY = 0x243F6A8885A308D3L;
    private static final int HAS_ODD = 1;

    /** The number and the value of a word that does not have the bits that it needs. */
    private static final int MOST_ODD = 10;

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

    /** The words that do not have the bits that they need. */
    private final int[] odd;

    private int oddWords;

    /** The snapshot that the next ones are like, and how it is packed, if it has no odd words. */
    private int[] base;

    private final long[] packedBase;
    private boolean isBaseOdd;

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
        int used = 1; // the first bit says whether there are odd words
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
        odd = new int[words];
        lastBytes = (used + 7) / 8;
        packedBytes = (longs - 1) * Long.BYTES + lastBytes;
    }

    /** More bytes than any record takes, with the slack. */
    int most() {
        return packedBytes + MOST_ODD * (least.length + 1) + SLACK;
    }

    /** Bytes of a record without odd words. */
    int usual() {
        return packedBytes;
    }

    /** Writes a snapshot and returns where its record ends. */
    int write(int[] words, byte[] to, int at) {
        pack(words, packed);
        int end = writePacked(to, at);
        if (oddWords > 0) {
            end = Varints.write(to, end, oddWords);
            for (int n = 0; n < oddWords; n++) {
                end = Varints.write(to, end, odd[n]);
                end = Varints.write(to, end, Varints.zigzag(words[odd[n]]));
                hashOdd(odd[n], words[odd[n]]);
            }
        }
        return end;
    }

    /** The snapshots that are written next are like this one, which must not change until then. */
    void base(int[] words) {
        base = words;
        pack(words, packedBase);
        isBaseOdd = oddWords > 0;
    }

    /** The same as {@link #write}, sooner: only the words are packed that the base has otherwise. */
    int writeLikeBase(int[] words, byte[] to, int at) {
        if (isBaseOdd) {
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
                return write(words, to, at);
            }
            packed[longOf[from]] += (long) words[from] - base[from] << shift[from];
        }
    }

    private void pack(int[] words, long[] into) {
        oddWords = 0;
        for (int k : constant) {
            if (words[k] != least[k]) {
                odd[oddWords++] = k;
            }
        }
        int next = 0;
        for (int n = 0; n < into.length; n++) {
            long all = 0;
            for (; next < endOfLong[n]; next++) {
                int k = varying[next];
                long value = (long) words[k] - least[k];
                if (value >>> bits[k] == 0) {
                    all |= value << shift[k];
                } else {
                    odd[oddWords++] = k;
                }
            }
            into[n] = all;
        }
        into[0] |= oddWords > 0 ? HAS_ODD : 0;
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
        load(from, at);
        hashPacked();
        if ((from[at] & HAS_ODD) != 0) {
            Varints.Cursor cursor = new Varints.Cursor(from, at + packedBytes);
            for (long left = cursor.next(); left > 0; left--) {
                int word = (int) cursor.next();
                hashOdd(word, Varints.unzigzag(cursor.next()));
            }
        }
    }

    /** Returns where the record ends that begins there. */
    int skip(byte[] from, int at) {
        if ((from[at] & HAS_ODD) == 0) {
            return at + packedBytes;
        }
        Varints.Cursor cursor = new Varints.Cursor(from, at + packedBytes);
        for (long left = 2 * cursor.next(); left > 0; left--) {
            cursor.next();
        }
        return cursor.at;
    }

    /** Reads the snapshot of the record that begins there. */
    void read(byte[] from, int at, int[] words) {
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
        if ((from[at] & HAS_ODD) != 0) {
            Varints.Cursor cursor = new Varints.Cursor(from, at + packedBytes);
            for (long left = cursor.next(); left > 0; left--) {
                int word = (int) cursor.next();
                words[word] = Varints.unzigzag(cursor.next());
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

    private void hashOdd(int word, int value) {
        long one = (long) word << Integer.SIZE | value & 0xFFFF_FFFFL;
        first = Fingerprint.mix(first + one * FIRST_KEY);
        second = Fingerprint.mix((second ^ one) * SECOND_KEY);
    }
}

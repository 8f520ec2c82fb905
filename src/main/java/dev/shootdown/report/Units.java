package dev.shootdown.report;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Which of the units of a work, numbered from 0, are done: a set of numbers, as text ranges such as {@code 0-3,7}. */
public final class Units {
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,10})(?:-([0-9]{1,10}))?");

    private final BitSet numbers;
    private final int of;

    private Units(BitSet numbers, int of) {
        this.numbers = numbers;
        this.of = of;
    }

    /** All of so many. */
    public static Units all(int of) {
        BitSet numbers = new BitSet(of);
        numbers.set(0, of);
        return new Units(numbers, of);
    }

    /** Those of a shard. */
    public static Units of(Shard shard, int of) {
        BitSet numbers = new BitSet(of);
        for (long unit = shard.number() - 1L; unit < of; unit += shard.of()) {
            numbers.set((int) unit);
        }
        return new Units(numbers, of);
    }

    /** @throws IllegalArgumentException unless these are ascending ranges of numbers below {@code of} */
    static Units parse(String text, int of) {
        BitSet numbers = new BitSet();
        if (text.isEmpty()) {
            return new Units(numbers, of);
        }
        long next = 0;
        for (String range : text.split(",", -1)) {
            Matcher matcher = RANGE.matcher(range);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(range);
            }
            long from = Long.parseLong(matcher.group(1));
            long to = matcher.group(2) == null ? from : Long.parseLong(matcher.group(2));
            if (from < next || to < from || to >= of) {
                throw new IllegalArgumentException(range);
            }
            numbers.set((int) from, (int) to + 1);
            next = to + 1;
        }
        return new Units(numbers, of);
    }

    public boolean has(int unit) {
        return numbers.get(unit);
    }

    /** How many these are. */
    public int size() {
        return numbers.cardinality();
    }

    /** Whether none is missing. */
    public boolean areAll() {
        return size() == of;
    }

    /** In ascending order. */
    public IntStream stream() {
        return numbers.stream();
    }

    /** The first that both have. */
    OptionalInt common(Units other) {
        BitSet both = (BitSet) numbers.clone();
        both.and(other.numbers);
        return both.stream().findFirst();
    }

    Units and(Units other) {
        BitSet either = (BitSet) numbers.clone();
        either.or(other.numbers);
        return new Units(either, of);
    }

    /** The shards, of so many, of which a unit is missing. */
    List<Shard> missing(int shards) {
        List<Shard> missing = new ArrayList<>();
        BitSet seen = new BitSet();
        for (int unit = numbers.nextClearBit(0); unit < of; unit = numbers.nextClearBit(unit + 1)) {
            seen.set(unit % shards);
        }
        seen.stream().forEach(k -> missing.add(new Shard(k + 1, shards)));
        return missing;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Units units && units.of == of && units.numbers.equals(numbers);
    }

    @Override
    public int hashCode() {
        return numbers.hashCode();
    }

    /** The shortest ranges, ascending. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int from = numbers.nextSetBit(0); from >= 0; ) {
            int end = numbers.nextClearBit(from);
            text.append(text.isEmpty() ? "" : ",").append(from);
            if (end - from > 1) {
                text.append('-').append(end - 1);
            }
            from = numbers.nextSetBit(end);
        }
        return text.toString();
    }
}

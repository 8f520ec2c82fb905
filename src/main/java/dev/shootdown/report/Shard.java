package dev.shootdown.report;

import dev.shootdown.machine.BadInput;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of several equal parts of a work: of its units 0, 1, 2, … it does every {@code of}-th, so that parts take about the
 * same time even where units become longer.
 *
 * @param number which of the parts, from 1
 * @param of how many parts there are
 */
public record Shard(int number, int of) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})");
    private static final int MOST_NAMED = 20;

    public Shard {
        if (number < 1 || number > of) {
            throw new IllegalArgumentException(number + "/" + of);
        }
    }

    /**
     * What follows {@code --shard}.
     *
     * @throws BadInput unless it is {@code i/n} with i from 1 to n
     */
    public static Shard parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            int number = Integer.parseInt(matcher.group(1));
            int of = Integer.parseInt(matcher.group(2));
            if (number >= 1 && number <= of) {
                return new Shard(number, of);
            }
        }
        throw new BadInput("--shard " + text + ": i/n with i from 1 to n is expected, as in 2/4.");
    }

    /** As in "shards 2/4 and 4/4 are missing"; of very many only the first are named. */
    public static String areMissing(List<Shard> shards) {
        if (shards.size() == 1) {
            return "shard " + shards.get(0) + " is missing";
        }
        boolean all = shards.size() <= MOST_NAMED;
        List<String> named = shards.stream()
                .limit(all ? shards.size() - 1 : MOST_NAMED)
                .map(Shard::toString)
                .toList();
        String last = all ? shards.get(shards.size() - 1).toString() : (shards.size() - MOST_NAMED) + " others";
        return "shards " + String.join(", ", named) + " and " + last + " are missing";
    }

    @Override
    public String toString() {
        return number + "/" + of;
    }
}

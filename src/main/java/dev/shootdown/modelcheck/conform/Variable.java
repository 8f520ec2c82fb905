package dev.shootdown.modelcheck.conform;

import dev.shootdown.machine.State;
import dev.shootdown.machine.StepKind.Argument;
import java.util.List;

/**
 * A variable of the specification and where the machine keeps it. Values are numbers: members of an enumeration by their
 * place, model values counted from zero and -1 for "nothing", entries as {@link State#entry}, sets as bits.
 *
 * @param name the name in {@code spec/State.tla}
 * @param domains what the variable is a function of, outermost first
 * @param type how one value is written
 * @param words the strings of an enumeration; empty for other types
 * @param reader the machine's value
 */
public record Variable(String name, List<Argument> domains, Type type, List<String> words, Reader reader) {
    public enum Type {
        /** A string out of {@link Variable#words}. */
        WORD,
        /** TRUE or FALSE. */
        BOOLEAN,
        /** A model value, or one for nothing. */
        REFERENCE,
        /** {@code <<frame, "rw">>}, {@code <<frame, "ro">>} or NoEntry. */
        ENTRY,
        /** A set of vCPUs or pages. */
        SET
    }

    /** Reads one value from the machine's state at the indices of the domains; those that there are not are zero. */
    public interface Reader {
        int read(State state, int i, int j, int k);
    }

    static Variable words(String name, List<Argument> domains, List<String> words, Reader reader) {
        return new Variable(name, domains, Type.WORD, words, reader);
    }

    static Variable of(String name, Type type, List<Argument> domains, Reader reader) {
        return new Variable(name, domains, type, List.of(), reader);
    }

    /** How many values the variable holds when domains have these sizes. */
    public int places(int[] sizes) {
        int n = 1;
        for (Argument domain : domains) {
            n *= sizes[domain.ordinal()];
        }
        return n;
    }

    /** A value as people read it. */
    String show(int value) {
        return switch (type) {
            case WORD -> value < 0 || value >= words.size() ? "?" + value : words.get(value);
            case BOOLEAN -> value == 0 ? "FALSE" : "TRUE";
            case REFERENCE -> value < 0 ? "nothing" : "number " + (value + 1);
            case ENTRY ->
                value < 0
                        ? "NoEntry"
                        : "<<f" + (State.frameOf(value) + 1) + (State.isWritable(value) ? ", rw>>" : ", ro>>");
            case SET -> {
                StringBuilder members = new StringBuilder("{");
                for (int k = 0; k < 32; k++) {
                    if ((value >>> k & 1) != 0) {
                        members.append(members.length() == 1 ? "" : ", ").append(k + 1);
                    }
                }
                yield members.append('}').toString();
            }
        };
    }
}

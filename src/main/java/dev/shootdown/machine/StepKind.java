package dev.shootdown.machine;

import java.util.List;

/**
 * What a step is called and what its arguments are.
 *
 * @param code the number in a packed step; kinds of schemes begin at {@link Steps#FIRST_OF_SCHEME}
 * @param name the name of the TLA+ action
 * @param arguments what each argument ranges over, the actor first
 */
public record StepKind(int code, String name, List<Argument> arguments) {

    /** A range of arguments, with the letter that names its values in TLA+ models: {@code v1}, {@code p2}, … */
    public enum Argument {
        VCPU('v'),
        PCPU('p'),
        SPACE('m'),
        PAGE('g'),
        FRAME('f'),
        TABLE('x');

        private final char letter;

        Argument(char letter) {
            this.letter = letter;
        }

        /** The name of a value in TLA+ models, which count from one. */
        public String show(int value) {
            return letter + Integer.toString(value + 1);
        }

        /** The value that {@link #show} shows as this text, or -1. */
        int read(String text) {
            if (text.length() < 2 || text.length() > 8 || text.charAt(0) != letter || text.charAt(1) == '0') {
                return -1;
            }
            int value = 0;
            for (int k = 1; k < text.length(); k++) {
                char digit = text.charAt(k);
                if (digit < '0' || digit > '9') {
                    return -1;
                }
                value = 10 * value + digit - '0';
            }
            return value - 1;
        }
    }

    public StepKind {
        arguments = List.copyOf(arguments);
    }

    public static StepKind of(int code, String name, Argument... arguments) {
        return new StepKind(code, name, List.of(arguments));
    }

    /** A step of this kind as text, as in {@code ClearPte(v1, m1, g2)}: arguments count from one. */
    String show(long step) {
        StringBuilder text = new StringBuilder(name).append('(');
        for (int k = 0; k < arguments.size(); k++) {
            text.append(k == 0 ? "" : ", ").append(arguments.get(k).show(argument(step, k)));
        }
        return text.append(')').toString();
    }

    /** The argument at a place of a step of this kind. */
    public static int argument(long step, int place) {
        return place == 0 ? Step.a(step) : place == 1 ? Step.b(step) : Step.c(step);
    }
}

package dev.shootdown.modelcheck.conform;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A small module of random formulas and actions, of everything that the translation for the solvers knows. */
final class RandomModule {
    private static final int DEPTH = 4;

    private final Random random;
    private final List<String> bound = new ArrayList<>();
    private int names;

    private RandomModule(long seed) {
        random = new Random(seed);
    }

    static String text(String name, long seed, int formulas, int actions) {
        return new RandomModule(seed).module(name, formulas, actions);
    }

    private String module(String name, int formulas, int actions) {
        StringBuilder text = new StringBuilder("---- MODULE " + name + " ----\n");
        text.append("CONSTANTS A, B, NoB, FirstA\nASSUME NoB \\notin B /\\ FirstA \\in A\nVARIABLES f, s, x, q, w\n");
        text.append("TypeOK ==\n  /\\ f \\in [A -> B \\cup {NoB}]\n  /\\ s \\in SUBSET A\n  /\\ x \\in A\n");
        text.append("  /\\ q \\in BOOLEAN\n  /\\ w \\in [A -> {\"one\", \"two\"}]\n");
        text.append("Init ==\n  /\\ f = [a \\in A |-> NoB]\n  /\\ s = {}\n  /\\ x = FirstA\n  /\\ q = FALSE\n");
        text.append("  /\\ w = [a \\in A |-> \"one\"]\n");
        for (int k = 1; k <= formulas; k++) {
            text.append("P")
                    .append(k)
                    .append(" == x = x /\\ (")
                    .append(truth(DEPTH))
                    .append(")\n");
        }
        for (int k = 1; k <= actions; k++) {
            text.append(action(k));
        }
        text.append("Next ==\n");
        for (int k = 1; k <= actions; k++) {
            text.append("  \\/ \\E a \\in A, c \\in B : Act").append(k).append("(a, c)\n");
        }
        return text.append("====\n").toString();
    }

    private String action(int k) {
        bound.add("a");
        // The first is possible in half of the states at least: a module that cannot take a step would say nothing.
        String guard = k == 1 ? "x = FirstA \\/ (" + truth(2) + ")" : truth(2);
        String step = "  /\\ f' = " + function(2) + "\n  /\\ s' = " + set(2) + "\n  /\\ x' = " + element(2) + "\n";
        String words = random.nextBoolean()
                ? "  /\\ UNCHANGED <<w, q>>\n"
                : "  /\\ IF " + truth(1) + "\n     THEN w' = [w EXCEPT ![" + element(1)
                        + "] = IF @ = \"one\" THEN \"two\" ELSE @] /\\ q' = (" + truth(2)
                        + ")\n     ELSE UNCHANGED w /\\ q' = (x' \\in s')\n";
        bound.remove("a");
        return "Act" + k + "(a, c) ==\n  /\\ (" + guard + ")\n" + step + words;
    }

    private String truth(int depth) {
        switch (depth == 0 ? random.nextInt(5) : random.nextInt(15)) {
            case 0:
                return element(depth) + " = " + element(depth);
            case 1:
                return element(depth) + " \\in (" + set(depth) + ")";
            case 2:
                return "q";
            case 3:
                return value(depth) + " # " + value(depth);
            case 4:
                return "w[" + element(depth) + "] = \"two\"";
            case 5:
                return "(" + set(depth - 1) + ") \\subseteq (" + set(depth - 1) + ")";
            case 6:
                return "(" + set(depth - 1) + ") = (" + set(depth - 1) + ")";
            case 7:
                return "~(" + truth(depth - 1) + ")";
            case 8:
                return "(" + truth(depth - 1) + ") /\\ (" + truth(depth - 1) + ")";
            case 9:
                return "(" + truth(depth - 1) + ") \\/ (" + truth(depth - 1) + ")";
            case 10:
                return "(" + truth(depth - 1) + ") => (" + truth(depth - 1) + ")";
            case 11:
                return "(IF " + truth(depth - 1) + " THEN " + truth(depth - 1) + " ELSE " + truth(depth - 1) + ")";
            case 12:
                return "(" + function(depth - 1) + ") = (" + function(depth - 1) + ")";
            default:
                String range = random.nextInt(3) == 0 ? "(" + set(depth - 1) + ")" : "A";
                String name = "b" + names++;
                bound.add(name);
                String body = truth(depth - 1);
                bound.remove(name);
                return (random.nextBoolean() ? "(\\A " : "(\\E ") + name + " \\in " + range + " : " + body + ")";
        }
    }

    private String element(int depth) {
        if (!bound.isEmpty() && random.nextInt(3) > 0) {
            return bound.get(random.nextInt(bound.size()));
        }
        if (depth > 1 && random.nextInt(4) == 0) {
            return "(IF " + truth(depth - 2) + " THEN " + element(0) + " ELSE " + element(0) + ")";
        }
        return random.nextBoolean() ? "x" : "FirstA";
    }

    private String value(int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> "NoB";
            case 1 -> depth > 0 ? "(" + function(depth - 1) + ")[" + element(depth - 1) + "]" : "f[x]";
            default -> "f[" + element(depth) + "]";
        };
    }

    private String set(int depth) {
        switch (depth <= 0 ? random.nextInt(4) : random.nextInt(8)) {
            case 0:
                return "s";
            case 1:
                return "{" + element(depth) + "}";
            case 2:
                return "{}";
            case 3:
                return "DOMAIN f";
            case 4:
                return "(" + set(depth - 1) + ") \\cup (" + set(depth - 1) + ")";
            case 5:
                return "(" + set(depth - 1) + ") \\cap (" + set(depth - 1) + ")";
            case 6:
                return "(" + set(depth - 1) + ") \\ (" + set(depth - 1) + ")";
            default:
                String name = "b" + names++;
                bound.add(name);
                String body = truth(depth - 1);
                bound.remove(name);
                return "{" + name + " \\in A : " + body + "}";
        }
    }

    private String function(int depth) {
        switch (depth <= 0 ? 0 : random.nextInt(4)) {
            case 0:
                return "f";
            case 1:
                return "[f EXCEPT ![" + element(depth) + "] = " + value(depth - 1) + "]";
            case 2:
                return "[f EXCEPT ![" + element(depth) + "] = IF @ = NoB THEN " + value(0) + " ELSE @, ![x] = "
                        + value(depth - 1) + "]";
            default:
                String name = "b" + names++;
                bound.add(name);
                String body = value(depth - 1);
                bound.remove(name);
                return "[" + name + " \\in A |-> " + body + "]";
        }
    }
}

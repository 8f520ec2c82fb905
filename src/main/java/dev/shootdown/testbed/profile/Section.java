package dev.shootdown.testbed.profile;

import dev.shootdown.machine.BadInput;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One block of keys of a file, read key by key. What is read is checked at once; {@link #done()} then complains about keys
 * that nobody asked for.
 *
 * <p>A number is written with its unit and its provenance, {@code {us: 1.08, source: "…"}}, optionally with a plausible
 * {@code range: [low, high]} in the same unit and a {@code note}. A block may state {@code source} or {@code assumption} for
 * all numbers in it that do not state their own; a plain number without unit may then stand bare.
 */
final class Section {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,3})?");
    private static final double MAX_CYCLES = 1e17;
    private static final Set<String> COMMENTS = Set.of("source", "assumption", "note", "description");

    private final Document document;
    private final String path;
    private final Node.Mapping node;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Provenance provenance;

    private record Provenance(String source, String assumption) {}

    Section(Document document, String path, Node.Mapping node, Section parent) {
        this.document = document;
        this.path = path;
        this.node = node;
        Provenance own = provenance(node);
        this.provenance = own == null && parent != null ? parent.provenance : own;
        asked.addAll(COMMENTS);
    }

    /** A duration or cost in cycles, rounded to the nearest cycle, not negative. */
    long cycles(String key) {
        return cycles(key, 0);
    }

    /** A duration or cost in cycles that is at least {@code min}. */
    long cycles(String key, long min) {
        Fact fact = number(key, false);
        double cycles = fact.unit().toCycles(fact.value(), document.clockHz());
        if (cycles > MAX_CYCLES) {
            throw bad(
                    key,
                    "is " + text(fact.value()) + " " + fact.unit().key() + ", absurdly long (at most 1e17 cycles)");
        }
        long rounded = Math.round(cycles);
        if (rounded < min) {
            throw bad(key, "is under " + min + " cycles");
        }
        return rounded;
    }

    /** A whole number in [min, max]. */
    int count(String key, int min, int max) {
        double value = ratio(key, min, max);
        if (value != Math.rint(value)) {
            throw bad(key, "is " + text(value) + " (a whole number is expected)");
        }
        return (int) value;
    }

    /** A plain number in [min, max]. */
    double ratio(String key, double min, double max) {
        Fact fact = number(key, true);
        requireWithin(key, fact.value(), min, max);
        return fact.value();
    }

    /** A frequency in hertz, as written. */
    double hertz(String key, double min, double max) {
        Fact fact = number(key, false);
        if (fact.unit() != Unit.HZ) {
            throw bad(key, "is in " + fact.unit().key() + " (hz is expected)");
        }
        requireWithin(key, fact.value(), min, max);
        return fact.value();
    }

    private void requireWithin(String key, double value, double min, double max) {
        if (value < min || value > max) {
            throw bad(key, "is " + text(value) + " (a number from " + text(min) + " to " + text(max) + " is expected)");
        }
    }

    /** True or false, as a number 1 or 0 with its provenance, so that a sensitivity run can switch it. */
    boolean flag(String key) {
        return count(key, 0, 1) == 1;
    }

    /** Text that changes results, such as the name of another file. */
    String word(String key) {
        String text = scalar(key).text();
        if (text.isBlank() || text.length() > 200) {
            throw bad(key, "is empty or too long (1 to 200 characters are expected)");
        }
        document.add(path(key) + "=" + text);
        return text;
    }

    /** A list of texts, none of them twice. */
    List<String> words(String key, int min, int max) {
        if (!(entry(key).value() instanceof Node.Sequence list)) {
            throw bad(key, "is " + entry(key).value().kind() + " (a list is expected)");
        }
        if (list.items().size() < min || list.items().size() > max) {
            throw bad(key, "has " + list.items().size() + " items (" + min + " to " + max + " are expected)");
        }
        List<String> words = new ArrayList<>();
        for (Node item : list.items()) {
            if (!(item instanceof Node.Scalar scalar) || scalar.text().isBlank()) {
                throw bad(key, "holds " + item.kind() + " (a text is expected)");
            }
            if (words.contains(scalar.text())) {
                throw bad(key, "holds '" + YamlReader.shown(scalar.text()) + "' twice");
            }
            words.add(scalar.text());
        }
        return words;
    }

    /** A whole number in [min, max] that says what is done, not what is so: no source is asked for. */
    int setting(String key, int min, int max) {
        String text = word(key);
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw bad(
                key,
                "is '" + YamlReader.shown(text) + "' (a whole number from " + min + " to " + max + " is expected)");
    }

    /** One of a few words. */
    String choice(String key, String... allowed) {
        String text = scalar(key).text();
        for (String word : allowed) {
            if (word.equals(text)) {
                document.add(path(key) + "=" + text);
                return word;
            }
        }
        throw bad(key, "is '" + YamlReader.shown(text) + "' (one of " + String.join(", ", allowed) + " is expected)");
    }

    boolean has(String key) {
        asked.add(key);
        return node.entries().containsKey(key);
    }

    Section section(String key) {
        return new Section(document, path(key), mapping(path(key), entry(key).value()), this);
    }

    /** A list of blocks. */
    List<Section> sections(String key, int min, int max) {
        if (!(entry(key).value() instanceof Node.Sequence list)) {
            throw bad(key, "is " + entry(key).value().kind() + " (a list is expected)");
        }
        if (list.items().size() < min || list.items().size() > max) {
            throw bad(key, "has " + list.items().size() + " items (" + min + " to " + max + " are expected)");
        }
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            String itemPath = path(key) + "[" + i + "]";
            sections.add(new Section(
                    document, itemPath, mapping(itemPath, list.items().get(i)), this));
        }
        return sections;
    }

    /** Whether the key holds a list. */
    boolean isList(String key) {
        return has(key) && entry(key).value() instanceof Node.Sequence;
    }

    /** A list of different whole numbers in [min, max], at most 4,096 of them, ascending. */
    int[] numbers(String key, int min, int max) {
        List<Node> items = ((Node.Sequence) entry(key).value()).items();
        if (items.isEmpty() || items.size() > Scenario.MAX_CPUS) {
            throw bad(key, "has " + items.size() + " items (1 to " + Scenario.MAX_CPUS + " are expected)");
        }
        int[] numbers = new int[items.size()];
        for (int i = 0; i < numbers.length; i++) {
            double value = parse(key, items.get(i));
            requireWithin(key, value, min, max);
            if (value != Math.rint(value) || i > 0 && value <= numbers[i - 1]) {
                throw bad(key, "holds " + text(value) + " (different whole numbers in ascending order are expected)");
            }
            numbers[i] = (int) value;
        }
        requireProvenance(key, provenance);
        document.add(path(key) + "=" + java.util.Arrays.toString(numbers));
        return numbers;
    }

    /** Complains about the first key that is none of these, before anything is read: for blocks that people write by hand. */
    Section expecting(String... keys) {
        Set<String> known = new LinkedHashSet<>(List.of(keys));
        node.entries().forEach((key, entry) -> {
            if (!known.contains(key) && !COMMENTS.contains(key)) {
                String hint = known.stream()
                        .filter(other -> isMisspelt(key, other))
                        .findFirst()
                        .map(other -> "is '" + other + "' meant?")
                        .orElse("known here: " + String.join(", ", known));
                throw document.bad(entry.line(), path(key), "is unknown (" + hint + ")");
            }
        });
        return this;
    }

    /** Complains about the first key that was not asked for. */
    void done() {
        node.entries().forEach((key, entry) -> {
            if (!asked.contains(key)) {
                throw document.bad(entry.line(), path(key), "is unknown (known here: " + known() + ")");
            }
        });
    }

    private String known() {
        return String.join(
                ", ", asked.stream().filter(key -> !COMMENTS.contains(key)).toList());
    }

    Document document() {
        return document;
    }

    /** The complaint about a key of this block. */
    BadInput bad(String key, String sentence) {
        Node.Entry entry = node.entries().get(key);
        return document.bad(entry == null ? node.line() : entry.line(), path(key), sentence);
    }

    private Fact number(String key, boolean plain) {
        Node.Entry entry = entry(key);
        if (entry.value() instanceof Node.Mapping leaf) {
            return leaf(key, entry, leaf, plain);
        }
        if (!plain) {
            throw bad(key, "has no unit (a duration such as {us: 1.5, source: \"…\"} is expected)");
        }
        double value = document.valueOf(path(key), parse(key, entry.value()));
        return remember(key, entry, value, Unit.VALUE, provenance, value, value);
    }

    private Fact leaf(String key, Node.Entry entry, Node.Mapping leaf, boolean plain) {
        Unit unit = null;
        double written = 0;
        for (var part : leaf.entries().entrySet()) {
            Unit named = Unit.ofKey(part.getKey());
            if (named != null) {
                if (unit != null) {
                    throw bad(key, "is given twice, as " + unit.key() + " and as " + named.key());
                }
                unit = named;
                written = parse(key, part.getValue().value());
            } else if (!COMMENTS.contains(part.getKey()) && !part.getKey().equals("range")) {
                throw document.bad(
                        part.getValue().line(),
                        path(key) + "." + part.getKey(),
                        "is unknown (a unit, source, assumption, range or note is expected)");
            }
        }
        if (unit == null || plain != (unit == Unit.VALUE)) {
            String expected = plain ? "{value: 3, source: \"…\"}" : "{us: 1.5, source: \"…\"}";
            throw bad(key, "has no number of the right unit (something like " + expected + " is expected)");
        }
        double value = document.valueOf(path(key), written);
        double[] range = range(key, leaf, written);
        Provenance own = provenance(leaf);
        return remember(key, entry, value, unit, own == null ? provenance : own, range[0], range[1]);
    }

    private Fact remember(
            String key, Node.Entry entry, double value, Unit unit, Provenance why, double low, double high) {
        requireProvenance(key, why);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw bad(key, "is not a finite number");
        }
        if (value < 0) {
            throw bad(key, "is negative (zero or more is expected)");
        }
        Fact fact = new Fact(
                path(key), value, unit, why.source(), why.assumption(), low, high, document.file(), entry.line());
        document.add(fact);
        return fact;
    }

    private void requireProvenance(String key, Provenance why) {
        if (why == null) {
            throw bad(key, "says neither source nor assumption (every number states where it comes from)");
        }
    }

    private double[] range(String key, Node.Mapping leaf, double written) {
        Node.Entry entry = leaf.entries().get("range");
        if (entry == null) {
            return new double[] {written, written};
        }
        if (!(entry.value() instanceof Node.Sequence list) || list.items().size() != 2) {
            throw bad(key, "has a range that is not two numbers ([low, high] is expected)");
        }
        double low = parse(key, list.items().get(0));
        double high = parse(key, list.items().get(1));
        if (!(0 <= low && low <= written && written <= high)) {
            throw bad(key, "has a range that does not hold its value (0 <= low <= value <= high is expected)");
        }
        return new double[] {low, high};
    }

    private Provenance provenance(Node.Mapping mapping) {
        String source = comment(mapping, "source");
        String assumption = comment(mapping, "assumption");
        if (!source.isEmpty() && !assumption.isEmpty()) {
            throw document.bad(mapping.line(), path, "has both source and assumption (one of them is expected)");
        }
        return source.isEmpty() && assumption.isEmpty() ? null : new Provenance(source, assumption);
    }

    private String comment(Node.Mapping mapping, String key) {
        Node.Entry entry = mapping.entries().get(key);
        if (entry == null) {
            return "";
        }
        if (!(entry.value() instanceof Node.Scalar scalar) || scalar.text().isBlank()) {
            throw document.bad(
                    entry.line(), path.isEmpty() ? key : path + "." + key, "is empty (a sentence is expected)");
        }
        return scalar.text().strip();
    }

    private double parse(String key, Node value) {
        if (!(value instanceof Node.Scalar scalar)) {
            throw bad(key, "is " + value.kind() + " (a number is expected)");
        }
        if (scalar.quoted() || !NUMBER.matcher(scalar.text()).matches()) {
            throw bad(key, "is '" + YamlReader.shown(scalar.text()) + "' (a number is expected)");
        }
        double number = Double.parseDouble(scalar.text());
        if (Double.isInfinite(number)) {
            throw bad(key, "is too large");
        }
        return number;
    }

    private Node.Scalar scalar(String key) {
        if (entry(key).value() instanceof Node.Scalar scalar) {
            return scalar;
        }
        throw bad(key, "is " + entry(key).value().kind() + " (a word is expected)");
    }

    private Node.Mapping mapping(String where, Node value) {
        if (value instanceof Node.Mapping mapping) {
            return mapping;
        }
        throw document.bad(value.line(), where, "is " + value.kind() + " (a block of keys is expected)");
    }

    private Node.Entry entry(String key) {
        asked.add(key);
        Node.Entry entry = node.entries().get(key);
        if (entry == null) {
            node.entries().forEach((other, there) -> {
                if (isMisspelt(other, key)) {
                    throw document.bad(there.line(), path(other), "is unknown (is '" + key + "' meant?)");
                }
            });
            throw document.bad(node.line(), path(key), "is missing");
        }
        return entry;
    }

    /** Whether a key nobody asked for yet looks like the missing one: the same but for case, hyphens and one letter. */
    private boolean isMisspelt(String other, String key) {
        if (asked.contains(other)) {
            return false;
        }
        String a = other.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
        String b = key.replace("_", "");
        if (Math.abs(a.length() - b.length()) > 1) {
            return false;
        }
        int head = 0;
        while (head < Math.min(a.length(), b.length()) && a.charAt(head) == b.charAt(head)) {
            head++;
        }
        int tail = 0;
        while (tail < Math.min(a.length(), b.length()) - head
                && a.charAt(a.length() - 1 - tail) == b.charAt(b.length() - 1 - tail)) {
            tail++;
        }
        return Math.max(a.length(), b.length()) - head - tail <= 1;
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}

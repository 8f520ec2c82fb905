package dev.shootdown.testbed.profile;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A profile as text: like another one, but for what was measured. Every number that was not states, as its assumption, whose it
 * is; so what is written says of each number where it comes from, as every profile does.
 */
public final class ProfileText {
    private static final Set<String> COMMENTS = Set.of("source", "assumption", "note", "description");
    private static final String STEP = "  ";

    private final Facts base;
    private final String baseName;
    private final SortedMap<String, Number> numbers = new TreeMap<>();
    private final SortedMap<String, List<String>> blocks = new TreeMap<>();
    private final Map<String, Fact> facts = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    /**
     * A number and where it is from.
     *
     * @param low the smallest plausible value; not above {@code value}
     * @param isAssumption whether {@code why} is an assumption and no source
     */
    public record Number(double value, Unit unit, double low, double high, String why, boolean isAssumption) {
        /** As a file holds it: {@code {ns: 430, range: [380, 900], source: "…"}}. */
        public String text() {
            String range = low < high ? ", range: [" + plain(low) + ", " + plain(high) + "]" : "";
            return "{" + unit.key() + ": " + plain(value) + range + ", " + (isAssumption ? "assumption" : "source")
                    + ": " + quoted(why) + "}";
        }
    }

    private ProfileText(Facts base, String baseName) {
        this.base = base;
        this.baseName = baseName;
        base.numbers().forEach(fact -> facts.put(fact.key(), fact));
    }

    /** A file like that of a machine. */
    public static ProfileText like(MachineProfile machine) {
        return new ProfileText(machine.facts(), machine.name());
    }

    /** A file like that of a workload. */
    public static ProfileText like(Workload workload) {
        return new ProfileText(workload.facts(), workload.name());
    }

    /** Replaces a number that the file has. */
    public ProfileText put(String key, Number number) {
        if (!facts.containsKey(key)) {
            throw new IllegalArgumentException(key);
        }
        numbers.put(key, number);
        return this;
    }

    /** Replaces the block under a key, as in {@code compute_burst} or {@code background[1]}; lines begin at its own margin. */
    public ProfileText put(String key, List<String> lines) {
        blocks.put(key, List.copyOf(lines));
        return this;
    }

    /** The file, under another name. Lines of the heading become comments. */
    public String write(String name, List<String> heading) {
        text.setLength(0);
        heading.forEach(line -> text.append("# ").append(line).append('\n'));
        text.append("name: ").append(quoted(name)).append('\n');
        mapping(base.document().top(), "", "");
        return text.toString();
    }

    private void mapping(Node.Mapping node, String path, String margin) {
        node.entries().forEach((key, entry) -> {
            if (!COMMENTS.contains(key) && !(path.isEmpty() && key.equals("name"))) {
                entry(key, entry.value(), path.isEmpty() ? key : path + "." + key, margin);
            }
        });
    }

    private void entry(String key, Node value, String path, String margin) {
        text.append(margin).append(key).append(':');
        if (blocks.containsKey(path)) {
            text.append('\n');
            block(path, margin + STEP);
        } else if (facts.containsKey(path)) {
            text.append(' ').append(number(path)).append('\n');
        } else if (value instanceof Node.Scalar word) {
            text.append(' ').append(quoted(word.text())).append('\n');
        } else if (value instanceof Node.Mapping inner) {
            text.append('\n');
            mapping(inner, path, margin + STEP);
        } else {
            sequence((Node.Sequence) value, path, margin + STEP);
        }
    }

    private void sequence(Node.Sequence list, String path, String margin) {
        if (list.items().isEmpty()) {
            text.append(" []\n");
            return;
        }
        text.append('\n');
        for (int i = 0; i < list.items().size(); i++) {
            String item = path + "[" + i + "]";
            text.append(margin).append("-\n");
            if (blocks.containsKey(item)) {
                block(item, margin + STEP);
            } else if (list.items().get(i) instanceof Node.Mapping inner) {
                mapping(inner, item, margin + STEP);
            }
        }
    }

    private void block(String path, String margin) {
        blocks.get(path).forEach(line -> text.append(margin).append(line).append('\n'));
    }

    private String number(String key) {
        Number known = numbers.get(key);
        if (known != null) {
            return known.text();
        }
        Fact fact = facts.get(key);
        String why =
                "not measured, as in " + baseName + ": " + (fact.isAssumption() ? fact.assumption() : fact.source());
        return new Number(fact.value(), fact.unit(), fact.low(), fact.high(), why, true).text();
    }

    /** Four digits, and no exponent. */
    static String plain(double value) {
        double rounded = value == Math.rint(value) && value < 1e15 ? value : digits(value);
        BigDecimal exact = BigDecimal.valueOf(rounded).stripTrailingZeros();
        return exact.scale() < 0 ? exact.setScale(0).toPlainString() : exact.toPlainString();
    }

    private static double digits(double value) {
        return new BigDecimal(value)
                .round(new MathContext(5, RoundingMode.HALF_EVEN))
                .doubleValue();
    }

    /** A text as YAML's double-quoted scalar, on one line. */
    public static String quoted(String words) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : words.toCharArray()) {
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                default -> out.append(c < ' ' || c == 0x7f || c == 0x85 || Character.isSurrogate(c) ? '?' : c);
            }
        }
        return out.append('"').toString();
    }

    /** A distribution of times or sizes as a table, whose shares add up to 100: lines for {@link #put(String, List)}. */
    public static final class Rows {
        private final List<String> ends = new ArrayList<>();
        private final List<Double> counts = new ArrayList<>();

        /** Values between two ends, both included, so often. */
        public Rows add(String from, String to, double count, String comment) {
            if (count > 0) {
                ends.add("from: " + from + ", to: " + to + ", percent: %s" + comment);
                counts.add(count);
            }
            return this;
        }

        public boolean isEmpty() {
            return counts.isEmpty();
        }

        /** The lines. */
        public List<String> lines(String source) {
            List<String> lines = new ArrayList<>(List.of("distribution: table", "source: " + quoted(source), "rows:"));
            double all = counts.stream().mapToDouble(Double::doubleValue).sum();
            double left = 100;
            for (int i = 0; i < counts.size(); i++) {
                boolean isLast = i == counts.size() - 1;
                double percent = isLast ? left : Math.round(counts.get(i) / all * 1e4) / 1e2;
                left = Math.round((left - percent) * 1e2) / 1e2;
                lines.add("  - {" + ends.get(i).replace("%s", plain(Math.max(0, percent))) + "}");
            }
            return lines;
        }
    }
}

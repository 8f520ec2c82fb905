package dev.shootdown.testbed;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Schemes;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is compared: a shootdown scheme and what the guest and the host have beside it, written as in {@code shoot4u+pmt} or
 * {@code baseline+ple+pvlock}.
 */
public record SystemName(Scheme scheme, Set<Addition> additions) {
    private static final char PLUS = '+';

    public SystemName {
        EnumSet<Addition> ordered = EnumSet.noneOf(Addition.class);
        ordered.addAll(additions);
        additions = Collections.unmodifiableSet(ordered);
    }

    /** A scheme and nothing else. */
    public static SystemName of(Scheme scheme) {
        return new SystemName(scheme, Set.of());
    }

    /**
     * Reads a scheme's name and those of additions, in any order of the latter.
     *
     * @throws BadInput if there is no such scheme or addition, one is named twice, or two of them exclude each other
     */
    public static SystemName parse(String text) {
        String[] names = text.split("\\" + PLUS, -1);
        EnumSet<Addition> additions = EnumSet.noneOf(Addition.class);
        for (int k = 1; k < names.length; k++) {
            String name = names[k];
            Addition addition = Addition.named(name)
                    .orElseThrow(() -> new BadInput("'" + text + "': there is no '" + name
                            + "' to add to a scheme; there are " + String.join(", ", Addition.labels()) + "."));
            for (Addition other : additions) {
                if (other == addition) {
                    throw new BadInput("'" + text + "' names " + name + " twice.");
                } else if (other.part() == addition.part()) {
                    throw new BadInput("'" + text + "' has two "
                            + addition.part().plural() + ", " + other.label() + " and " + name + " (one is expected).");
                }
            }
            additions.add(addition);
        }
        return new SystemName(Schemes.named(names[0]), additions);
    }

    /** The names with a plus between, the scheme's first, the others in the order of {@link Addition}. */
    public String label() {
        StringBuilder label = new StringBuilder(scheme.name());
        additions.forEach(addition -> label.append(PLUS).append(addition.label()));
        return label.toString();
    }

    public boolean has(Addition addition) {
        return additions.contains(addition);
    }
}

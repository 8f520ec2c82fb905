package dev.shootdown.modelcheck;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.StepKind.Argument;
import dev.shootdown.machine.lock.Lock;
import dev.shootdown.machine.lock.LockInvariant;
import dev.shootdown.machine.lock.Locks;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.Replay;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the steps of TLC's counterexamples in the running code, at the size of the model. */
public final class CodeReplay {
    /** What {@link #of} says when code and specification agree. */
    public static final String AGREES =
            "The running code takes the same steps, and its last one breaks the same invariant.";

    private static final Map<String, Argument> SETS = Map.of(
            "Vcpu", Argument.VCPU,
            "Pcpu", Argument.PCPU,
            "Space", Argument.SPACE,
            "Page", Argument.PAGE,
            "Frame", Argument.FRAME,
            "Table", Argument.TABLE);

    private static final Pattern WORD = Pattern.compile("\\w+");

    private CodeReplay() {}

    /**
     * What the running code makes of these steps, a sentence.
     *
     * @param steps as TLC labels them, without the initial state
     * @return nothing if the model has no counterpart in the code: a scheme or a property that it does not have
     */
    public static Optional<String> of(Model model, String violated, List<String> steps) {
        if (Locks.NAMES.contains(model.scheme())) {
            return ofLock(model, violated, steps);
        }
        boolean isInvariant = List.of(Invariant.values()).stream()
                .anyMatch(invariant -> invariant.label().equals(violated));
        Optional<Scheme> scheme = Schemes.all().stream()
                .filter(one -> one.name().equals(model.scheme()))
                .findFirst();
        if (!isInvariant || scheme.isEmpty()) {
            return Optional.empty();
        }
        try {
            Recording recording = recording(model, scheme.get(), violated, steps);
            int[] taken = {0};
            Invariant broken = Replay.run(recording, (machine, number, step, here) -> taken[0] = number);
            if (broken == null) {
                return Optional.of("The running code takes the same steps, but breaks no invariant.");
            }
            if (!broken.label().equals(violated) || taken[0] != steps.size()) {
                return Optional.of("The running code breaks " + broken.label() + " at step " + taken[0] + ".");
            }
            return Optional.of(AGREES);
        } catch (BadInput e) {
            return Optional.of("The running code cannot follow: " + e.getMessage() + ".");
        }
    }

    /**
     * These steps as a recording, whatever property it is that they violate.
     *
     * @return nothing if the code has no such scheme or cannot have a machine of the model's size
     */
    public static Optional<Recording> recording(Model model, String violated, List<String> steps) {
        Optional<Scheme> scheme = Schemes.all().stream()
                .filter(one -> one.name().equals(model.scheme()))
                .findFirst();
        try {
            return scheme.map(one -> recording(model, one, violated, steps));
        } catch (BadInput e) {
            return Optional.empty();
        }
    }

    private static Recording recording(Model model, Scheme scheme, String violated, List<String> steps) {
        ModelConstants constants = ModelConstants.read(model.config());
        Map<String, String> names = names(constants);
        List<String> ours = steps.stream().map(step -> renamed(step, names)).toList();
        return new Recording(
                "TLC", scheme.name(), constants.members("Bugs"), scope(constants), "TLC", 0, 0, violated, ours);
    }

    private static Optional<String> ofLock(Model model, String violated, List<String> steps) {
        Optional<LockInvariant> invariant = List.of(LockInvariant.values()).stream()
                .filter(one -> one.label().equals(violated))
                .findFirst();
        if (invariant.isEmpty()) {
            return Optional.empty();
        }
        try {
            ModelConstants constants = ModelConstants.read(model.config());
            Lock lock = Locks.named(
                    model.scheme(), constants.members("Vcpu").size(), new TreeSet<>(constants.members("Bugs")));
            for (int k = 0; k < steps.size(); k++) {
                if (!invariant.get().holds(lock)) {
                    return Optional.of("The running code breaks " + violated + " at step " + k + ".");
                }
                long step = lock.step(steps.get(k));
                if (!lock.can(step)) {
                    throw new BadInput("step " + (k + 1) + ", " + steps.get(k) + ", is not enabled here");
                }
                lock.apply(step);
            }
            return Optional.of(
                    invariant.get().holds(lock)
                            ? "The running code takes the same steps, but does not break " + violated + "."
                            : AGREES);
        } catch (BadInput e) {
            return Optional.of("The running code cannot follow: " + e.getMessage() + ".");
        }
    }

    /** A model calls its model values as it likes; the code counts them. */
    private static Map<String, String> names(ModelConstants constants) {
        Map<String, String> names = new HashMap<>();
        SETS.forEach((set, argument) -> {
            List<String> members = constants.members(set);
            for (int k = 0; k < members.size(); k++) {
                names.put(members.get(k), argument.show(k));
            }
        });
        return names;
    }

    private static String renamed(String step, Map<String, String> names) {
        return WORD.matcher(step)
                .replaceAll(word -> Matcher.quoteReplacement(names.getOrDefault(word.group(), word.group())));
    }

    /**
     * The size and the features of a model as those of a machine.
     *
     * @throws BadInput if the code cannot have such a machine
     */
    public static Scope scope(Model model) {
        try {
            return scope(ModelConstants.read(model.config()));
        } catch (BadInput e) {
            throw new BadInput(
                    "Model " + model.name() + " is of no machine that the code has: " + e.getMessage() + ".", e);
        }
    }

    /** The size of a model as that of a machine. */
    static Scope scope(ModelConstants constants) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        List<String> unknown = new ArrayList<>(constants.members("Features"));
        for (Feature feature : Feature.values()) {
            if (unknown.remove(feature.label())) {
                features.add(feature);
            }
        }
        if (!unknown.isEmpty() || !constants.members("FullRanges").isEmpty()) {
            throw new BadInput("the model has features or flush ceilings of its own");
        }
        return Scope.small(
                constants.members("Vcpu").size(),
                constants.members("Pcpu").size(),
                constants.members("Space").size(),
                constants.members("Page").size(),
                constants.members("Frame").size(),
                constants.members("Table").size(),
                features);
    }
}

package dev.shootdown.modelcheck.conform;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Machine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Behaviours of a specification, made by TLC's evaluator with dice, replayed in the machine: each step must be enabled there
 * and lead to the same value of every variable.
 */
public final class BehaviourReplay {
    private BehaviourReplay() {}

    /**
     * What came out.
     *
     * @param steps of all behaviours
     * @param difference null when the machine could follow, else where it could not
     */
    public record Result(int behaviours, long steps, String difference) {}

    /**
     * Replays so many behaviours of at most so many steps each; they follow from the seed.
     *
     * @param folder where the TLA+ modules are
     */
    public static Result run(Machine machine, Path folder, int behaviours, int mostSteps, long seed) {
        Specification specification = new Specification(machine.scheme, machine.scope, machine.bugs(), folder);
        SpecificationGraph graph = specification.graph;
        List<String> labels = graph.labels();
        Mapping mapping = new Mapping(machine.scope);
        int[] sizes = Mapping.sizes(machine.scope);
        int[] first = new int[machine.state.size()];
        machine.state.save(first);
        SplittableRandom random = new SplittableRandom(seed);
        long steps = 0;
        for (int b = 0; b < behaviours; b++) {
            machine.state.restore(first);
            Object state = graph.initialStates().get(0);
            List<String> taken = new ArrayList<>();
            for (int k = 0; k < mostSteps; k++) {
                List<Integer> numbers = new ArrayList<>();
                List<Object> successors = new ArrayList<>();
                graph.expand(state, (label, fingerprint, successor) -> {
                    numbers.add(label);
                    successors.add(successor);
                });
                if (numbers.isEmpty()) {
                    break;
                }
                int choice = random.nextInt(numbers.size());
                state = successors.get(choice);
                taken.add(labels.get(numbers.get(choice)));
                String difference = follow(machine, taken.get(k));
                int[] theirs = graph.vector(state, Mapping.VARIABLES, sizes);
                if (difference == null && !Arrays.equals(mapping.vector(machine.state), theirs)) {
                    difference =
                            "it leads to another state:\n" + mapping.difference(mapping.vector(machine.state), theirs);
                }
                if (difference != null) {
                    return new Result(
                            b + 1,
                            steps + k + 1,
                            "step " + (k + 1) + " of behaviour " + (b + 1) + ": " + difference + "\n  "
                                    + String.join("\n  ", taken));
                }
            }
            steps += taken.size();
        }
        return new Result(behaviours, steps, null);
    }

    private static String follow(Machine machine, String label) {
        long step;
        try {
            step = machine.step(label);
        } catch (BadInput e) {
            return e.getMessage();
        }
        if (!machine.can(step)) {
            return "the machine cannot take it";
        }
        machine.apply(step);
        return null;
    }
}

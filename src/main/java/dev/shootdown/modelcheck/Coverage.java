package dev.shootdown.modelcheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often the actions of a scheme were taken in several models, as TLC counts it. An action that is never taken is a guard
 * that never holds: whatever was claimed was claimed without it.
 */
public final class Coverage {
    private final Map<String, Action> actions = new TreeMap<>();
    private int models;

    /**
     * An action.
     *
     * @param models in how many models it was taken
     * @param steps from how many states, counting each of its instances, in all of them
     */
    public record Action(String name, int models, long steps) {}

    /** Adds what one model brought: for each action, how often it was taken. */
    void add(Map<String, Long> stepsOfAModel) {
        models++;
        stepsOfAModel.forEach((name, steps) -> {
            Action before = actions.getOrDefault(name, new Action(name, 0, 0));
            actions.put(name, new Action(name, before.models() + (steps > 0 ? 1 : 0), before.steps() + steps));
        });
    }

    /** How many models there were. */
    public int models() {
        return models;
    }

    /** All of them, by name. */
    public List<Action> actions() {
        return List.copyOf(actions.values());
    }

    /** The names of those that were taken in no model. */
    public List<String> neverTaken() {
        List<String> names = new ArrayList<>();
        actions.values().stream().filter(action -> action.steps() == 0).forEach(action -> names.add(action.name()));
        return names;
    }
}

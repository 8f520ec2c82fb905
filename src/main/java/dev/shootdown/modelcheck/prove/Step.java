package dev.shootdown.modelcheck.prove;

import java.util.List;
import java.util.Map;

/**
 * One way in which an action can be taken.
 *
 * @param action the name of the definition in {@code Next}
 * @param parameters its arguments, arbitrary values
 * @param condition when it can be taken, and what it says of variables that it does not set
 * @param after the value of every variable after it
 * @param loose variables of which only `condition` says what they are after it
 */
record Step(String action, List<Term.Var> parameters, Term condition, Map<String, Value> after, List<String> loose) {}
